import process from "node:process";
import * as fc from "fast-check";
import { type Sample, faultsOf } from "./promises.ts";
import { smallest } from "./smallest.ts";

/** The same in every run of CI, so that a red build is about the change. Other seeds: CONTRIBUTING.md. */
const SEED = 20_261_127;

/** What the environment asks for, else the fixed seed and this many cases; said on standard error, to be run again. */
export function budget(name: string, cases: number): { readonly seed: number; readonly numRuns: number } {
  const { CIRCLESEC_FUZZ_SEED: seed, CIRCLESEC_FUZZ_RUNS: runs } = process.env;
  const chosen = { seed: Number(seed ?? SEED), numRuns: Number(runs ?? cases) };
  const again = `CIRCLESEC_FUZZ_SEED=${chosen.seed} CIRCLESEC_FUZZ_RUNS=${chosen.numRuns}`;
  process.stderr.write(`fuzz: ${name}: ${chosen.numRuns} cases, to be repeated with ${again}\n`);
  return chosen;
}

/** The first sample that breaks a promise, as small as it gets, in words; `undefined` where all keep them. */
export function firstFailure(
  samples: fc.Arbitrary<Sample>,
  { seed, numRuns }: ReturnType<typeof budget>,
): string | undefined {
  const isKept = fc.property(samples, (sample) => faultsOf(sample).length === 0);
  const { counterexample, numRuns: ran } = fc.check(isKept, { seed, numRuns, endOnFailure: true });
  const sample = counterexample?.[0];
  if (!sample) return undefined;
  const [fault = ""] = faultsOf(sample);
  const kind = kindOf(fault);
  const text = smallest(sample.text, (text) => faultsOf({ ...sample, text }).some((one) => kindOf(one) === kind));
  const settings = JSON.stringify({ path: sample.path, unsafe: sample.unsafe, options: sample.options });
  return `seed ${seed}, case ${ran}: ${fault}\n${settings}\n${JSON.stringify(text)}\n${text}`;
}

/** A fault without names and numbers of the text that showed it. */
function kindOf(fault: string): string {
  return fault.replaceAll(/`[^`]*`|\d+/g, "…");
}
