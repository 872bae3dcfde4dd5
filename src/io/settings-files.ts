import { basename, dirname, join } from "node:path";
import { UserError } from "../user-error.ts";
import type { ReadableDisk } from "./disk.ts";
import { enclosingFolders, findGitRoot, readIfPossible } from "./git.ts";
import { shownPath } from "./paths.ts";

const NAMES = [".circlesec.yml", ".circlesec.yaml", ".circlesec.json", ".circlesec.js", ".circlesec.mjs"];
/** The file of npm, which holds settings under a key of its own. */
const MANIFEST = "package.json";
export const MANIFEST_KEY = "circlesec";

/** True for a `package.json`, whose settings are what stands under its key. */
export function isManifest(path: string): boolean {
  return basename(path) === MANIFEST;
}

/** True for a path that a settings file has; such a file is no CircleCI configuration. */
export function isSettingsPath(path: string): boolean {
  return NAMES.includes(basename(path));
}

/** The settings files around the files of a run; each folder is looked at once. */
export class SettingsFiles {
  readonly #disk: ReadableDisk;
  readonly #cwd: string;
  readonly #nearest = new Map<string, string | undefined>();
  readonly #own = new Map<string, string | undefined>();
  readonly #gitRoots = new Map<string, string | undefined>();

  constructor(disk: ReadableDisk, cwd: string) {
    this.#disk = disk;
    this.#cwd = cwd;
  }

  /**
   * The settings file for what lies in a folder: in it, or in the closest folder above it that has one, up to the root of
   * its repository. Outside of git the search ends at the current folder, or at what holds `.circleci/`, whichever is
   * further up (`docs/decisions/0008`). Two in one folder are a UserError.
   */
  nearest(folder: string): string | undefined {
    if (!this.#nearest.has(folder)) this.#nearest.set(folder, this.#search(folder));
    return this.#nearest.get(folder);
  }

  #search(folder: string): string | undefined {
    const folders = enclosingFolders(folder);
    const holdsConfigs = (index: number): boolean => basename(folders[index - 1] ?? "") === ".circleci";
    const last =
      this.#gitRootOf(folder) ?? folders.findLast((next, index) => next === this.#cwd || holdsConfigs(index));
    for (const next of folders) {
      const own = this.#ownOf(next);
      if (own !== undefined || next === (last ?? folder)) return own;
    }
    return undefined;
  }

  /** What `findGitRoot` says; files of a run have most of their folders in common. */
  #gitRootOf(folder: string): string | undefined {
    if (!this.#gitRoots.has(folder)) {
      const above = dirname(folder);
      const isRoot = this.#disk.kind(join(folder, ".git")) !== undefined;
      this.#gitRoots.set(folder, isRoot ? folder : above === folder ? undefined : this.#gitRootOf(above));
    }
    return this.#gitRoots.get(folder);
  }

  #ownOf(folder: string): string | undefined {
    if (!this.#own.has(folder)) this.#own.set(folder, this.#lookInto(folder));
    return this.#own.get(folder);
  }

  #lookInto(folder: string): string | undefined {
    const own = NAMES.filter((name) => this.#disk.kind(join(folder, name)) === "file");
    const [first, second] = this.#isInManifest(folder) ? [...own, MANIFEST] : own;
    if (first === undefined || second === undefined) return first && join(folder, first);
    const root = findGitRoot(this.#disk, this.#cwd) ?? this.#cwd;
    throw new UserError(`both \`${first}\` and \`${second}\` are in \`${shownPath(folder, this.#cwd, root)}\``, {
      help: "Keep one of them",
    });
  }

  #isInManifest(folder: string): boolean {
    const text = readIfPossible(this.#disk, join(folder, MANIFEST));
    return text.includes(`"${MANIFEST_KEY}"`) && hasKey(text, MANIFEST_KEY);
  }
}

/** True also for what is no JSON, so that whoever reads it says where it is wrong. */
function hasKey(text: string, key: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof value === "object" && value !== null && Object.hasOwn(value, key);
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}
