import type { Said } from "./origins.ts";

/** What a text may be without quotes, in YAML of any version and for us. */
const PLAIN = /^[A-Za-z_][\w./-]*$/;

/** Values as YAML that a settings file could hold, each with its origin in a comment. */
export function printYaml(values: readonly Said[]): string {
  const lines: { readonly text: string; readonly from: string | undefined }[] = [];
  let open: readonly string[] = [];
  for (const { path, value, from } of values) {
    const maps = path.slice(0, -1);
    const shared = maps.findIndex((key, index) => key !== open[index]);
    for (let depth = shared === -1 ? maps.length : shared; depth < maps.length; depth += 1) {
      lines.push({ text: `${"  ".repeat(depth)}${scalar(maps[depth] ?? "")}:`, from: undefined });
    }
    open = maps;
    lines.push({ text: `${"  ".repeat(maps.length)}${scalar(path.at(-1) ?? "")}: ${printValue(value)}`, from });
  }
  const width = Math.min(60, Math.max(0, ...lines.map(({ text, from }) => (from === undefined ? 0 : text.length))));
  return lines
    .map(({ text, from }) => (from === undefined ? `${text}\n` : `${text.padEnd(width)} # ${from}\n`))
    .join("");
}

function printValue(value: Said["value"]): string {
  return typeof value === "string" ? scalar(value) : `[${value.map(scalar).join(", ")}]`;
}

function scalar(text: string): string {
  return PLAIN.test(text) ? text : JSON.stringify(text);
}
