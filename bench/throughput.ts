import { join } from "node:path";
import { type Measurement, measureInTurn } from "./measure.ts";
import { runNode } from "./processes.ts";

/** `yaml` as Node gets it, and its browser build, which we bundle because it is faster. */
export type Engine = "yaml" | "yaml-browser" | "lint-without-credentials" | "lint" | "fix";

const NAMES: readonly (readonly [Engine, string])[] = [
  ["yaml", "yaml parseDocument"],
  ["yaml-browser", "yaml parseDocument, browser build"],
  ["lint-without-credentials", "lint, without the rules about credentials"],
  ["lint", "lint, all rules"],
  ["fix", "fix, with proof"],
];

/** One pass over all inputs in a fresh process, as a run of the CLI makes it, against `yaml` alone. */
export function measureThroughput(rounds: number): Measurement[] {
  const worker = join(import.meta.dirname, "worker.ts");
  const contestants = NAMES.map(([engine, name]) => ({
    name,
    run: () => Number(runNode(["--import", "tsx", worker, engine], { cwd: import.meta.dirname }).stdout),
  }));
  return measureInTurn(contestants, rounds);
}
