import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { type PackedObject, writePack } from "./git-pack.ts";

type ObjectKind = PackedObject["kind"];

interface GitObject {
  readonly kind: string;
  readonly bytes: Buffer;
}

/** What was read or written, of any repository: an object's name says what is in it. */
const KNOWN = new Map<string, GitObject>();

/** The objects of a repository, written as git writes loose ones, without a process for each. */
export class GitObjects {
  readonly #folder: string;
  readonly #own = new Set<string>();
  #pack: PackedObject[] | undefined;

  constructor(repository: string) {
    this.#folder = join(repository, "objects");
  }

  has(oid: string): boolean {
    return this.#own.has(oid) || existsSync(this.#path(oid)) || this.#packed(oid) !== undefined;
  }

  /** `undefined` where there is none of that name and kind. */
  read(oid: string, kind: ObjectKind): Buffer | undefined {
    const known = this.#own.has(oid) ? KNOWN.get(oid) : undefined;
    const found = known ?? this.#loose(oid) ?? this.#packed(oid);
    if (!found) return undefined;
    this.#own.add(oid);
    KNOWN.set(oid, found);
    return found.kind === kind ? found.bytes : undefined;
  }

  /** Says its name. */
  write(kind: ObjectKind, bytes: Buffer): string {
    const whole = Buffer.concat([Buffer.from(`${kind} ${bytes.length}\0`), bytes]);
    const oid = createHash("sha1").update(whole).digest("hex");
    if (this.#own.has(oid)) return oid;
    KNOWN.set(oid, { kind, bytes });
    this.#own.add(oid);
    if (this.#pack) this.#pack.push({ kind, oid, bytes });
    else if (!existsSync(this.#path(oid))) {
      mkdirSync(join(this.#folder, oid.slice(0, 2)), { recursive: true });
      writeFileSync(this.#path(oid), deflateSync(whole, { level: 1 }), { mode: 0o444 });
    }
    return oid;
  }

  /** Writes what some work writes as one pack: of many repositories, each file of its own costs time. */
  inOnePack(work: () => void): void {
    const pack: PackedObject[] = [];
    this.#pack = pack;
    work();
    this.#pack = undefined;
    writePack(join(this.#folder, "pack"), pack);
  }

  #path(oid: string): string {
    return join(this.#folder, oid.slice(0, 2), oid.slice(2));
  }

  #loose(oid: string): GitObject | undefined {
    if (!/^[0-9a-f]{40}$/.test(oid) || !existsSync(this.#path(oid))) return undefined;
    const whole = inflateSync(readFileSync(this.#path(oid)));
    const end = whole.indexOf(0);
    return { kind: whole.toString("latin1", 0, end).split(" ")[0] ?? "", bytes: whole.subarray(end + 1) };
  }

  /** What somebody has pushed as a pack, git itself reads. */
  #packed(oid: string): GitObject | undefined {
    if (!/^[0-9a-f]{40}$/.test(oid) || readdirSync(join(this.#folder, "pack")).length === 0) return undefined;
    const { status, stdout } = spawnSync("git", ["cat-file", "--batch"], {
      cwd: join(this.#folder, ".."),
      input: `${oid}\n`,
      maxBuffer: Infinity,
    });
    const end = stdout.indexOf(10);
    const [, kind = "missing", size = "0"] = stdout.toString("latin1", 0, end).split(" ");
    if (status !== 0 || kind === "missing") return undefined;
    return { kind, bytes: stdout.subarray(end + 1, end + 1 + Number(size)) };
  }
}
