import { join } from "node:path";
import type { Input } from "../inputs.ts";
import { SHAPES } from "../shapes.ts";
import { type Seam, instrument } from "./instrument.ts";

/** How many steps the config has by which parses of scripts are counted. */
const SCRIPTS = 50;

/** How often a file, and a script in it, is parsed, by the name of its limit. */
export async function countParses(scratch: string, inputs: readonly Input[]): Promise<Record<string, number>> {
  const { api, reads } = await instrument(join(scratch, "instrumented"));
  const countEach = (seam: Seam, work: (input: Input) => unknown): number[] =>
    inputs.map((input) => {
      reads.restart();
      work(input);
      return reads.count(seam);
    });
  const lint = ({ text, path }: Input): unknown => api.lint(text, { path });
  const fix = ({ text, path }: Input): unknown => api.fix(text, { path });
  const quick = countEach("quick", lint);
  const linted = countEach("yaml", lint);
  const fixed = countEach("yaml", fix);
  reads.restart();
  lint({ text: writeSteps(SCRIPTS), path: ".circleci/config.yml" });
  const scripts = reads.count("shell");
  return {
    "lint: quick readings, most of a file": Math.max(...quick),
    "fix: quick readings, most of a file": Math.max(...countEach("quick", fix)),
    "lint: parses of YAML, mean of a file": mean(linted),
    "lint: parses of YAML, most of a file": Math.max(...linted),
    "lint: parses of a script, mean": scripts / SCRIPTS,
    "fix: parses of YAML, mean of a file": mean(fixed),
    "fix: parses of YAML, most of a file": Math.max(...fixed),
  };
}

/** A config with as many scripts that pull. */
function writeSteps(count: number): string {
  const shape = SHAPES.find(({ name }) => name === "steps that pull");
  if (!shape) throw new Error("no config with steps that pull");
  return shape.write(count);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
