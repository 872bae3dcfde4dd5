import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GitObjects } from "./git-objects.ts";
import { GitRefs } from "./git-refs.ts";
import { type Change, type TreeEntry, changeTree, findEntry, readTree } from "./git-tree.ts";

export type { TreeEntry } from "./git-tree.ts";

/** Who makes a commit. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Identity;
  readonly committer?: Identity;
  /** Whole texts by path; `undefined` deletes a file. */
  readonly files: Readonly<Record<string, NewFile | undefined>>;
}

/** A text, bytes, or a link or an executable file. */
export type NewFile = string | Buffer | { readonly link: string } | { readonly executable: string };

export interface Commit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
}

const SECONDS = Date.parse("2026-01-02T03:04:05Z") / 1000;

/** A real bare repository of git, whose objects and branches are read and written without a process of git for each. */
export class BareRepository {
  readonly folder: string;
  readonly #objects: GitObjects;
  readonly #refs: GitRefs;

  private constructor(folder: string) {
    this.folder = folder;
    this.#objects = new GitObjects(folder);
    this.#refs = new GitRefs(folder);
  }

  static create(folder: string, branch = "main"): BareRepository {
    // What git takes for a repository; `git init --bare` makes more.
    for (const below of ["objects/pack", "refs"]) mkdirSync(join(folder, below), { recursive: true });
    writeFileSync(join(folder, "HEAD"), `ref: refs/heads/${branch}\n`);
    return new BareRepository(folder);
  }

  /** The same repository at another place of the disk. */
  static at(folder: string): BareRepository {
    return new BareRepository(folder);
  }

  /** The commit that a branch is at. */
  tip(branch: string): string | undefined {
    return this.#refs.tip(branch);
  }

  branches(): string[] {
    return this.#refs.branches();
  }

  /** Moves, makes or deletes a branch; false where it is not at `expected` any more. */
  moveBranch(branch: string, to: string | undefined, expected?: string | null): boolean {
    if (expected !== undefined && (this.tip(branch) ?? null) !== expected) return false;
    if (to !== undefined && !this.hasCommit(to)) return false;
    if (to === undefined) this.#refs.delete(branch);
    else this.#refs.set(branch, to);
    return true;
  }

  /** Makes the first commit of a branch. */
  commitFirst(branch: string, commit: Omit<NewCommit, "parents">): void {
    this.#objects.inOnePack(() => this.#refs.setFirst(branch, this.commit({ ...commit, parents: [] })));
  }

