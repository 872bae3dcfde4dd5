import { type Config, type JobRun, type StepPull, jobRunsOf, stepImagesOf } from "../model/index.ts";

type Relying = Pick<StepPull, "reliance">;

/** How sure a login before a pull is, from best to worst. */
const ORDER = ["sure", "unchecked", "maybe", "none"];

/**
 * Says what does not hold of the images that steps fetch around some fixes, one clause: every job fetches the same images in
 * the same order, and none of them with less of a login before it.
 */
export function stepFault(before: Config, after: Config): string | undefined {
  // A workflow for the job that ran by itself is no other run of it.
  const isNew = before.invocations.length === 0;
  const later = new Map(jobRunsOf(after).map((run) => [keyOf(run, isNew), run]));
  for (const run of jobRunsOf(before)) {
    const other = later.get(keyOf(run, isNew));
    const old = stepImagesOf(before, run);
    const now = other ? stepImagesOf(after, other) : { pulls: [], pushes: [] };
    if (describe(old.pulls) !== describe(now.pulls)) {
      return `the steps of job \`${run.jobName}\` no longer pull the same images`;
    }
    if (isWorse(old.pulls, now.pulls)) return `a step of job \`${run.jobName}\` no longer pulls with its login`;
    if (isWorse(old.pushes, now.pushes)) return `a step of job \`${run.jobName}\` no longer pushes with its login`;
  }
  return undefined;
}

function isWorse(before: readonly Relying[], after: readonly Relying[]): boolean {
  return before.some(({ reliance }, index) => {
    const left = after[index]?.reliance ?? "none";
    return ORDER.indexOf(left) > ORDER.indexOf(reliance);
  });
}

function describe(pulls: readonly StepPull[]): string {
  return pulls.map(({ texts }) => [...texts].join("|")).join("\n");
}

/** What tells a run of a job from all others. Steps that it is given may change. */
function keyOf({ jobName, job, invocation, frame, machine }: JobRun, anyEntry: boolean): string {
  const scope = [...frame.scope]
    .filter(([name]) => job?.parameters.get(name.replace("parameters.", ""))?.type !== "steps")
    .map(([name, { values }]) => `${name}=${[...values].join("|")}`);
  return [jobName, ...(anyEntry ? [] : (invocation?.path ?? [])), machine, ...scope].join("\n");
}
