import { dirname, join, relative } from "node:path";
import ignore, { type Ignore } from "ignore";
import type { ReadableDisk } from "./disk.ts";
import { enclosingFolders, findGitRoot, readExcludes, readIfPossible } from "./git.ts";
import { slashed } from "./paths.ts";

/** What git ignores at one place of a repository. Holds for paths whose parent folders are not ignored. */
export class IgnoreRules {
  readonly #root: string;
  readonly #matcher: Ignore;

  /** `text` has the syntax of a `.gitignore` in `root`. */
  constructor(root: string, text: string, matcher: Ignore = ignore({ ignorecase: false })) {
    this.#root = root;
    this.#matcher = matcher.add(text);
  }

  /** These rules and after them, so that they win, those of the `.gitignore` in `folder`. */
  with(folder: string, text: string): IgnoreRules {
    const before = ignore({ ignorecase: false }).add(this.#matcher);
    return new IgnoreRules(this.#root, rebase(text, slashed(relative(this.#root, folder))), before);
  }

  ignores(path: string, isFolder: boolean): boolean {
    const name = slashed(relative(this.#root, path));
    return this.#matcher.ignores(isFolder ? `${name}/` : name);
  }
}

/**
 * The rules from above a folder that a walk starts in; `undefined` outside of git and at a repository's root. None of
 * them counts if git ignores the folder itself, because it was asked for by name.
 */
export function rulesAround(disk: ReadableDisk, folder: string): IgnoreRules | undefined {
  const root = findGitRoot(disk, folder);
  if (root === undefined || root === folder) return undefined;
  const path = enclosingFolders(folder).toReversed();
  let rules: IgnoreRules | undefined;
  for (const next of path.slice(path.indexOf(root) + 1)) {
    const parent = dirname(next);
    rules = rulesInside(disk, parent, rules, (name) => disk.kind(join(parent, name)) !== undefined);
    if (rules?.ignores(next, true)) return new IgnoreRules(root, "");
  }
  return rules;
}

/** The rules for what a folder holds: a repository starts anew, a `.gitignore` adds to the rules around. */
export function rulesInside(
  disk: ReadableDisk,
  folder: string,
  around: IgnoreRules | undefined,
  holds: (name: string) => boolean,
): IgnoreRules | undefined {
  const rules = holds(".git") ? new IgnoreRules(folder, readExcludes(disk, folder)) : around;
  if (!rules || !holds(".gitignore")) return rules;
  return rules.with(folder, readIfPossible(disk, join(folder, ".gitignore")));
}

/** Patterns of a `.gitignore` in `folder`, as its repository's root would write them. */
function rebase(text: string, folder: string): string {
  if (folder === "") return text;
  const place = `/${folder.replace(/[\\*?[\]]/g, "\\$&")}/`;
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.map((line) => rebaseLine(line, place)).join("\n");
}

function rebaseLine(line: string, place: string): string {
  if (/^#|^!?\s*$/.test(line)) return "";
  const [sign, pattern] = line.startsWith("!") ? ["!", line.slice(1)] : ["", line];
  const anchored = /\/(?! *$)/.test(pattern);
  return sign + place + (anchored ? pattern.replace(/^\//, "") : `**/${pattern}`);
}
