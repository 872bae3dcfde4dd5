import { visible } from "./text.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for the inside of an element or of a quoted attribute; nothing in it is read as HTML, or reorders what is shown. */
export function escapeHtml(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** A message of ours: what it has in backticks as code. */
export function inlineHtml(text: string): string {
  const parts = text.split("`");
  const tail = parts.length % 2 === 0 ? parts.pop() : undefined;
  const written = parts.map((part, index) => (index % 2 === 1 ? codeHtml(part) : escapeHtml(part))).join("");
  return tail === undefined ? written : `${written}${escapeHtml(`\`${tail}`)}`;
}

export function codeHtml(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

/** Lines of a patch, or of a part of one, each coloured by what its first character says. */
export function diffHtml(lines: readonly string[]): string {
  const written = lines.map((line) => {
    const [kind] = line;
    const name = kind === "+" ? "add" : kind === "-" ? "remove" : kind === "@" ? "place" : "same";
    return `<span class="${name}">${escapeHtml(line)}</span>`;
  });
  return scrolling("diff", "Diff", written.join("\n"));
}

/** Code that scrolls sideways, by keyboard too. */
export function scrolling(kind: string, label: string, html: string): string {
  return `<pre class="${kind}" tabindex="0" role="region" aria-label="${label}">${html}</pre>`;
}
