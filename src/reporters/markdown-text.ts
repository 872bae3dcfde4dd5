import { visible } from "./text.ts";

/** A space of no width: between what, side by side, would be looked up by a forge. */
const APART = "\u200B";

/**
 * Where what follows would mention somebody, or point at something: forges look for these in what Markdown has come to, so that no
 * backslash keeps them from it. GitHub: `@name`, `#1`, `GH-1`; GitLab besides: `!1`, `$1`, `&1`, `%1`, `~label`,
 * `GL-1`, `[issue:1]`, `*iteration:1`; all of them addresses, and keys of trackers, as `ABC-1`. Read behind backslashes.
 */
const REFERENCES = new RegExp(
  [
    String.raw`[@#]`,
    String.raw`[!$&^](?=\d)`,
    String.raw`[%~](?=["\w])`,
    String.raw`\[(?=[\w\\]+:)`,
    String.raw`\*(?=iteration:)`,
    String.raw`:(?=\/)`,
    String.raw`\bwww(?=\\?\.)`,
    String.raw`\b(?:[Gg][HhLl]|[A-Z][A-Z\d]*)-(?=\d)`,
  ].join("|"),
  "g",
);
/** The name of a commit, which seven digits are enough for. */
const COMMIT = /\b[\da-f]{7,}\b/g;

/** A message of ours for Markdown: what it has in backticks as code, everything else as the plain text that it is. */
export function inlineMarkdown(text: string): string {
  const parts = visible(text).split("`");
  // An odd number of backticks: the last one opens nothing.
  const tail = parts.length % 2 === 0 ? (parts.pop() ?? "") : undefined;
  const written = parts.map((part, index) => (index % 2 === 1 ? codeMarkdown(part) : plainMarkdown(part))).join("");
  return tail === undefined ? written : `${written}${plainMarkdown(`\`${tail}`)}`;
}

/** Text as code, whatever it holds; nothing in it is read as Markdown or HTML, or mentions anybody. */
export function codeMarkdown(text: string): string {
  const shown = visible(text);
  if (shown.trim() === "") return plainMarkdown(`\`${shown}\``);
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = /^`|`$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Lines as a block of code, each as it is. */
export function blockMarkdown(language: string, lines: readonly string[]): string[] {
  const shown = lines.map(visible);
  const fence = "`".repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)));
  return [`${fence}${language}`, ...shown, fence];
}

/** Within a line: what opens a list, a heading or a table only at the start of one is left as it is. */
function plainMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>#|~&@$]|\.(?=\w)|:(?=\/)/g, String.raw`\$&`)
    .replaceAll(REFERENCES, `$&${APART}`)
    .replaceAll(COMMIT, (name) => name.replaceAll(/.{6}(?=.)/g, `$&${APART}`));
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
