import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Call, nodeCall, printedBy } from "./processes.ts";

export const ROOT = join(import.meta.dirname, "..");
export const CLI = join(ROOT, "dist/cli.cjs");

/** Builds what is measured. */
export function build(): void {
  const { status, stderr } = spawnSync("npm", ["run", "--silent", "build"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`the build failed\n${stderr}`);
}

/** Our own program, as a user calls it; with `--fail-on never` where it finds something, for a crash of Node ends with 1, too. */
export function ourCall(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Call {
  return nodeCall([CLI, ...args], cwd, { env });
}

/** Says, for an option that this build does not have, that it is not here. */
export function requireOption(option: string): void {
  if (!printedBy(nodeCall([CLI, "lint", "--help"], ROOT)).includes(`${option} `)) {
    throw new Error(`this build has no ${option}`);
  }
}
