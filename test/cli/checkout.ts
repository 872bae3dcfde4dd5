import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { runOrThrow } from "../package/run.ts";

/** Texts, or bytes, by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** The path of the config of most tests. */
export const CONFIG = ".circleci/config.yml";

/** A folder with these files that is gone after the test. */
export function folderWith(files: Files): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The same as a git repository. */
export function checkoutWith(files: Files): string {
  const folder = folderWith(files);
  runOrThrow("git", ["init", "--quiet"], { cwd: folder });
  return folder;
}

export function readIn(folder: string, path = CONFIG): string {
  return readFileSync(join(folder, path), "utf8");
}
