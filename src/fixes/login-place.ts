import {
  type Config,
  type JobPulls,
  type JobRun,
  type OrbHook,
  type Runner,
  type StepPlace,
  placesOf,
  runsThrough,
} from "../model/index.ts";
import { type Item, type SeqNode, asSeq, ownPair, valueOf } from "../syntax/index.ts";
import type { Declined } from "./part.ts";

/** Where a login is put, and every run of a job that will do it. */
export type LoginPlace = { readonly runs: readonly JobRun[] } & (
  | { readonly at: "item"; readonly item: Item }
  /** In the `pre-steps` of the workflow entries. */
  | { readonly at: "entry" }
  /** Among the steps that a parameter of an orb's command or job takes. */
  | { readonly at: "hook"; readonly call: StepPlace; readonly hook: OrbHook }
);

/** Where the last step of jobs is put, and every run of a job that comes to it. */
export type LogoutPlace = { readonly runs: readonly JobRun[] } & (
  | { readonly at: "end"; readonly last: Item }
  /** In the `post-steps` of the workflow entries. */
  | { readonly at: "exit" }
);

/**
 * The places right before the first of some pulls, as far inside as one login serves all of them: a place that several jobs
 * share only when all of them pull there without a login.
 */
export function placesForLogin(config: Config, jobs: readonly JobPulls[]): readonly LoginPlace[] | Declined {
  const affected = new Set(jobs.map(({ run }) => run));
  const places = new Map<unknown, LoginPlace>();
  for (const job of jobs) {
    const chosen = placeFor(config, job, affected);
    if ("declined" in chosen) return chosen;
    const key = chosen.at === "item" ? chosen.item : chosen.at === "hook" ? chosen.call.item : chosen.at;
    const known = places.get(key);
    places.set(key, known ? { ...known, runs: [...new Set([...known.runs, ...chosen.runs])] } : chosen);
  }
  return [...places.values()];
}

function placeFor(config: Config, job: JobPulls, affected: ReadonlySet<JobRun>): LoginPlace | Declined {
  const { run, pulls } = job;
  const [first] = pulls;
  if (!first) return { declined: "nothing is pulled" };
  if (first.loggedOutBy === first.step) return { declined: "the step logs out before it pulls" };
  const places = placesOf(first.step);
  const usable = places.filter((place) => isUsable(place, job) && isOnce(place, run));
  const [outer] = usable;
  if (!outer) return hookFor(config, first.step.place, first.step.hook, run);
  const shared = usable.findLast(
    ({ item }) => item && [...runsThrough(config, item)].every((one) => affected.has(one)),
  );
  const chosen = shared ?? outer;
  if (!run.job && chosen.owner === "job") return { at: "entry", runs: [run] };
  const { item } = chosen;
  if (!item) return { declined: "the step is no item of a list" };
  const runs = [...runsThrough(config, item)];
  const other = shared ? undefined : runs.find((one) => one.jobName !== run.jobName);
  return other
    ? { declined: `job \`${other.jobName}\` shares its steps and logs in by itself` }
    : { at: "item", item, runs };
}

/** The parameter of an orb's command or job that takes steps between its `setup_remote_docker` and the pull. */
function hookFor(config: Config, call: StepPlace, hook: OrbHook | undefined, run: JobRun): LoginPlace | Declined {
  if (!hook || !call.item) return { declined: "`setup_remote_docker` and the pull stand in the same step" };
  return { at: "hook", call, hook, runs: run.job ? [...runsThrough(config, call.item)] : [run] };
}

/** True when the job comes to the place a single time, so that it logs in no more often. */
function isOnce({ item }: StepPlace, run: JobRun): boolean {
  const places = run.steps.flatMap(placesOf).filter((place) => place.item === item);
  return item === undefined || new Set(places).size === 1;
}

/** True when a step right before the place runs in time for all of the pulls, and has an engine to log in with. */
function isUsable(place: StepPlace, { run, pulls }: JobPulls): boolean {
  const [first] = pulls;
  if (!first) return false;
  const upTo = run.steps.slice(0, run.steps.indexOf(first.step));
  const startsLater = upTo.some((step) => step.kind === "remote-docker" && placesOf(step).includes(place));
  const isAlways = pulls.every(({ step }) =>
    place.conditions.every((condition) => step.conditions.includes(condition)),
  );
  const logsOutLater = first.loggedOutBy !== undefined && placesOf(first.loggedOutBy).includes(place);
  return isAlways && !logsOutLater && !(startsLater && first.client.needsEngine);
}

/** The places where a step is the last of each of the runs: behind the `post-steps` of entries that have some. */
export function placesForLogout(config: Config, runs: readonly JobRun[]): readonly LogoutPlace[] | Declined {
  const places: LogoutPlace[] = [];
  const lists = new Set<SeqNode>();
  for (const [job, own] of byJob(runs)) {
    const isAtEntries = !job || [...own, ...runsOfList(config, listOf(job))].some(hasPostSteps);
    const place = isAtEntries ? ({ at: "exit", runs: own } as const) : endOf(config, job, runs);
    if ("declined" in place) return place;
    const list = place.at === "end" ? place.last.seq : undefined;
    if (!list || !lists.has(list)) places.push(place);
    if (list) lists.add(list);
  }
  return places;
}

function hasPostSteps({ invocation }: JobRun): boolean {
  return invocation?.args !== undefined && ownPair(invocation.args, "post-steps") !== undefined;
}

function byJob(runs: readonly JobRun[]): ReadonlyMap<Runner | undefined, readonly JobRun[]> {
  const groups = new Map<Runner | undefined, JobRun[]>();
  for (const run of runs) groups.set(run.job, [...(groups.get(run.job) ?? []), run]);
  return groups;
}

/** Behind the last item of a job's own list, where only runs come to it that need the step, and nothing follows. */
function endOf(config: Config, job: Runner, runs: readonly JobRun[]): LogoutPlace | Declined {
  const list = listOf(job);
  const last = list?.items.at(-1);
  if (!list || !last) return { declined: `the steps of job \`${job.name}\` are not written as a list` };
  const through = runsOfList(config, list);
  const beyond = through.find((run) => listOf(run.job) !== list);
  if (beyond) return { declined: `job \`${beyond.jobName}\` has more steps behind those of job \`${job.name}\`` };
  const other = through.find((run) => !runs.some(({ steps }) => steps === run.steps));
  if (other) return { declined: `${describeRun(other, job)} comes to the same steps and needs no login` };
  return { at: "end", last, runs: through };
}

function listOf(job: Runner | undefined): SeqNode | undefined {
  return asSeq(valueOf(job?.map, "steps"));
}

/** The runs that come to the steps of a list, which jobs can share. */
function runsOfList(config: Config, list: SeqNode | undefined): JobRun[] {
  return [...new Set(list?.items.flatMap((item) => [...runsThrough(config, item)]))];
}

function describeRun({ jobName, invocation }: JobRun, job: Runner): string {
  return invocation && jobName === job.name ? `entry \`${invocation.shownName}\`` : `job \`${jobName}\``;
}
