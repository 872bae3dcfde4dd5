import { spawnSync } from "node:child_process";
import process from "node:process";

/** Our own environment without what changes how Node starts: NODE_EXTRA_CA_CERTS alone doubles a cold start. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("NODE_")));

interface Call {
  readonly cwd: string;
  /** The exit code that shows that it did what is to be measured. */
  readonly status?: number;
}

/** Runs `node` with these arguments to its end. */
export function runNode(args: readonly string[], { cwd, status = 0 }: Call): { ms: number; stdout: string } {
  const start = performance.now();
  const child = spawnSync(process.execPath, args, { cwd, env: environment, encoding: "utf8" });
  const ms = performance.now() - start;
  if (child.error) throw child.error;
  if (child.status === status) return { ms, stdout: child.stdout };
  throw new Error(`node ${args.join(" ")} ended with ${child.status}, not ${status}\n${child.stderr}`);
}
