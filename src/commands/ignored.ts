import type { FoundFile } from "../io/discover.ts";
import type { FileRules } from "../run.ts";
import type { Host } from "./host.ts";

/** The settings whose `ignore` names a path; `undefined` for none. */
export type IgnoredBy = (path: string, folder?: string) => string | undefined;

/** The files that no settings ignore; says so of each that was named, and where nothing is left. */
export function withoutIgnored(found: readonly FoundFile[], ignoredBy: IgnoredBy, { stderr }: Host): FoundFile[] {
  const files: FoundFile[] = [];
  let silent: string | undefined;
  for (const file of found) {
    const settings = ignoredBy(file.path);
    if (settings === undefined) files.push(file);
    else if (file.named) stderr.write(ignoredNote(file.shown, settings));
    else silent = settings;
  }
  if (files.length === 0 && silent !== undefined)
    stderr.write(`circlesec: \`ignore\` in ${silent} leaves nothing to lint\n`);
  return files;
}

/** The rules for standard input: none where its path is ignored, so that it passes through `fix -` as it is. */
export function unlessIgnored(
  rules: FileRules,
  path: string,
  ignored: string | undefined,
  { stderr }: Host,
): FileRules {
  if (ignored === undefined) return rules;
  stderr.write(ignoredNote(path, ignored));
  return { ...rules, rules: [] };
}

function ignoredNote(path: string, settings: string): string {
  return `circlesec: ${path} is not linted: \`ignore\` in ${settings} names it\n`;
}
