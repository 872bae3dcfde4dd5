import { spawnSync } from "node:child_process";
import { UserError } from "../../user-error.ts";
import { errorCode } from "../file-system.ts";
import { PATIENCE_MS, explainStart, reasonIn, safeArguments, safeEnvironment } from "./safety.ts";

/** Runs git in a folder, to read, for those who cannot wait: one command after the other. */
export interface Git {
  /** What a command prints; one that fails is a UserError with what git says. */
  run(args: readonly string[]): Buffer;
  /** The same; `undefined` for a command that fails. */
  ask(args: readonly string[]): Buffer | undefined;
  /** The bytes of an object, `undefined` where it has more than `limit`. */
  readBlob(id: string, limit?: number): Buffer | undefined;
}

/** What a clone without all its files gets the others by, as the user's own git does. */
const OF_PARTIAL_CLONES = "https:http:ssh:git:file";

/** Git in `folder`, with the environment of the run: hooks say there which repository and which index count. */
export function openGit(folder: string, env: NodeJS.ProcessEnv): Git {
  const around = {
    cwd: folder,
    env: safeEnvironment({ folder, env, protocols: OF_PARTIAL_CLONES }),
    timeout: PATIENCE_MS,
  };
  const start = (args: readonly string[], maxBuffer: number) => {
    const result = spawnSync("git", safeArguments(args), { ...around, maxBuffer });
    if (result.error && errorCode(result.error) === "ENOENT") throw explainStart(result.error);
    return result;
  };
  const finish = ({ status, stdout, stderr, error }: ReturnType<typeof start>): Buffer => {
    if (error) throw new UserError(`git failed: ${error.message}`, { cause: error });
    if (status === 0) return stdout;
    throw new UserError(`git failed: ${reasonIn(stderr.toString())}`);
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
