import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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

export interface TreeEntry {
  readonly mode: number;
  readonly type: "blob" | "tree" | "commit";
  readonly oid: string;
  readonly name: string;
}

export interface Commit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
}

const NOTHING = "0".repeat(40);
const QUIET = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
const DATE = "2026-01-02T03:04:05Z";

/** A real bare repository of git. */
export class BareRepository {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static create(folder: string, branch = "main"): BareRepository {
    // What `git init --bare` makes, without a process for each of many.
    for (const below of ["objects/info", "objects/pack", "refs/heads"])
      mkdirSync(join(folder, below), { recursive: true });
    writeFileSync(join(folder, "HEAD"), `ref: refs/heads/${branch}\n`);
    writeFileSync(join(folder, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
    return new BareRepository(folder);
  }

  /** The same repository at another place of the disk. */
  static at(folder: string): BareRepository {
    return new BareRepository(folder);
  }

  /** The commit that a branch is at. */
  tip(branch: string): string | undefined {
    return this.#ask(["rev-parse", "-q", "--verify", `refs/heads/${branch}^{commit}`])?.trim();
  }

  branches(): string[] {
    return this.#git(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"]).split("\n").filter(Boolean);
  }

  /** Moves, makes or deletes a branch; false where it is not at `expected` any more. */
  moveBranch(branch: string, to: string | undefined, expected?: string | null): boolean {
    const before = expected === undefined ? [] : [expected ?? NOTHING];
    const args =
      to === undefined
        ? ["update-ref", "-d", `refs/heads/${branch}`, ...before]
        : ["update-ref", `refs/heads/${branch}`, to, ...before];
    return this.#ask(args) !== undefined;
  }

  commit({ parents, message, author, committer = author, files }: NewCommit): string {
    const index = join(this.folder, `index-${Math.random().toString(36).slice(2)}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      if (parents[0] !== undefined) this.#git(["read-tree", parents[0]], { env });
      const lines = Object.entries(files).map(([path, file]) => this.#indexLine(path, file));
      this.#git(["update-index", "-z", "--index-info"], { env, input: lines.join("") });
      const tree = this.#git(["write-tree"], { env }).trim();
      const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
      return this.#git(args, {
        input: message,
        env: identityOf(author, committer),
      }).trim();
    } finally {
      rmSync(index, { force: true });
    }
  }

  writeBlob(bytes: Buffer): string {
    return this.#git(["hash-object", "-w", "--stdin"], { input: bytes }).trim();
  }

  treeOf(commit: string): string | undefined {
    return this.#ask(["rev-parse", "-q", "--verify", `${commit}^{tree}`])?.trim();
  }

  /** A tree as another one, but for these entries. */
  writeTree(
    base: string,
    entries: readonly { readonly path: string; readonly mode: string; readonly sha: string }[],
  ): string {
    const env = { GIT_INDEX_FILE: join(this.folder, `index-${Math.random().toString(36).slice(2)}`) };
    try {
      this.#git(["read-tree", base], { env });
      const input = entries.map(({ path, mode, sha }) => `${mode} ${sha}\t${path}\0`).join("");
      this.#git(["update-index", "-z", "--index-info"], { env, input });
      return this.#git(["write-tree"], { env }).trim();
    } finally {
      rmSync(env.GIT_INDEX_FILE, { force: true });
    }
  }

  /** A commit that no branch leads to. */
  commitTree({
    tree,
    parents,
    message,
    author,
  }: Omit<NewCommit, "files" | "committer"> & { readonly tree: string }): string {
    return this.#git(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], {
      input: message,
      env: identityOf(author, author),
    }).trim();
  }

  #indexLine(path: string, file: NewFile | undefined): string {
    if (file === undefined) return `0 ${NOTHING}\t${path}\0`;
    const [mode, input] = modeAndBytes(file);
    const oid = this.#git(["hash-object", "-w", "--stdin"], { input }).trim();
    return `${mode} ${oid}\t${path}\0`;
  }

  /** What a folder holds at a commit; `undefined` where there is none. */
  list(commit: string, folder: string): TreeEntry[] | undefined {
    const output = this.#ask(["ls-tree", "-z", folder === "" ? commit : `${commit}:${folder}`]);
    return output?.split("\0").filter(Boolean).map(toEntry);
  }

  /** The entry of a path at a commit. */
  entry(commit: string, path: string): TreeEntry | undefined {
    const output = this.#ask(["ls-tree", "-z", commit, "--", path]);
    const [line] = output?.split("\0").filter(Boolean) ?? [];
    return line === undefined ? undefined : toEntry(line);
  }

  blob(oid: string): Buffer {
    return this.#run(["cat-file", "blob", oid]).stdout;
  }

  /** The bytes of a file at a commit. */
  read(commit: string, path: string): Buffer | undefined {
    const result = this.#run(["cat-file", "blob", `${commit}:${path}`]);
    return result.status === 0 ? result.stdout : undefined;
  }

  /** Every file at a commit, with its mode and the name of its blob. */
  files(commit: string): ReadonlyMap<string, string> {
    const lines = this.#git(["ls-tree", "-r", "-z", commit]).split("\0").filter(Boolean);
    return new Map(lines.map(toEntry).map(({ mode, oid, name }) => [name, `${mode.toString(8)} ${oid}`]));
  }

  hasCommit(oid: string): boolean {
    return this.#ask(["cat-file", "-e", `${oid}^{commit}`]) !== undefined;
  }

  /** Commits of `to` that are not in `from`, the oldest first. */
  between(from: string, to: string): Commit[] {
    const format = "%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%B%x01";
    const output = this.#git(["log", "--reverse", `--format=${format}`, `${from}..${to}`]);
    return output
      .split("\x01")
      .map((record) => record.replace(/^\n/, ""))
      .filter(Boolean)
      .map((record) => {
        const [oid = "", parents = "", an = "", ae = "", cn = "", ce = "", message = ""] = record.split("\0");
        const [author, committer] = [
          { name: an, email: ae },
          { name: cn, email: ce },
        ];
        return { oid, parents: parents.split(" ").filter(Boolean), author, committer, message: message.trimEnd() };
      });
  }

  commitOf(oid: string): Commit | undefined {
    if (!this.hasCommit(oid)) return undefined;
    const [parent] = this.#git(["log", "-1", "--format=%P", oid]).trim().split(" ");
    if (parent) return this.between(parent, oid).at(-1);
    const message = this.#git(["log", "-1", "--format=%B", oid]).trimEnd();
    const nobody = { name: "", email: "" };
    return { oid, parents: [], author: nobody, committer: nobody, message };
  }

  #git(args: readonly string[], options: GitOptions = {}): string {
    const { status, stdout, stderr } = this.#run(args, options);
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr.toString()}`);
    return stdout.toString();
  }

  #ask(args: readonly string[]): string | undefined {
    const { status, stdout } = this.#run(args);
    return status === 0 ? stdout.toString() : undefined;
  }

  #run(args: readonly string[], { input = "", env = {} }: GitOptions = {}) {
    const around = { cwd: this.folder, env: { ...process.env, ...QUIET, ...env } };
    return spawnSync("git", args, { ...around, input, maxBuffer: Infinity });
  }
}

function identityOf(author: Identity, committer: Identity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: DATE,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: DATE,
  };
}

interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

function modeAndBytes(file: NewFile): readonly [mode: string, input: string | Buffer] {
  if (typeof file === "string" || Buffer.isBuffer(file)) return ["100644", file];
  return "link" in file ? ["120000", file.link] : ["100755", file.executable];
}

function toEntry(line: string): TreeEntry {
  const [, mode = "", type = "", oid = "", name = ""] = /^(\d+) (\w+) (\w+)\t([^]*)$/.exec(line) ?? [];
  return { mode: Number.parseInt(mode, 8), type: type as TreeEntry["type"], oid, name };
}
