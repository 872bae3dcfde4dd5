import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { inject } from "vitest";
import { runOrThrow } from "./run.ts";

export const ROOT = join(import.meta.dirname, "../..");

const LEFT_OUT = new Set([".git", "node_modules", "dist", "coverage", join("bench", ".peers")]);
const PATIENCE_MS = 300_000;

/**
 * A built copy of the project, the same for all test files of a run and gone after it: no other build, of another run or of a
 * person, can pull its `dist/` away in the middle. The first to ask builds it, others wait. Nobody writes into it.
 */
export function buildCopy(): string {
  const folder = join(inject("buildFolder"), "circlesec");
  const outcome = `${folder}.done`;
  if (begins(folder)) {
    try {
      build(folder);
    } finally {
      writeFileSync(outcome, "");
    }
  }
  const gate = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; !existsSync(outcome) && waited < PATIENCE_MS; waited += 100) Atomics.wait(gate, 0, 0, 100);
  if (!existsSync(join(folder, "dist/cli.cjs"))) throw new Error("the build failed, or did not end");
  return folder;
}

/** True for the one who made the folder. */
function begins(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function build(folder: string): void {
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(ROOT, path)) });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  runOrThrow("npm", ["run", "build"], { cwd: folder });
}
