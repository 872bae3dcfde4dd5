import type { FoundFile } from "../io/discover.ts";
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

/** What is said of a path that was named and is not linted. */
export function ignoredNote(path: string, settings: string): string {
  return `circlesec: ${path} is not linted: \`ignore\` in ${settings} names it\n`;
}
