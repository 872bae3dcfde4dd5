import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { inject } from "vitest";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the shell of whoever runs the tests, npm or vitest sets and a command would obey. */
const INFLUENCES = /^(?:npm_|NODE_|NO_COLOR$|FORCE_COLOR$|COLUMNS$|GIT_|CIRCLESEC_|XDG_CACHE_HOME$)/i;

/** Runs a command to its end, as in a plain shell without a terminal; caches of all runs stand beside the build. */
export function run(command: string, args: readonly string[], { cwd, input, env }: Surroundings): Outcome {
  const inherited = Object.entries(process.env).filter(([name]) => !INFLUENCES.test(name));
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    input,
    env: { ...Object.fromEntries(inherited), XDG_CACHE_HOME: join(inject("buildFolder"), "caches"), ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** The same for a command that must succeed; its standard output. */
export function runOrThrow(command: string, args: readonly string[], surroundings: Surroundings): string {
  const { status, stdout, stderr } = run(command, args, surroundings);
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
}

/** Where a program is, or `undefined`. */
export function pathOf(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
