import { spawn } from "node:child_process";
import { UserError } from "../user-error.ts";
import { errorCode } from "./file-system.ts";

/** Where git runs, and with what. */
export interface GitPlace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Schemes of remotes that may be asked, as `GIT_ALLOW_PROTOCOL` lists them; none where it is absent. */
  readonly protocols?: string;
}

/** How a command of git ended. */
export interface GitEnd {
  readonly isDone: boolean;
  readonly stdout: Buffer;
  /** The first line of what it says of a failure, without `fatal:`; no URL is in it. */
  readonly said: string;
}

/** A command that says no more than so long is ended. */
const PATIENCE_MS = 300_000;
const NEVER: readonly string[] = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.symlinks=false",
  "protocol.ext.allow=never",
  "gc.auto=0",
  "maintenance.auto=false",
];

/** The environment without what would lead git to another repository: a hook has it there. */
export function withoutRepository(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const leading =
    /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|INDEX_VERSION|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|SHALLOW_FILE|GRAFT_FILE|QUARANTINE_PATH)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !leading.test(name)));
}

/** Runs git without a shell, hooks, questions or a pager. A command that fails is told as one; git that is not there is a UserError. */
export async function runGit(args: readonly string[], place: GitPlace, input = ""): Promise<GitEnd> {
  const child = spawn("git", [...NEVER.flatMap((setting) => ["-c", setting]), ...args], {
    cwd: place.folder,
    env: {
      ...place.env,
      GIT_TERMINAL_PROMPT: "0",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_LITERAL_PATHSPECS: "1",
      GIT_ALLOW_PROTOCOL: place.protocols ?? "",
      GIT_SSH_COMMAND: place.env["GIT_SSH_COMMAND"] ?? "ssh -oBatchMode=yes",
      LC_ALL: "C",
    },
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
      reject(
        errorCode(error) === "ENOENT"
          ? new UserError("git is not installed, or not on the PATH", { cause: error })
          : error,
      );
    });
    child.on("close", resolve);
  });
  return { isDone: status === 0, stdout: Buffer.concat(stdout), said: reasonIn(Buffer.concat(stderr).toString()) };
}

function reasonIn(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => /^(?:fatal|error|remote): /.test(line));
  const line = (lines.find((one) => one.startsWith("fatal")) ?? lines[0] ?? "it was ended").replace(/^\w+: /, "");
  return line.replaceAll(/\b[a-z+]+:\/\/\S+/gi, "the address").slice(0, 200);
}
