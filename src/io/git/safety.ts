import { UserError } from "../../user-error.ts";
import { errorCode } from "../file-system.ts";

/** Where git runs, and with what. */
export interface GitPlace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Schemes of remotes that may be asked, as `GIT_ALLOW_PROTOCOL` lists them; none where it is absent. */
  readonly protocols?: string;
}

/** A command that takes longer, in milliseconds, is ended. */
export const PATIENCE_MS = 300_000;

/** What no command runs or does, whatever the settings of a repository or of its user say. */
const NEVER: readonly string[] = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.symlinks=false",
  "credential.interactive=false",
  "protocol.ext.allow=never",
  "fetch.recurseSubmodules=false",
  "gc.auto=0",
  "maintenance.auto=false",
];

/** Arguments of a command, behind those that keep it from running other programs. */
export function safeArguments(args: readonly string[]): string[] {
  return [...NEVER.flatMap((setting) => ["-c", setting]), ...args];
}

/** The environment of a command: no question, no lock that is not needed, no pattern in a path, and its messages in English. */
export function safeEnvironment({ env, protocols = "" }: GitPlace): NodeJS.ProcessEnv {
  return {
    ...env,
    // Whoever names a program for ssh answers for its questions.
    ...(env["GIT_SSH"] === undefined && { GIT_SSH_COMMAND: env["GIT_SSH_COMMAND"] ?? "ssh -oBatchMode=yes" }),
    GIT_TERMINAL_PROMPT: "0",
    GCM_INTERACTIVE: "never",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_ALLOW_PROTOCOL: protocols,
    LC_ALL: "C",
  };
}

/** The environment without what would lead git to another repository: a hook has it there. */
export function withoutRepository(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const leading =
    /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|INDEX_VERSION|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|SHALLOW_FILE|GRAFT_FILE|QUARANTINE_PATH)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !leading.test(name)));
}

/** The first line of what git says of a failure, without `fatal:`; no URL is in it. */
export function reasonIn(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => /^(?:fatal|error|remote): /.test(line));
  const line = (lines.find((one) => one.startsWith("fatal")) ?? lines[0] ?? "it was ended").replace(/^\w+: /, "");
  return line.replaceAll(/\b[a-z+]+:\/\/\S+/gi, "the address").slice(0, 200);
}

/** What a command that could not be started is: git that is not there is a UserError. */
export function explainStart(error: unknown): unknown {
  if (errorCode(error) !== "ENOENT") return error;
  return new UserError("git is not installed, or not on the PATH", { cause: error });
}
