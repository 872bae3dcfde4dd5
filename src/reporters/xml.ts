const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML 1.0 has no place for, lone surrogates included. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text for the inside of an element or of an attribute in double quotes; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(FORBIDDEN, "\uFFFD")
    .replaceAll(/[&<>"]/g, (character) => NAMED[character] ?? "")
    .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element; without `children` an empty one. Attributes that are `undefined` are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children?: readonly string[],
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(String(value))}"`],
  );
  const open = `<${name}${written.join("")}`;
  if (!children) return `${open}/>`;
  const inside = children.flatMap((child) => child.split("\n").map((line) => `  ${line}\n`)).join("");
  return `${open}>\n${inside}</${name}>`;
}

/** An element of text alone. */
export function textElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  return `${element(name, attributes).slice(0, -"/>".length)}>${escapeXml(text)}</${name}>`;
}
