/** Run in a process of its own: works through all inputs once and prints the milliseconds, reading files left out. */
import { createRequire } from "node:module";
import process from "node:process";
import { parseDocument } from "yaml";
import { loadInputs } from "./inputs.ts";
import type { Engine } from "./throughput.ts";

type Work = (text: string, path: string) => unknown;

const require = createRequire(import.meta.url);

async function prepare(engine: Engine): Promise<Work> {
  if (engine === "yaml") return (text) => parseDocument(text);
  if (engine === "yaml-browser") {
    const path = require.resolve("yaml").replace(/dist[\\/]index\.js$/, "browser/dist/index.js");
    const yaml: typeof import("yaml") = await import(path);
    return (text) => yaml.parseDocument(text);
  }
  const url = new URL("../dist/index.js", import.meta.url);
  const api: typeof import("../src/index.ts") = await import(url.href);
  const others = api.rules.filter(({ meta }) => meta.category !== "credentials");
  if (engine === "lint-without-credentials") return (text, path) => api.lint(text, { path, rules: others });
  return engine === "lint" ? (text, path) => api.lint(text, { path }) : (text, path) => api.fix(text, { path });
}

const { inputs } = loadInputs();
const engine = process.argv[2];
const ENGINES: readonly Engine[] = ["yaml", "yaml-browser", "lint-without-credentials", "fix"];
const work = await prepare(ENGINES.find((one) => one === engine) ?? "lint");
const start = performance.now();
for (const { text, path } of inputs) work(text, path);
process.stdout.write(String(performance.now() - start));
