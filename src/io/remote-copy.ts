import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "./decode.ts";
import { MAX_BESIDE } from "./disk.ts";
import { type GitEnd, runGit } from "./git/run-git.ts";
import type { GitPlace } from "./git/safety.ts";
import type { SnapshotFile, SnapshotRequest } from "./snapshot.ts";
import { UserError } from "../user-error.ts";

const LINK = "120000";
const FILE = /^100(?:644|664|755)$/;
const REMOTE = "origin";

/** A file of a tree: what it is, and the object that holds it. */
interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/**
 * The newest commit of another repository: its trees, and of its files those that are read. Nothing is checked out, so that no
 * name in it becomes one on this disk. It lies in a folder of its own until `remove`.
 */
export class RemoteCopy {
  readonly place: GitPlace;
  readonly #commit: string;

  private constructor(place: GitPlace, commit: string) {
    this.place = place;
    this.#commit = commit;
  }

  /** Fetches a commit by its name; says why not, one clause, where it cannot. */
  static async of(url: string, commit: string, place: Omit<GitPlace, "folder">): Promise<RemoteCopy | string> {
    const copy = new RemoteCopy({ ...place, folder: mkdtempSync(join(tmpdir(), "circlesec-remote-")) }, commit);
    const fault = await copy.#fetch(url);
    if (fault === undefined) return copy;
    copy.remove();
    return fault;
  }

  async #fetch(url: string): Promise<string | undefined> {
    const steps = [
      ["init", "--quiet", "--bare", "--template="],
      ["remote", "add", "--", REMOTE, url],
      ["config", `remote.${REMOTE}.promisor`, "true"],
      ["config", `remote.${REMOTE}.partialCloneFilter`, "blob:none"],
      [
        "fetch",
        "--quiet",
        "--depth=1",
        "--filter=blob:none",
        "--no-tags",
        "--no-write-fetch-head",
        REMOTE,
        this.#commit,
      ],
    ];
    for (const step of steps) {
      const end = await runGit(step, this.place);
      if (!end.isDone) return end.said;
    }
    return undefined;
  }

  /** The files that `ls-tree` lists for paths. */
  async #list(way: readonly string[], paths: readonly string[]): Promise<[path: string, entry: TreeEntry][]> {
    if (paths.length === 0) return [];
    const { stdout } = await runGit(["ls-tree", ...way, "-z", "--full-tree", this.#commit, "--", ...paths], this.place);
    return stdout
      .toString()
      .split("\0")
      .flatMap((record) => {
        const [, mode = "", kind = "", id = "", path = ""] = /^(\d+) (\w+) (\w+)\t([^]+)$/.exec(record) ?? [];
        return path === "" || kind === "tree" ? [] : [[path, { mode, id }] as const];
      })
      .map(([path, entry]) => [path, entry]);
  }

  /** Files by path; at most `limit` of them are read, what is beyond is a UserError. */
  async read({ folders, paths }: SnapshotRequest, limit: number): Promise<Map<string, SnapshotFile>> {
    const wanted = new Map([...(await this.#list([], paths)), ...(await this.#list(["-r"], folders))]);
    if (wanted.size > limit) throw new UserError(`there are more than ${limit} files`);
    const ids = new Set(
      [...wanted.values()].filter(({ mode }) => mode === LINK || FILE.test(mode)).map(({ id }) => id),
    );
    const blobs = await this.#blobs([...ids]);
    return new Map([...wanted].map(([path, entry]) => [path, toFile(entry, blobs.get(entry.id))]));
  }

  /** Takes the folder away. */
  remove(): void {
    rmSync(this.place.folder, { recursive: true, force: true });
  }

  /** What objects hold, fetched with one request where they are not here yet. */
  async #blobs(ids: readonly string[]): Promise<Map<string, Buffer>> {
    if (ids.length === 0) return new Map();
    const lines = ids.map((id) => `${id}\n`).join("");
    const way = ["--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--depth=1", "--stdin", REMOTE];
    await runGit(["fetch", ...way], this.place, lines);
    return readBatch(await runGit(["cat-file", "--batch"], this.place, lines));
  }
}

function toFile({ mode }: TreeEntry, bytes: Buffer | undefined): SnapshotFile {
  if (mode !== LINK && !FILE.test(mode)) return { kind: "unreadable", why: "it is a submodule" };
  if (!bytes) return { kind: "unreadable", why: "it could not be fetched" };
  if (mode === LINK) return { kind: "link", target: bytes.toString() };
  if (bytes.length > MAX_BESIDE) return { kind: "unreadable", why: "it has more than a mebibyte" };
  try {
    return { kind: "text", text: decode("it", bytes), isExecutable: mode === "100755" };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: "unreadable", why: error.message.replace(/^`it`/, "it") };
  }
}

/** What `cat-file --batch` prints: a line about each object, its bytes, a line feed. */
function readBatch({ stdout }: GitEnd): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf(10, at);
    if (end === -1) break;
    const [id = "", kind = "", size = "0"] = stdout.subarray(at, end).toString().split(" ");
    at = end + 1;
    if (kind === "missing") continue;
    blobs.set(id, stdout.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}