  commit({ parents, files, ...given }: NewCommit): string {
    const changes = Object.entries(files).map(([path, file]): Change => [
      path,
      file === undefined ? file : this.#writeFile(file),
    ]);
    const [parent] = parents;
    const tree = changeTree(parent === undefined ? undefined : this.treeOf(parent), changes, this.#objects);
    return this.commitTree({ ...given, parents, tree });
  }

  writeBlob(bytes: Buffer): string {
    return this.#objects.write("blob", bytes);
  }

  /** A tree as another one, but for these entries. */
  writeTree(
    base: string,
    entries: readonly { readonly path: string; readonly mode: string; readonly sha: string }[],
  ): string {
    const changes = entries.map(({ path, mode, sha }): Change => [path, { mode: Number.parseInt(mode, 8), oid: sha }]);
    return changeTree(base, changes, this.#objects);
  }

  /** A commit that no branch leads to. */
  commitTree({
    tree,
    parents,
    message,
    author,
    committer = author,
  }: Omit<NewCommit, "files"> & { readonly tree: string }): string {
    const head = [`tree ${tree}`, ...parents.map((one) => `parent ${one}`)];
    const people = [`author ${toLine(author)}`, `committer ${toLine(committer)}`];
    return this.#objects.write("commit", Buffer.from([...head, ...people, "", message].join("\n")));
  }

  #writeFile(file: NewFile): { mode: number; oid: string } {
    const [mode, bytes] = modeAndBytes(file);
    return { mode, oid: this.#objects.write("blob", Buffer.from(bytes)) };
  }

  /** The name of the tree of a commit. */
  treeOf(commit: string): string | undefined {
    return /^tree ([0-9a-f]{40})$/m.exec(this.#objects.read(commit, "commit")?.toString() ?? "")?.[1];
  }

  /** What a folder holds at a commit; `undefined` where there is none. */
  list(commit: string, folder: string): TreeEntry[] | undefined {
    const tree = this.treeOf(commit);
    if (tree === undefined || folder === "") return tree === undefined ? undefined : readTree(tree, this.#objects);
    const entry = findEntry(tree, folder, this.#objects);
    return entry?.type === "tree" ? readTree(entry.oid, this.#objects) : undefined;
  }

  /** The entry of a path at a commit. */
  entry(commit: string, path: string): TreeEntry | undefined {
    const tree = this.treeOf(commit);
    return tree === undefined ? undefined : findEntry(tree, path, this.#objects);
  }

  blob(oid: string): Buffer {
    return this.#objects.read(oid, "blob") ?? Buffer.alloc(0);
  }

  /** The bytes of a file at a commit. */
  read(commit: string, path: string): Buffer | undefined {
    const entry = this.entry(commit, path);
    return entry?.type === "blob" ? this.blob(entry.oid) : undefined;
  }

  /** Every file at a commit, with its mode and the name of its blob. */
  files(commit: string): ReadonlyMap<string, string> {
    return new Map(this.#below(commit, "").map(({ name, mode, oid }) => [name, `${mode.toString(8)} ${oid}`]));
  }

  #below(commit: string, folder: string): TreeEntry[] {
    return (this.list(commit, folder) ?? []).flatMap((entry) => {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      return entry.type === "tree" ? this.#below(commit, name) : [{ ...entry, name }];
    });
  }

  hasCommit(oid: string): boolean {
    return this.#objects.read(oid, "commit") !== undefined;
  }

  /** Commits of `to` that are not in `from`, the oldest first. */
  between(from: string, to: string): Commit[] {
    const below = new Set(this.#ancestors(from, new Set()).map(({ oid }) => oid));
    return this.#ancestors(to, below).toReversed();
  }

  /** A commit and all before it, without some and what is before them, the newest first. */
  #ancestors(tip: string, without: ReadonlySet<string>): Commit[] {
    const found = new Map<string, Commit>();
    for (let open = [tip]; open.length > 0;) {
      const commits = open.flatMap((oid) => (without.has(oid) || found.has(oid) ? [] : (this.commitOf(oid) ?? [])));
      for (const commit of commits) found.set(commit.oid, commit);
      open = commits.flatMap(({ parents }) => parents);
    }
    return [...found.values()];
  }

  commitOf(oid: string): Commit | undefined {
    const text = this.#objects.read(oid, "commit")?.toString();
    if (text === undefined) return undefined;
    const end = text.indexOf("\n\n");
    const head = text.slice(0, end);
    return {
      oid,
      parents: [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, parent = ""]) => parent),
      author: toIdentity(head, "author"),
      committer: toIdentity(head, "committer"),
      message: text.slice(end + 2).trimEnd(),
    };
  }
}

function toLine({ name, email }: Identity): string {
  return `${name.replaceAll(/[<>\n]/g, "")} <${email.replaceAll(/[<>\n]/g, "")}> ${SECONDS} +0000`;
}

function toIdentity(head: string, who: "author" | "committer"): Identity {
  const [, name = "", email = ""] = new RegExp(`^${who} (.*) <([^>]*)>`, "m").exec(head) ?? [];
  return { name, email };
}

function modeAndBytes(file: NewFile): readonly [mode: number, input: string | Buffer] {
  if (typeof file === "string" || Buffer.isBuffer(file)) return [0o100644, file];
  return "link" in file ? [0o120000, file.link] : [0o100755, file.executable];
}
