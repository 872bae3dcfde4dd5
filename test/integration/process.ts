import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server that is a process of its own. */
export interface Running {
  /** What it has written so far, on both of its streams. */
  output(): string;
  /** Ends it by a signal, and waits until it has; SIGTERM where none is given. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Runs a program to its end, or to that of its time in milliseconds. It may call the servers of this very process, which therefore goes on meanwhile. */
export async function run(
  command: string,
  args: readonly string[],
  options: { env?: Environment; cwd?: string; input?: string; timeout?: number } = {},
): Promise<Outcome> {
  const { input = "", ...surroundings } = options;
  const child = spawn(command, args, surroundings);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  child.stdin.on("error", () => {}).end(input); // a program need not read what it is given
  await once(child, "close");
  return { status: child.exitCode, stdout: stdout(), stderr: stderr() };
}

/** The same for a program that must succeed; its standard output. */
export async function runOrThrow(...call: Parameters<typeof run>): Promise<string> {
  const { status, stdout, stderr } = await run(...call);
  if (status === 0) return stdout;
  throw new Error(`${call[0]} ${call[1].join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
}

/** Starts a server, and waits until `isReady` says so of its output. It ends with this process, whatever ends that. */
export async function start(
  command: string,
  args: readonly string[],
  { env, isReady }: { env: Environment; isReady: (output: string) => boolean },
): Promise<Running> {
  const child = spawn("setpriv", ["--pdeathsig", "TERM", command, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const output = () => stdout() + stderr();
  await new Promise<void>((resolve, reject) => {
    const look = () => isReady(output()) && resolve();
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("error", reject);
    child.once("close", () => reject(new Error(`${command} ended with ${child.exitCode}\n${output()}`)));
  });
  return { output, stop: (signal) => stop(child, signal) };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill(signal);
  await closed;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = [];
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => chunks.push(chunk));
  return () => chunks.join("");
}
