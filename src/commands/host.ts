import type { Output } from "../io/output.ts";
import type { ExitCode } from "./exit-code.ts";

/** The process around a command: what it may read, and the streams that it may write to. */
export interface Host extends Pick<NodeJS.Process, "cwd" | "env"> {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Runs the command that was asked for and keeps how it ended. */
export type Run = (command: (host: Host) => Promise<ExitCode>) => Promise<void>;
