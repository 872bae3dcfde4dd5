import { spawnSync } from "node:child_process";
import { UserError } from "../user-error.ts";
import { errorCode } from "./file-system.ts";

/** Runs git in a folder: to read, without locks, questions or a file system monitor. */
export interface Git {
  /** What a command prints; one that fails is a UserError with what git says. */
  run(args: readonly string[]): Buffer;
  /** The same; `undefined` for a command that fails. */
  ask(args: readonly string[]): Buffer | undefined;
  /** The bytes of an object, `undefined` where it has more than `limit`. */
  readBlob(id: string, limit?: number): Buffer | undefined;
}

/** Git in `folder`, with the environment of the run: hooks say there which repository and which index count. */
export function openGit(folder: string, env: NodeJS.ProcessEnv): Git {
  const quiet = { ...env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };
  const start = (args: readonly string[], maxBuffer: number) => {
    const result = spawnSync("git", ["-c", "core.fsmonitor=false", ...args], { cwd: folder, env: quiet, maxBuffer });
    if (result.error && errorCode(result.error) === "ENOENT") {
      throw new UserError("git is not installed, or not on the PATH", { cause: result.error });
    }
    return result;
  };
  const finish = ({ status, stdout, stderr, error }: ReturnType<typeof start>): Buffer => {
    if (error) throw new UserError(`git failed: ${error.message}`, { cause: error });
    if (status === 0) return stdout;
    const said = stderr
      .toString()
      .trim()
      .split("\n")[0]
      ?.replace(/^(?:fatal|error): /, "");
    throw new UserError(`git failed: ${said ?? "it was ended"}`);
  };
  return {
    run: (args) => finish(start(args, Infinity)),
    ask: (args) => {
      const { status, stdout } = start(args, Infinity);
      return status === 0 ? stdout : undefined;
    },
    readBlob: (id, limit = Infinity) => {
      const result = start(["cat-file", "blob", id], limit);
      return result.error && errorCode(result.error) === "ENOBUFS" ? undefined : finish(result);
    },
  };
}

/** The records of a command that was asked for `-z`. */
export function split(output: Buffer): string[] {
  return output.toString().split("\0").slice(0, -1);
}
