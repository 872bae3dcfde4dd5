import { type Registry, registryOf } from "../docker/reference.ts";
import type { PathStep } from "../source/path-step.ts";
import type { Span } from "../source/span.ts";
import {
  type Entry,
  type MapNode,
  type Pair,
  asMap,
  asSeq,
  entriesOf,
  isNull,
  textOf,
  valueOf,
} from "../syntax/index.ts";
import { executorsOf, handedExecutors, jobScope } from "./executors.ts";
import { type Namespace, type Runner, findRunner } from "./namespace.ts";
import { type Possible, type Scope, evaluate, scopeFor, union } from "./possible.ts";
import { areSelfHosted, resourceClassesOf } from "./resource-classes.ts";
import { type Invocation, PULLS_NOTHING } from "./workflows.ts";

/** An item of a `docker:` list, as one job or executor has it. */
export interface Use {
  readonly runner: Runner;
  readonly index: number;
  /** The item itself, an alias followed. */
  readonly item: MapNode;
  readonly path: readonly PathStep[];
  readonly auth: Entry | undefined;
  /** `aws_auth` or `gcp_auth`. */
  readonly cloudAuth: Entry | undefined;
  /** Every resource class that the runner itself names; none where it names none. */
  readonly resourceClasses: ReadonlySet<string>;
}

/** A use that a job really pulls, with the values that its image has there. */
export interface Pull {
  readonly use: Use;
  /** The job as the config names it; an orb's job for an executor that is handed to it. */
  readonly jobName: string;
  readonly job: Runner | undefined;
  /** `undefined` when no workflow of the file runs the job. */
  readonly invocation: Invocation | undefined;
  readonly image: Possible;
  /** What parameters are where the docker list is written. */
  readonly scope: Scope;
  /** Runs on a self-hosted container runner (`resource_class: namespace/name`). */
  readonly selfHosted: boolean;
  /** Every resource class that the job can run on there; none where the file does not show it. */
  readonly resourceClasses: ReadonlySet<string>;
}

/** A place where an image is written; several jobs, and with anchors several lists, can share it. */
export interface PullSite {
  /** The pair `image: …`, where it is written. */
  readonly pair: Pair;
  readonly text: string;
  /** The image's text, or the alias that stands for it. */
  readonly span: Span;
  readonly uses: readonly Use[];
  readonly pulls: readonly Pull[];
  readonly image: Possible;
  readonly registries: ReadonlySet<Registry>;
  /** Part of an orb's usage example, which nothing runs. */
  readonly example: boolean;
}

type Puller = Pick<Pull, "jobName" | "job" | "invocation">;

interface Draft extends PullSite {
  readonly uses: Use[];
  readonly pulls: Pull[];
  image: Possible;
  registries: ReadonlySet<Registry>;
}

/** Finds every place where an image is pulled by the platform itself, and who pulls it with which values. */
export function readPullSites(
  namespace: Namespace,
  invocations: readonly Invocation[],
  pipeline: Scope,
  example: boolean,
): PullSite[] {
  const sites = new Map<Pair, Draft>();
  const usesByRunner = new Map<Runner, Use[]>();
  const runners = [...allRunners(namespace)];
  for (const runner of runners) {
    const uses = readUses(runner, pipeline);
    usesByRunner.set(runner, uses);
    for (const use of uses) draftOf(sites, use, example)?.uses.push(use);
  }
  const pull = (runner: Runner, scope: Scope, by: Puller, outer?: Scope): void => {
    const { jobName, job, invocation } = by;
    const own = job && outer ? { map: job.map, scope: outer } : undefined;
    const resourceClasses = resourceClassesOf(own, [{ map: runner.map, scope }]);
    const selfHosted = areSelfHosted(resourceClasses);
    for (const use of usesByRunner.get(runner) ?? []) {
      const image = evaluate(imageText(use.item), scope);
      draftOf(sites, use, example)?.pulls.push({
        jobName,
        job,
        invocation,
        use,
        image,
        scope,
        selfHosted,
        resourceClasses,
      });
    }
  };
  const invocationsByJob = groupByJob(namespace, invocations);
  for (const job of runners) {
    if (job.kind !== "job") continue;
    for (const invocation of invocationsByJob.get(job) ?? [undefined]) {
      const scope = jobScope(job, invocation, pipeline);
      const by = { jobName: job.name, job, invocation };
      if (entriesOf(job.map).has("docker")) pull(job, scope, by);
      else {
        const chosen = executorsOf(job, invocation, scope, namespace, pipeline);
        for (const [executor, inner] of chosen) pull(executor, inner, by, scope);
      }
    }
  }
  for (const invocation of invocations) {
    if (jobOf(namespace, invocation)) continue;
    for (const [executor, inner] of handedExecutors(namespace, invocation, pipeline)) {
      pull(executor, inner, { jobName: invocation.jobName, job: undefined, invocation });
    }
  }
  return finish(sites, pipeline);
}

