import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Input, cleanConfig, writeCheckouts } from "../inputs.ts";
import { CLI, ROOT } from "../ours.ts";
import { nodeCall, timeOf } from "../processes.ts";
import { PACKAGES, WITHOUT } from "./limits.ts";

const WATCH = join(import.meta.dirname, "watch.cjs");
const DIST = join(ROOT, "dist");
const FILE = "r0/.circleci/config.yml";

interface Watched {
  readonly loaded: readonly string[];
  readonly read: Readonly<Record<string, number>>;
}

/** What was counted, by the name of its limit, and what stands against it otherwise. */
export interface Counted {
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** What each call loads, and how much of its files a lint reads. */
export function countStart(scratch: string, inputs: readonly Input[]): Counted {
  mkdirSync(join(scratch, FILE, ".."), { recursive: true });
  writeFileSync(join(scratch, FILE), cleanConfig(5000));
  const calls: readonly (readonly [name: string, args: readonly string[], status: number])[] = [
    ["lint", ["lint", FILE], 0],
    ["fix", ["fix", FILE], 0],
    ["--help", ["--help"], 0],
    ["--version", ["--version"], 0],
    ["a usage error", ["lint", "--unknown"], 2],
  ];
  const counts: Record<string, number> = {};
  const faults = unknownMarks();
  for (const [name, args, status] of calls) {
    const chunks = chunksOf(watch(args, scratch, [status]));
    counts[`${name}: KB loaded`] = sum(chunks.map((path) => statSync(path).size)) / 1000;
    counts[`${name}: chunks loaded`] = chunks.length;
    const held = Object.keys(PACKAGES).filter((one) => chunks.some((path) => holds(path, one)));
    faults.push(...held.filter((one) => WITHOUT[name]?.includes(one)).map((one) => `${name} loads ${one}`));
  }
  counts["lint: bytes read, × the size of the files"] = countRead(scratch, inputs);
  return { counts, faults };
}

function countRead(scratch: string, inputs: readonly Input[]): number {
  const folder = writeCheckouts(join(scratch, "read"), inputs, inputs.length);
  const { read } = watch(["lint", "--format", "concise", folder], scratch, [0, 1]);
  const files = Object.entries(read).filter(([path]) => path.startsWith(folder));
  return sum(files.map(([, bytes]) => bytes)) / sum(inputs.map((_, index) => sizeOf(join(folder, `r${index}`))));
}

function sizeOf(checkout: string): number {
  return statSync(join(checkout, ".circleci/config.yml")).size;
}

function watch(args: readonly string[], cwd: string, status: readonly number[]): Watched {
  const report = join(cwd, "watched.json");
  const env = { BENCH_WATCH: report, CIRCLESEC_CACHE: "off" };
  timeOf(nodeCall(["--require", WATCH, CLI, ...args], cwd, { status, env }));
  return JSON.parse(readFileSync(report, "utf8"));
}

/** A loader of ours may run a chunk without `require`: then it has read the file. */
function chunksOf({ loaded, read }: Watched): string[] {
  const paths = new Set([...loaded, ...Object.keys(read)]);
  return [...paths].filter((path) => path.startsWith(DIST) && /\.c?js$/.test(path) && existsSync(path));
}

function holds(path: string, name: string): boolean {
  return readFileSync(path, "utf8").includes(PACKAGES[name] ?? name);
}

/** A mark that is in no chunk would find nothing for ever. */
function unknownMarks(): string[] {
  const chunks = readdirSync(DIST).filter((name) => name.endsWith(".cjs"));
  const unknown = Object.keys(PACKAGES).filter((one) => !chunks.some((name) => holds(join(DIST, name), one)));
  return unknown.map((one) => `the mark of ${one} is in no chunk: give it another`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
