import { type Config, type JobRun, type StepPull, jobRunsOf, stepImagesOf } from "../model/index.ts";

/** How sure a login before a pull is, from best to worst. */
const ORDER = ["sure", "unchecked", "maybe", "none"];

/**
 * Says what does not hold of the images that steps fetch around some fixes, one clause: every job fetches the same images in
 * the same order, and none of them with less of a login before it.
 */
export function stepFault(before: Config, after: Config): string | undefined {
  // A workflow for the job that ran by itself is no other run of it.
  const isNew = before.invocations.length === 0;
  const now = new Map(jobRunsOf(after).map((run) => [keyOf(run, isNew), run]));
  for (const run of jobRunsOf(before)) {
    const other = now.get(keyOf(run, isNew));
    const old = stepImagesOf(before, run).pulls;
    const pulls = other ? stepImagesOf(after, other).pulls : [];
    if (describe(old) !== describe(pulls)) return `the steps of job \`${run.jobName}\` no longer pull the same images`;
    const isWorse = old.some(({ reliance }, index) => {
      const left = pulls[index]?.reliance ?? reliance;
      return ORDER.indexOf(left) > ORDER.indexOf(reliance);
    });
    if (isWorse) return `a step of job \`${run.jobName}\` no longer pulls with its login`;
  }
  return undefined;
}

function describe(pulls: readonly StepPull[]): string {
  return pulls.map(({ texts }) => [...texts].join("|")).join("\n");
}

/** What tells a run of a job from all others. */
function keyOf({ jobName, invocation, frame, machine }: JobRun, anyEntry: boolean): string {
  const scope = [...frame.scope].map(([name, { values }]) => `${name}=${[...values].join("|")}`);
  return [jobName, ...(anyEntry ? [] : (invocation?.path ?? [])), machine, ...scope].join("\n");
}
