import type { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import type { KnownFinding } from "./known.ts";

const HEADER = `# Findings that circlesec knows of already, one a line: file, rule, what it is about; separated by tabs.
# \`circlesec lint --write-baseline <this file>\` writes it anew. Line numbers are not in it, and no secret is.
`;

/** The text of a baseline: a line for each finding, sorted, so that branches merge without a conflict in most cases. */
export function writeBaseline(known: readonly KnownFinding[]): string {
  const lines = known.map(
    ({ path, rule, subject }) => `${[path, rule, subject].map(escape).join("\t").replace(/^#/, "\\#")}\n`,
  );
  return HEADER + lines.toSorted(byCodeUnit).join("");
}

/** What a baseline holds. A line that is none of its own is a UserError with its place. */
export function readBaseline({ path, text }: Pick<Source, "path" | "text">): KnownFinding[] {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((line, index) => (line === "" || line.startsWith("#") ? [] : [readLine(line, `${path}:${index + 1}`)]));
}

function readLine(line: string, place: string): KnownFinding {
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line)) {
    throw new UserError(`${place}: a conflict of git is not resolved`, {
      help: "Keep the lines of both sides; what is in them twice does no harm, and what is stale is told",
    });
  }
  const [path, rule, subject, ...more] = line.split("\t").map(unescape);
  if (path !== undefined && rule !== undefined && subject !== undefined && more.length === 0) {
    return { path, rule, subject };
  }
  throw new UserError(`${place}: this is no line of a baseline`, {
    help: "A line is a path, a rule and what the finding is about, separated by tabs; write the file anew with --write-baseline",
  });
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escape(field: string): string {
  return field.replaceAll(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}

function unescape(field: string): string {
  if (!field.includes("\\")) return field;
  const plain = new Map(Object.entries(ESCAPES).map(([character, escaped]) => [escaped, character]));
  return field.replaceAll(/\\./g, (escaped) => plain.get(escaped) ?? escaped.slice(1));
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
