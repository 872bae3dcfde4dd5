import type { Config } from "../config.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import type { JobPulls } from "./anonymous.ts";
import { repositoryOf } from "./engine.ts";
import { type StepPull, stepImagesOf } from "./step-images.ts";

/** An image, whatever its tag, that steps fetch, in the jobs that fetch it at the same place first. */
export interface ImagePulls {
  /** The first of them. */
  readonly first: StepPull;
  readonly jobs: readonly JobPulls[];
}

/** The images that the steps of a file's jobs surely fetch, through a mirror too: each once a job, by place. */
export function imagePullsIn(config: Config): readonly ImagePulls[] {
  const groups = new Map<string, ImagePulls & { readonly jobs: JobPulls[] }>();
  for (const run of jobRunsOf(config)) {
    const pulls = stepImagesOf(config, run).fetched.filter(({ isLocal }) => isLocal === "no");
    for (const [image, own] of byImage(pulls)) {
      const [first] = own;
      const key = `${first.span.start} ${first.span.end} ${image}`;
      const group = groups.get(key) ?? { first, jobs: [] };
      groups.set(key, group);
      group.jobs.push({ run, pulls: own });
    }
  }
  return [...groups.values()].toSorted((a, b) => a.first.span.start - b.first.span.start);
}

/** Pulls of one image together, in order. */
function byImage(pulls: readonly StepPull[]): Map<string, [StepPull, ...StepPull[]]> {
  const groups = new Map<string, [StepPull, ...StepPull[]]>();
  for (const pull of pulls) {
    const image = [...new Set([...pull.texts].map(repositoryOf))].toSorted().join(" ");
    const group = groups.get(image);
    if (group) group.push(pull);
    else groups.set(image, [pull]);
  }
  return groups;
}
