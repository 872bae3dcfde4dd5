import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "tsdown";
import { ROOT } from "../ours.ts";

/** Where the reading of a text begins: a function of a file, by a part of its path. A new reader of texts gets a line here. */
const SEAMS = [
  { counts: "yaml", file: /yaml\/browser\/dist\/parse\/lexer\.js$/, function: "*lex(source, incomplete = false) {" },
  {
    counts: "quick",
    file: /syntax\/quick\/read-quickly\.ts$/,
    function: "export function readQuickly(source: Source): Tree | undefined {",
  },
  { counts: "shell", file: /unbash\/dist\/parser\.js$/, function: "export function parse(source) {" },
] as const;

export type Seam = (typeof SEAMS)[number]["counts"];

/** The texts that were read since `restart`. */
export interface Reads {
  readonly restart: () => void;
  readonly count: (seam: Seam) => number;
}

export interface Instrumented {
  readonly api: typeof import("../../src/index.ts");
  readonly reads: Reads;
}

const GLOBAL = "circlesecBenchReads";

/** The library, built once more into a folder with a counter at each seam. */
export async function instrument(folder: string): Promise<Instrumented> {
  const counts = new Map<string, number>();
  Reflect.set(globalThis, GLOBAL, (seam: string) => counts.set(seam, (counts.get(seam) ?? 0) + 1));
  const met = new Set<string>();
  await build({
    cwd: ROOT,
    config: false,
    entry: { index: "src/index.ts" },
    outDir: folder,
    format: "esm",
    dts: false,
    clean: false,
    logLevel: "error",
    alias: { yaml: join(ROOT, "node_modules/yaml/browser/dist/index.js") },
    platform: "node",
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
    outExtensions: () => ({ js: ".mjs" }),
    plugins: [{ name: "count", load: (id: string) => withCounter(id, met) }],
  });
  const unmet = SEAMS.filter(({ counts: seam }) => !met.has(seam));
  if (unmet.length > 0) throw new Error(`nothing to count at: ${unmet.map((seam) => seam.function).join(", ")}`);
  const api: typeof import("../../src/index.ts") = await import(pathToFileURL(join(folder, "index.mjs")).href);
  return { api, reads: { restart: () => counts.clear(), count: (seam) => counts.get(seam) ?? 0 } };
}

function withCounter(id: string, met: Set<string>): string | undefined {
  const seam = SEAMS.find(({ file }) => file.test(id));
  if (!seam) return undefined;
  const text = readFileSync(id, "utf8");
  if (text.includes(seam.function)) met.add(seam.counts);
  return text.replace(seam.function, `${seam.function} globalThis.${GLOBAL}(${JSON.stringify(seam.counts)});`);
}
