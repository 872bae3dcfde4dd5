import { execFileSync } from "node:child_process";
import process from "node:process";
import { UserError } from "../user-error.ts";
import { errorCode } from "./file-system.ts";

const MOST_BYTES = 1_073_741_824;

/**
 * What a git command writes to standard output, run in a folder; `undefined` when git says no. It reads, takes no lock, asks nothing
 * and runs no hook or helper. A machine without git is a UserError.
 */
export function readGit(folder: string, args: readonly string[]): Buffer | undefined {
  try {
    // A hook runs with the repository that called it; what is asked for here is the one around the folder.
    const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, ...env } = process.env;
    return execFileSync("git", ["-C", folder, "-c", "core.fsmonitor=false", ...args], {
      env: { ...env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      maxBuffer: MOST_BYTES,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") throw new UserError("git is not installed, or not on the PATH", { cause });
    if (cause instanceof Error && "status" in cause && typeof cause.status === "number") return undefined;
    throw cause;
  }
}
