import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the test files of a run build the project, once. */
    readonly buildFolder: string;
  }
}

/** Gives a run of tests a folder that is gone after it. */
export default function setup({ provide }: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-build-")));
  // Tests run the build as other users, too.
  chmodSync(folder, 0o755);
  provide("buildFolder", folder);
  return () => rmSync(folder, { recursive: true });
}
