import fs from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error.ts";
import { decode } from "./decode.ts";
import { MAX_BESIDE } from "./disk.ts";
import { errorCode } from "./file-system.ts";
import type { SnapshotFile, SnapshotRequest } from "./snapshot.ts";

/** Of an owner, of whom git keeps nothing else. */
const MAY_EXECUTE = 0o100;

/**
 * Files of a checkout as they are on the disk now, by path from its root. No link is followed, on no part of a path, and
 * nothing below `.git` is read. At most `limit` files are read; what is beyond is an error.
 */
export function readWorkTree(
  root: string,
  { folders, paths }: SnapshotRequest,
  limit: number,
): Map<string, SnapshotFile> {
  const files = new Map<string, SnapshotFile>();
  const visit = (path: string, enters: boolean): void => {
    if (files.has(path) || leadsElsewhere(root, path)) return;
    const full = join(root, path);
    const stats = orNothing(() => fs.lstatSync(full));
    if (!stats) return;
    if (stats.isDirectory()) {
      const names = enters ? (orNothing(() => fs.readdirSync(full)) ?? []) : [];
      for (const name of names.sort()) if (name !== ".git") visit(`${path}/${name}`, true);
      return;
    }
    if (files.size >= limit) throw new UserError(`there are more than ${limit} files`);
    if (stats.isSymbolicLink()) files.set(path, { kind: "link", target: fs.readlinkSync(full) });
    else files.set(path, stats.isFile() ? readText(full, stats) : { kind: "unreadable", why: "it is no regular file" });
  };
  for (const path of paths) visit(path, false);
  for (const folder of folders) visit(folder, true);
  return files;
}

function readText(full: string, { size, mode }: fs.Stats): SnapshotFile {
  if (size > MAX_BESIDE) return { kind: "unreadable", why: "it has more than a mebibyte" };
  try {
    return { kind: "text", text: decode("it", fs.readFileSync(full)), isExecutable: (mode & MAY_EXECUTE) !== 0 };
  } catch (error) {
    if (error instanceof UserError) return { kind: "unreadable", why: error.message.replace(/^`it`/, "it") };
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { kind: "unreadable", why: code === "EACCES" ? "permission denied" : code };
  }
}

/** True where a folder on the way is a link, or the path is none below the root. */
function leadsElsewhere(root: string, path: string): boolean {
  const parts = path.split("/");
  if (parts.some((part) => /^(?:\.{0,2}|\.git)$/i.test(part))) return true;
  return parts.slice(0, -1).some((_, index) => {
    const above = orNothing(() => fs.lstatSync(join(root, ...parts.slice(0, index + 1))));
    return above?.isDirectory() !== true;
  });
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
