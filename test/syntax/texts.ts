import { readFileSync, readdirSync } from "node:fs";

/** The YAML files under a folder of this project, by path. */
export function textsUnder(folder: string): [path: string, text: string][] {
  const root = new URL(`../../${folder}/`, import.meta.url);
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => /\.ya?ml$/.test(path));
  return paths.toSorted().map((path) => [path, readFileSync(new URL(path, root), "utf8")]);
}

/** Some lines of a text in a row, from the first of those that are least indented on, moved to the first column. */
export function excerpt(text: string, random: () => number): string {
  const lines = text.split(/(?<=\n)/);
  const start = Math.floor(random() * lines.length);
  const some = lines.slice(start, start + 2 + Math.floor(random() * 25));
  const indents = some.map((line) => (line.trim() === "" ? Number.POSITIVE_INFINITY : line.search(/[^ ]/)));
  const least = Math.min(...indents);
  const from = indents.indexOf(least);
  return some
    .slice(Math.max(0, from))
    .map((line) => line.slice(Math.min(least, Math.max(0, line.search(/[^ ]/)))))
    .join("");
}