function finish(sites: ReadonlyMap<Pair, Draft>, pipeline: Scope): PullSite[] {
  for (const site of sites.values()) {
    const images = site.pulls.length
      ? site.pulls.map((one) => one.image)
      : site.uses.map((use) =>
          evaluate(
            site.text,
            scopeFor(use.runner.parameters, pipeline, () => undefined, false),
          ),
        );
    site.image = union(images);
    site.registries = new Set([...site.image.values].map(registryOf));
  }
  return [...sites.values()].toSorted((a, b) => a.span.start - b.span.start);
}

/** Every job and executor of a namespace and of the inline orbs in it. */
export function* allRunners(namespace: Namespace): Generator<Runner> {
  yield* namespace.executors.values();
  yield* namespace.jobs.values();
  for (const orb of namespace.orbs.values()) if (orb) yield* allRunners(orb);
}

function readUses(runner: Runner, pipeline: Scope): Use[] {
  const uses: Use[] = [];
  const scope = scopeFor(runner.parameters, pipeline, () => undefined, false);
  const resourceClasses = resourceClassesOf({ map: runner.map, scope }, []);
  if (PULLS_NOTHING.has(textOf(valueOf(runner.map, "type")) ?? "")) return uses;
  for (const [index, item] of asSeq(valueOf(runner.map, "docker"))?.items.entries() ?? []) {
    const map = asMap(item.node);
    const entries = entriesOf(map);
    if (!map || !entries.has("image")) continue;
    uses.push({
      runner,
      index,
      item: map,
      path: [...runner.path, "docker", index],
      auth: entries.get("auth"),
      cloudAuth: ["aws_auth", "gcp_auth"].map((key) => entries.get(key)).find((entry) => entry && !isNull(entry.value)),
      resourceClasses,
    });
  }
  return uses;
}

function draftOf(sites: Map<Pair, Draft>, use: Use, example: boolean): Draft | undefined {
  const entry = entriesOf(use.item).get("image");
  const text = textOf(entry?.value)?.trim();
  if (!entry?.value || text === undefined) return undefined;
  const known = sites.get(entry.pair);
  if (known) return known;
  const empty = {
    image: { values: new Set<string>(), parameters: new Set<string>() },
    registries: new Set<Registry>(),
  };
  const draft: Draft = { pair: entry.pair, text, span: entry.value.span, uses: [], pulls: [], example, ...empty };
  sites.set(entry.pair, draft);
  return draft;
}

function imageText(item: MapNode): string {
  return textOf(valueOf(item, "image"))?.trim() ?? "";
}

/** The workflow entries that run each job of a file; entries of jobs that are not in it are left out. */
export function groupByJob(namespace: Namespace, invocations: readonly Invocation[]): Map<Runner, Invocation[]> {
  const byJob = new Map<Runner, Invocation[]>();
  for (const invocation of invocations) {
    const job = jobOf(namespace, invocation);
    if (!job) continue;
    const list = byJob.get(job);
    if (list) list.push(invocation);
    else byJob.set(job, [invocation]);
  }
  return byJob;
}

/** The job that an entry runs: the one that `override-with` puts in its place, if its source is here. */
export function jobOf(namespace: Namespace, { jobName, args }: Invocation): Runner | undefined {
  const override = textOf(valueOf(args, "override-with"));
  const other = override === undefined ? undefined : findRunner(namespace, "jobs", override);
  return other ?? findRunner(namespace, "jobs", jobName);
}
