import { type ChildProcess, type SpawnSyncReturns, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { buildCopy } from "../package/build.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");

/** Sees the process when it has begun. */
export type Watch = (child: ChildProcess) => void;

/** Runs `circlesec fleet` in a folder, beside the server, which is in this process; `token`: what FLEET_TOKEN holds. */
export async function runFleet(
  cwd: string,
  args: readonly string[],
  token: string,
  watch: Watch = () => undefined,
): Promise<Pick<SpawnSyncReturns<string>, "status" | "signal" | "stdout" | "stderr">> {
  const env = { PATH: process.env["PATH"], HOME: cwd, FLEET_TOKEN: token };
  const child = spawn(process.execPath, [CLI, "fleet", ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  watch(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const { status, signal } = await new Promise<Pick<SpawnSyncReturns<string>, "status" | "signal">>((resolve) => {
    child.on("close", (code, name) => {
      resolve({ status: code, signal: name });
    });
  });
  return { status, signal, stdout, stderr };
}
