import type { GitObjects } from "./git-objects.ts";

export interface TreeEntry {
  readonly mode: number;
  readonly type: "blob" | "tree" | "commit";
  readonly oid: string;
  readonly name: string;
}

const TREE = 0o40000;
const SUBMODULE = 0o160000;
/** What git takes in no tree. */
const FORBIDDEN = /^(?:\.{0,2}|\.git)$/i;

/** The entries of a tree; `undefined` where there is none of that name. */
export function readTree(oid: string, objects: GitObjects): TreeEntry[] | undefined {
  const bytes = objects.read(oid, "tree");
  if (!bytes) return undefined;
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at);
    const [mode = "", ...name] = bytes.toString("utf8", at, end).split(" ");
    entries.push(toEntry(Number.parseInt(mode, 8), bytes.toString("hex", end + 1, end + 21), name.join(" ")));
    at = end + 21;
  }
  return entries;
}

function toEntry(mode: number, oid: string, name: string): TreeEntry {
  return { mode, type: mode === TREE ? "tree" : mode === SUBMODULE ? "commit" : "blob", oid, name };
}

/** What a path leads to, links not followed; its name is the whole path. */
export function findEntry(tree: string, path: string, objects: GitObjects): TreeEntry | undefined {
  let here: TreeEntry | undefined = toEntry(TREE, tree, "");
  for (const part of path.split("/")) {
    if (here?.type !== "tree") return undefined;
    here = readTree(here.oid, objects)?.find(({ name }) => name === part);
  }
  return here && { ...here, name: path };
}

/** A file that a tree gets at a path; `undefined` takes away what is there. */
export type Change = readonly [path: string, file: { readonly mode: number; readonly oid: string } | undefined];

/** A tree with changes; says its name. */
export function changeTree(tree: string | undefined, changes: readonly Change[], objects: GitObjects): string {
  return write(tree, changes, objects) ?? objects.write("tree", Buffer.alloc(0));
}

/** `undefined` for a folder that holds nothing, which git does not keep. */
function write(tree: string | undefined, changes: readonly Change[], objects: GitObjects): string | undefined {
  const before = tree === undefined ? [] : (readTree(tree, objects) ?? []);
  const entries = new Map(before.map((entry) => [entry.name, entry]));
  const below = new Map<string, Change[]>();
  for (const [path, file] of changes) {
    const [name = "", ...rest] = path.split("/");
    if (FORBIDDEN.test(name)) throw new Error(`git takes no path like ${path}`);
    if (rest.length > 0) below.set(name, [...(below.get(name) ?? []), [rest.join("/"), file]]);
    else if (file) entries.set(name, toEntry(file.mode, file.oid, name));
    else entries.delete(name);
  }
  for (const [name, those] of below) {
    const old = entries.get(name);
    const oid = write(old?.type === "tree" ? old.oid : undefined, those, objects);
    if (oid === undefined) entries.delete(name);
    else entries.set(name, toEntry(TREE, oid, name));
  }
  if (entries.size === 0) return undefined;
  const sorted = [...entries.values()].map((entry) => ({ entry, key: sortKey(entry) }));
  sorted.sort((a, b) => Buffer.compare(a.key, b.key));
  return objects.write("tree", Buffer.concat(sorted.map(({ entry }) => toBytes(entry))));
}

/** Git compares the names of folders with a slash behind them. */
function sortKey({ name, type }: TreeEntry): Buffer {
  return Buffer.from(type === "tree" ? `${name}/` : name);
}

function toBytes({ mode, name, oid }: TreeEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode.toString(8)} ${name}\0`), Buffer.from(oid, "hex")]);
}
