/** What stands at a path of a tree. */
export interface TreeFile {
  /** A submodule is a folder without anything in it. */
  readonly kind: "file" | "link" | "submodule";
  /** The bytes, of a link where it leads; `undefined` where there are more than `limit`. */
  readonly read: (limit?: number) => Buffer | undefined;
}

const MAX_LINKS = 40;

/** Files that are on no disk, by their path from the root, with `/`. */
export class FileTree {
  readonly #files = new Map<string, TreeFile>();
  readonly #folders = new Map<string, Set<string>>([["", new Set()]]);

  /** Puts a file at a path without `.` and `..`; `/` stands between its parts only. */
  add(path: string, file: TreeFile): void {
    this.#files.set(path, file);
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
      if (file?.kind !== "link") behind.push(step);
      else {
        const target = file.read()?.toString() ?? "";
        links += 1;
        if (target.startsWith("/") || links > MAX_LINKS) return undefined;
        ahead.unshift(...target.split("/"));
      }
    }
    return behind.join("/");
  }

  /** What is at a path, through links. */
  kind(path: string): "file" | "folder" | undefined {
    const target = this.follow(path);
    if (target === undefined) return undefined;
    const file = this.#files.get(target);
    if (file) return file.kind === "submodule" ? "folder" : "file";
    return this.#folders.has(target) ? "folder" : undefined;
  }

  /** The names in a folder, in no order. */
  names(folder: string): readonly string[] {
    return [...(this.#folders.get(this.follow(folder) ?? "..") ?? [])];
  }

  /** True for a symbolic link. */
  isLink(path: string): boolean {
    return this.#files.get(path)?.kind === "link";
  }

  /** The bytes of a file, through links; `undefined` for what is none, and where it has more than `limit`. */
  read(path: string, limit?: number): Buffer | undefined {
    const file = this.#files.get(this.follow(path) ?? "");
    return file && file.kind !== "submodule" ? file.read(limit) : undefined;
  }
}
