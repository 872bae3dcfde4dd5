import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tools } from "./peer.ts";

const HERE = import.meta.dirname;
const FOLDER = join(HERE, "../.peers");

export interface Installed {
  readonly tools: Tools;
  /** Why what comes from there is not here. */
  readonly missing: Readonly<Partial<Record<string, string>>>;
}

/** Fetches the pinned peers, once for each change of what is pinned, into a folder that git ignores. */
export function installPeers(): Installed {
  const tools = { node: join(FOLDER, "node"), python: join(FOLDER, "python") };
  mkdirSync(tools.node, { recursive: true });
  for (const name of readdirSync(join(HERE, "configs"))) {
    copyFileSync(join(HERE, "configs", name), join(tools.node, name));
  }
  const pins = readFileSync(join(HERE, "requirements.txt"), "utf8").trim().split("\n");
  const missing = [["npm", installNode(tools.node)], ...pins.map((pin) => installPython(tools.python, pin))];
  return { tools, missing: Object.fromEntries(missing.filter(([, reason]) => reason)) };
}

function installNode(folder: string): string {
  const manifest = join(HERE, "package.json");
  return unlessDone(folder, readFileSync(manifest, "utf8"), () => {
    copyFileSync(manifest, join(folder, "package.json"));
    return run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], folder);
  });
}

/** In an environment of its own: what they need does not go together. */
function installPython(python: string, pin: string): [name: string, refusal: string] {
  const [name = ""] = pin.split("==");
  const folder = join(python, name);
  const refusal = unlessDone(folder, pin, () => {
    const noFolder = run("python3", ["-m", "venv", folder], HERE);
    return noFolder || run(join(folder, "bin/pip"), ["install", "--quiet", pin], HERE);
  });
  return [name, refusal];
}

function unlessDone(folder: string, wanted: string, install: () => string): string {
  const mark = join(folder, ".installed");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return "";
  const refusal = install();
  if (!refusal) writeFileSync(mark, wanted);
  return refusal;
}

/** Why it could not be done; empty when it was. */
function run(program: string, args: readonly string[], cwd: string): string {
  const { status, error, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (error) return `${program} is not there`;
  return status === 0 ? "" : `${program} failed: ${stderr.trim().split("\n").at(-1)?.slice(0, 80) ?? ""}`;
}
