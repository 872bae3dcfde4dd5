import { type StdioOptions, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import process from "node:process";

/** A program, its arguments and what makes a run of it count. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The exit codes that show that it did what is to be measured. */
  readonly status: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is ended. */
  readonly patience?: number;
}

/** Our own environment without what changes how Node starts: NODE_EXTRA_CA_CERTS alone doubles a cold start. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:NODE_|CIRCLESEC_)/.test(name)),
);

/** A call of `node`. */
export function nodeCall(args: readonly string[], cwd: string, more: Partial<Call> = {}): Call {
  return { program: process.execPath, args, cwd, status: [0], ...more };
}

/** Milliseconds from start to end. What it prints goes nowhere, so that nobody waits for a reader. */
export function timeOf(call: Call): number {
  return run(call, ["ignore", "ignore", "ignore"]).ms;
}

/** What it prints to standard output. */
export function outputOf(call: Call): string {
  return run(call, ["ignore", "pipe", "pipe"]).stdout;
}

/** All that it prints, errors too. */
export function printedBy(call: Call): string {
  const { stdout, stderr } = run(call, ["ignore", "pipe", "pipe"]);
  return stdout + stderr;
}

function run(call: Call, stdio: StdioOptions): { ms: number; stdout: string; stderr: string } {
  const { program, args, cwd, status, env, patience } = call;
  const start = performance.now();
  const child = spawnSync(program, args, {
    cwd,
    env: { ...environment, ...env },
    encoding: "utf8",
    stdio,
    maxBuffer: 2 ** 30,
    ...(patience !== undefined && { timeout: patience, killSignal: "SIGKILL" }),
  });
  const ms = performance.now() - start;
  if (patience !== undefined && ms >= patience) throw new Error(`it took longer than ${patience / 1000} s`);
  if (child.error) throw child.error;
  if (child.status !== null && status.includes(child.status)) {
    return { ms, stdout: child.stdout ?? "", stderr: child.stderr ?? "" };
  }
  throw new Error(
    `${basename(program)} ended with ${child.status}, not ${status.join(" or ")}${lastWords(child.stderr)}`,
    {
      cause: child.stderr,
    },
  );
}

/** The error that a peer of Python died of. Other words may be long, and name folders of this machine. */
function lastWords(stderr: string | null): string {
  const errors = stderr?.match(/^\w+Error: [^/\n]{1,60}$/gm) ?? [];
  return errors.length === 0 ? "" : `: ${errors.at(-1)}`;
}

/**
 * The most memory that a run of it had, in MB, as Linux counts it. The mark only rises, so the last look before the end is close.
 */
export async function peakOf({ program, args, cwd, status, env, patience }: Call): Promise<number> {
  const child = spawn(program, args, { cwd, env: { ...environment, ...env }, stdio: "ignore", timeout: patience });
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, highWaterMark(child.pid));
  }, 5);
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("exit", resolve));
  clearInterval(look);
  if (code !== null && status.includes(code)) return peak;
  throw new Error(`${basename(program)} ended with ${code ?? "a signal"}`);
}

function highWaterMark(pid: number | undefined): number {
  try {
    const [, kilobytes = "0"] = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1000;
  } catch {
    return 0; // It ended between two looks.
  }
}
