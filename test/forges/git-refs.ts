import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The branches of a repository, kept as git keeps them. */
export class GitRefs {
  readonly #folder: string;

  constructor(repository: string) {
    this.#folder = repository;
  }

  /** What a branch is at. */
  tip(branch: string): string | undefined {
    const path = this.#path(branch);
    if (isFile(path)) return readFileSync(path, "utf8").trim();
    return this.#packed().get(`refs/heads/${branch}`);
  }

  branches(): string[] {
    const heads = join(this.#folder, "refs/heads");
    const all = existsSync(heads) ? readdirSync(heads, { recursive: true, withFileTypes: true }) : [];
    const loose = all
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(heads.length + 1));
    const packed = [...this.#packed().keys()]
      .filter((ref) => ref.startsWith("refs/heads/"))
      .map((ref) => ref.slice(11));
    return [...new Set([...loose, ...packed])].sort();
  }

  /** Writes the branch of a new repository down with fewer files. */
  setFirst(branch: string, oid: string): void {
    writeFileSync(join(this.#folder, "packed-refs"), `${oid} refs/heads/${branch}\n`);
  }

  set(branch: string, oid: string): void {
    const path = this.#path(branch);
    mkdirSync(dirname(path), { recursive: true });
    // In one step: a git that serves the repository meanwhile reads the old one or the new one.
    writeFileSync(`${path}.new`, `${oid}\n`);
    renameSync(`${path}.new`, path);
  }

  delete(branch: string): void {
    rmSync(this.#path(branch), { force: true });
    const packed = this.#packed();
    if (!packed.delete(`refs/heads/${branch}`)) return;
    writeFileSync(join(this.#folder, "packed-refs"), [...packed].map(([ref, oid]) => `${oid} ${ref}\n`).join(""));
  }

  #path(branch: string): string {
    return join(this.#folder, "refs/heads", branch);
  }

  #packed(): Map<string, string> {
    const path = join(this.#folder, "packed-refs");
    if (!existsSync(path)) return new Map();
    const lines = readFileSync(path, "utf8").split("\n");
    return new Map(lines.flatMap((line) => (/^[0-9a-f]{40} /.test(line) ? [[line.slice(41), line.slice(0, 40)]] : [])));
  }
}

function isFile(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false; // There is none, or a folder of branches.
  }
}
