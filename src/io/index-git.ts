import { spawnSync } from "node:child_process";
import { UserError } from "../user-error.ts";
import { errorCode } from "./file-system.ts";

/** Runs git in a folder. */
export interface Git {
  /** What a command prints; one that fails is a UserError with what git says. */
  run(args: readonly string[]): Buffer;
  /** The bytes of an object, `undefined` where it has more than `limit`. */
  readBlob(id: string, limit?: number): Buffer | undefined;
}

/** Git in `folder`, with the environment of the run: hooks say there which index counts. */
export function openGit(folder: string, env: NodeJS.ProcessEnv): Git {
  const start = (args: readonly string[], maxBuffer: number) => spawnSync("git", args, { cwd: folder, env, maxBuffer });
  const finish = ({ status, stdout, stderr, error }: ReturnType<typeof start>): Buffer => {
    if (error && errorCode(error) === "ENOENT") {
      throw new UserError("there is no `git` to ask for what is staged", { cause: error });
    }
    if (error) throw new UserError(`git failed: ${error.message}`, { cause: error });
    if (status === 0) return stdout;
    const said = stderr
      .toString()
      .trim()
      .split("\n")[0]
      ?.replace(/^(?:fatal|error): /, "");
    throw new UserError(`git cannot tell what is staged: ${said ?? "it was ended"}`);
  };
  return {
    run: (args) => finish(start(args, Infinity)),
    readBlob: (id, limit = Infinity) => {
      const result = start(["cat-file", "blob", id], limit);
      return result.error && errorCode(result.error) === "ENOBUFS" ? undefined : finish(result);
    },
  };
}
