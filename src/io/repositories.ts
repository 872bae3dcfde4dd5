import { dirname, join } from "node:path";
import type { ReadableDisk } from "./disk.ts";
import { repositoryRoot } from "./git.ts";

/** The files of one repository, each read once. */
export interface RepositoryFiles {
  /** Text of a file by its path from the root; `undefined` for what cannot be read as text, or lies outside. */
  read(path: string): string | undefined;
}

/** The repositories around the files of a run. Files come sorted, so that only the last repository is worth remembering. */
export class Repositories {
  readonly #disk: ReadableDisk;
  #last: { readonly root: string; readonly files: RepositoryFiles } | undefined;

  constructor(disk: ReadableDisk) {
    this.#disk = disk;
  }

  /** The repository that a config belongs to: what holds its `.circleci/`, else what git says, else its folder. */
  around(path: string): RepositoryFiles {
    const root = repositoryRoot(this.#disk, dirname(path));
    if (this.#last?.root !== root) this.#last = { root, files: this.#open(root) };
    return this.#last.files;
  }

  #open(root: string): RepositoryFiles {
    const texts = new Map<string, string | undefined>();
    return {
      read: (path) => {
        if (!texts.has(path)) texts.set(path, this.#disk.readInside(root, join(root, path)));
        return texts.get(path);
      },
    };
  }
}
