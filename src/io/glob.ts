import { join, relative, resolve } from "node:path";
import picomatch from "picomatch";
import type { ReadableDisk } from "./disk.ts";
import { slashed } from "./paths.ts";
import type { Found } from "./search.ts";
import { walk } from "./walk.ts";

/** YAML files that a glob matches, without those that git ignores. A leading `!` is a character like any other. */
export function searchGlob(disk: ReadableDisk, pattern: string, cwd: string): Found {
  const { base, glob } = picomatch.scan(slashed(pattern), { unescape: true, nonegate: true });
  const start = resolve(cwd, base);
  const found: Found = { files: [], unread: [] };
  if (glob === "" || disk.kind(start) !== "folder") return found;
  const matches = picomatch(glob, { dot: true, nonegate: true, posix: true });
  for (const { path, yamlFiles, unread } of walk(disk, start, levelsOf(glob))) {
    if (unread) found.unread.push({ path, error: unread });
    const matching = yamlFiles.filter((name) => matches(slashed(relative(start, join(path, name)))));
    found.files.push(...matching.map((name) => join(path, name)));
  }
  return found;
}

/** How many levels of folders a match can span: as many as the glob has segments, unless a part of it may repeat. */
function levelsOf(glob: string): number {
  return /\*\*|\(/.test(glob) ? Infinity : glob.split("/").length;
}
