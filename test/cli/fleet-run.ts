import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { TOKEN } from "../forges/github/fake-github.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

/** How `circlesec fleet` ended. */
export interface FleetEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `circlesec fleet` beside the servers of this process. */
export function startFleet(
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly ended: Promise<FleetEnd> } {
  const env = { PATH: process.env["PATH"], HOME: cwd, FLEET_TOKEN: TOKEN, ...more };
  const child = spawn(process.execPath, [CLI, "fleet", ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<FleetEnd>((resolve) => {
    child.on("close", (status, signal) => {
      resolve({ status, signal, stdout, stderr });
    });
  });
  return { child, ended };
}

/** Runs it to its end. */
export function runFleet(
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<FleetEnd> {
  return startFleet(cwd, args, more).ended;
}

/** A folder whose fleet is the organization `acme` of a GitHub at an address. */
export function folderFor(api: string): string {
  const folder = temporaryFolder();
  const host = `{host: github.com, forge: github, api: "${api}", token: {env: FLEET_TOKEN}}`;
  writeFileSync(join(folder, "fleet.yml"), `select: {github: [{owner: acme}]}\nhosts: [${host}]\nlimits: {pause: 0}\n`);
  return folder;
}
