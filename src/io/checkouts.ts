import fs from "node:fs";
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import picomatch from "picomatch";
import { UserError } from "../user-error.ts";
import { errorCode } from "./file-system.ts";

import { isGlob, slashed } from "./paths.ts";

/** Levels of folders below a folder of checkouts that are looked into. */
const DEEPEST = 6;

/**
 * The checkouts that a path stands for, each by its real path: the folder itself, or those below it; for a glob, those of every
 * folder that it matches. Links are followed only where the path itself is one. A path that stands for none is a UserError.
 */
export function* findCheckouts(asked: string, cwd: string): Generator<string> {
  const path = resolve(cwd, asked.replace(/^~(?=$|[\\/])/, homedir()));
  const starts = kindOf(path) === undefined && isGlob(asked) ? matching(path) : [path];
  let count = 0;
  for (const start of starts) {
    if (kindOf(start) !== "folder") continue;
    for (const checkout of below(fs.realpathSync(start), DEEPEST)) {
      count += 1;
      yield checkout;
    }
  }
  if (count > 0) return;
  if (kindOf(path) === undefined && !isGlob(asked)) throw new UserError(`\`${asked}\` does not exist`);
  throw new UserError(`there is no git checkout in \`${asked}\``, {
    help: "Name a folder that is a checkout, or one that holds some",
  });
}

function* below(folder: string, levels: number): Generator<string> {
  if (fs.existsSync(join(folder, ".git"))) {
    yield folder;
    return;
  }
  if (levels === 0) return;
  for (const name of foldersIn(folder)) yield* below(join(folder, name), levels - 1);
}

function foldersIn(folder: string): string[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && entry.name !== ".git")
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    // What may not be looked into holds nothing for us.
    if (errorCode(error) === undefined) throw error;
    return [];
  }
}

function* matching(pattern: string): Generator<string> {
  const { base, glob } = picomatch.scan(slashed(pattern), { unescape: true, nonegate: true });
  const matches = picomatch(glob, { nonegate: true, posix: true });
  const levels = glob.includes("**") ? DEEPEST : glob.split("/").length;
  function* visit(folder: string, left: number): Generator<string> {
    if (left === 0) return;
    for (const name of foldersIn(folder)) {
      const child = join(folder, name);
      if (matches(slashed(relative(base, child)))) yield child;
      else yield* visit(child, left - 1);
    }
  }
  yield* visit(base, levels);
}

function kindOf(path: string): "folder" | "file" | undefined {
  try {
    return fs.statSync(path).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
