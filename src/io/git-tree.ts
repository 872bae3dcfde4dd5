import { type Git, split } from "./git-command.ts";

const LINK = "120000";
const SUBMODULE = "160000";
const MAX_LINKS = 40;

/** The files that git has, by their path from the root, with `/`. */
export class GitTree {
  readonly #git: Git;
  readonly #files = new Map<string, { readonly mode: string; readonly id: string }>();
  readonly #folders = new Map<string, Set<string>>([["", new Set()]]);

  private constructor(git: Git) {
    this.#git = git;
  }

  /** What the next commit would hold; of a file with conflicts, nothing. */
  static ofIndex(git: Git): GitTree {
    const tree = new GitTree(git);
    for (const record of split(git.run(["ls-files", "--stage", "-z"]))) {
      const [, mode = "", id = "", stage, path = ""] = /^(\d+) (\w+) (\d)\t([^]*)$/.exec(record) ?? [];
      if (stage === "0") tree.#add(path, mode, id);
    }
    return tree;
  }

  /** What a commit holds. */
  static ofCommit(git: Git, commit: string): GitTree {
    const tree = new GitTree(git);
    for (const record of split(git.run(["ls-tree", "-r", "-z", "--full-tree", commit]))) {
      const [, mode = "", id = "", path = ""] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(record) ?? [];
      tree.#add(path, mode, id);
    }
    return tree;
  }

  #add(path: string, mode: string, id: string): void {
    this.#files.set(path, { mode, id });
    for (let child = path; child !== "";) {
      const folder = child.slice(0, Math.max(child.lastIndexOf("/"), 0));
      const name = folder === "" ? child : child.slice(folder.length + 1);
      const known = this.#folders.get(folder);
      this.#folders.set(folder, (known ?? new Set()).add(name));
      if (known) return;
      child = folder;
    }
  }

  /** The path that a path leads to through symbolic links; `undefined` where they lead outside or in a circle. */
  follow(path: string): string | undefined {
    const ahead = path.split("/");
    const behind: string[] = [];
    let links = 0;
    for (let step = ahead.shift(); step !== undefined; step = ahead.shift()) {
      if (step === "" || step === ".") continue;
      if (step === "..") {
        if (behind.pop() === undefined) return undefined;
        continue;
      }
      const file = this.#files.get([...behind, step].join("/"));
      if (file?.mode !== LINK) behind.push(step);
      else {
        const target = this.#git.readBlob(file.id)?.toString() ?? "";
        links += 1;
        if (target.startsWith("/") || links > MAX_LINKS) return undefined;
        ahead.unshift(...target.split("/"));
      }
    }
    return behind.join("/");
  }

  /** What is at a path, through links; a submodule is a folder without anything in it. */
  kind(path: string): "file" | "folder" | undefined {
    const target = this.follow(path);
    if (target === undefined) return undefined;
    const file = this.#files.get(target);
    if (file) return file.mode === SUBMODULE ? "folder" : "file";
    return this.#folders.has(target) ? "folder" : undefined;
  }

  /** The names in a folder, in no order. */
  names(folder: string): readonly string[] {
    return [...(this.#folders.get(this.follow(folder) ?? "..") ?? [])];
  }

  /** True for a symbolic link. */
  isLink(path: string): boolean {
    return this.#files.get(path)?.mode === LINK;
  }

  /** The bytes of a file, through links; `undefined` for what is none, and where it has more than `limit`. */
  read(path: string, limit?: number): Buffer | undefined {
    const file = this.#files.get(this.follow(path) ?? "");
    return file && file.mode !== SUBMODULE ? this.#git.readBlob(file.id, limit) : undefined;
  }
}
