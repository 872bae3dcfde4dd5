import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll } from "vitest";
import { runOrThrow } from "./run.ts";

export const ROOT = join(import.meta.dirname, "../..");

const LEFT_OUT = new Set([".git", "node_modules", "dist", "coverage"]);

/**
 * Builds a copy of the project in a temporary folder that is gone after the tests of the file: no other build, of
 * another test or of a person, can pull `dist/` away in the middle. Returns the folder.
 */
export function buildCopy(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-build-")));
  afterAll(() => rmSync(folder, { recursive: true }));
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(ROOT, path)) });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  runOrThrow("npm", ["run", "build"], { cwd: folder });
  return folder;
}
