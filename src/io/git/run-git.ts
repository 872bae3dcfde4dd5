import { spawn } from "node:child_process";
import { type GitPlace, PATIENCE_MS, explainStart, reasonIn, safeArguments, safeEnvironment } from "./safety.ts";

/** How a command of git ended. */
export interface GitEnd {
  readonly isDone: boolean;
  readonly stdout: Buffer;
  /** The first line of what it says of a failure, without `fatal:`; no URL is in it. */
  readonly said: string;
}

/** Runs git without a shell, hooks, questions or a pager. A command that fails is told as one; git that is not there is a UserError. */
export async function runGit(args: readonly string[], place: GitPlace, input = ""): Promise<GitEnd> {
  const child = spawn("git", safeArguments(args), {
    cwd: place.folder,
    env: safeEnvironment(place),
    stdio: ["pipe", "pipe", "pipe"],
    timeout: PATIENCE_MS,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => stdout.push(piece));
  child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
  // A command that does not read to the end has said why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => {
      reject(explainStart(error));
    });
    child.on("close", resolve);
  });
  return { isDone: status === 0, stdout: Buffer.concat(stdout), said: reasonIn(Buffer.concat(stderr).toString()) };
}
