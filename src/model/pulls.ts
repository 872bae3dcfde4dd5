import { type Registry, registryOf } from "../docker/reference.ts";
import type { PathStep } from "../source/path-step.ts";
import type { Span } from "../source/span.ts";
import {
  type Entry,
  type MapNode,
  type Node,
  type Pair,
  asMap,
  asSeq,
  entriesOf,
  textOf,
  valueOf,
} from "../syntax/index.ts";
import { type Namespace, type Runner, findRunner } from "./namespace.ts";
import { type Possible, type Scope, evaluate, evaluateNode, scopeFor, soleParameter, union } from "./possible.ts";
import type { Invocation } from "./workflows.ts";

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
    const uses = readUses(runner);
    usesByRunner.set(runner, uses);
    for (const use of uses) draftOf(sites, use, example)?.uses.push(use);
  }
  const pull = (runner: Runner, scope: Scope, by: Omit<Pull, "use" | "image" | "scope" | "selfHosted">): void => {
    for (const use of usesByRunner.get(runner) ?? []) {
      const image = evaluate(imageText(use.item), scope);
      const selfHosted = isSelfHosted(by.job?.map, scope) || isSelfHosted(runner.map, scope);
      draftOf(sites, use, example)?.pulls.push({ ...by, use, image, scope, selfHosted });
    }
  };
  const invocationsByJob = groupByJob(namespace, invocations);
  for (const job of runners) {
    if (job.kind !== "job") continue;
    for (const invocation of invocationsByJob.get(job) ?? [undefined]) {
      const scope = jobScope(job, invocation, pipeline);
      const by = { jobName: job.name, job, invocation };
      if (entriesOf(job.map).has("docker")) pull(job, scope, by);
      else for (const [executor, inner] of executorsOf(job, invocation, scope)) pull(executor, inner, by);
    }
  }
  for (const invocation of invocations) {
    if (findRunner(namespace, "jobs", invocation.jobName)) continue;
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

function readUses(runner: Runner): Use[] {
  const uses: Use[] = [];
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
      cloudAuth: entries.get("aws_auth") ?? entries.get("gcp_auth"),
    });
  }
  return uses;
}

function draftOf(sites: Map<Pair, Draft>, use: Use, example: boolean): Draft | undefined {
  const entry = entriesOf(use.item).get("image");
  const text = textOf(entry?.value);
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
  return textOf(valueOf(item, "image")) ?? "";
}

function groupByJob(namespace: Namespace, invocations: readonly Invocation[]): Map<Runner, Invocation[]> {
  const byJob = new Map<Runner, Invocation[]>();
  for (const invocation of invocations) {
    const job = findRunner(namespace, "jobs", invocation.jobName);
    if (!job) continue;
    const list = byJob.get(job);
    if (list) list.push(invocation);
    else byJob.set(job, [invocation]);
  }
  return byJob;
}

/** What the parameters of a job are in one invocation of it. */
function jobScope(job: Runner, invocation: Invocation | undefined, pipeline: Scope): Scope {
  const outer = invocationScope(invocation, pipeline);
  const argument = (name: string): Possible | undefined => {
    const nodes = argumentNodes(invocation, name);
    return nodes.length ? union(nodes.map((node) => evaluateNode(node, outer))) : undefined;
  };
  return scopeFor(job.parameters, pipeline, argument, invocation !== undefined);
}

/** What can be written in the entry itself: pipeline parameters and, with a matrix, `matrix.…`. */
function invocationScope(invocation: Invocation | undefined, pipeline: Scope): Scope {
  const matrix = entriesOf(valueOf(valueOf(invocation?.args, "matrix"), "parameters"));
  if (matrix.size === 0) return pipeline;
  const scope = new Map(pipeline);
  for (const { key, value } of matrix.values()) scope.set(`matrix.${key}`, evaluateNode(value, pipeline));
  return scope;
}

/** The nodes given for a parameter: the entry's own argument and each value of its matrix. */
function argumentNodes(invocation: Invocation | undefined, name: string): Node[] {
  const own = valueOf(invocation?.args, name);
  const matrix = valueOf(valueOf(valueOf(invocation?.args, "matrix"), "parameters"), name);
  const many = asSeq(matrix)?.items.flatMap((item) => item.node ?? []) ?? (matrix ? [matrix] : []);
  return own ? [own, ...many] : many;
}

type Chosen = readonly [executor: Runner, scope: Scope];

/** The executors that a job can run on, `executor:` and a parameter of that type followed. */
function executorsOf(job: Runner, invocation: Invocation | undefined, scope: Scope): Chosen[] {
  const reference = valueOf(job.map, "executor");
  const parameter = soleParameter(textOf(reference) ?? textOf(valueOf(reference, "name")) ?? "");
  if (parameter === undefined) return chooseExecutor(job.namespace, reference, scope, scope);
  const given = argumentNodes(invocation, parameter);
  const fallback = job.parameters.get(parameter)?.default;
  const nodes = given.length > 0 ? given : fallback ? [fallback] : [];
  return nodes.flatMap((node) => chooseExecutor(job.namespace, node, scope, scope, reference));
}

/** Follows `name`, or `{name: …, parameter: …}`; `extra` is a map around it that may hold arguments too. */
function chooseExecutor(
  namespace: Namespace,
  reference: Node | undefined,
  nameScope: Scope,
  argumentScope: Scope,
  extra?: Node,
): Chosen[] {
  const name = textOf(reference) ?? textOf(valueOf(reference, "name"));
  if (name === undefined) return [];
  return [...evaluate(name, nameScope).values].flatMap((value) => {
    const executor = findRunner(namespace, "executors", value);
    if (!executor) return [];
    const argument = (parameter: string): Possible | undefined => {
      const node = valueOf(reference, parameter) ?? valueOf(extra, parameter);
      return parameter === "name" || !node ? undefined : evaluateNode(node, argumentScope);
    };
    return [[executor, scopeFor(executor.parameters, argumentScope, argument, true)] as const];
  });
}

/** Executors of this file that an entry hands to a job whose source is not here (an orb's). */
function handedExecutors(namespace: Namespace, invocation: Invocation, pipeline: Scope): Chosen[] {
  const scope = invocationScope(invocation, pipeline);
  const names = new Set([
    ...entriesOf(invocation.args).keys(),
    ...entriesOf(valueOf(valueOf(invocation.args, "matrix"), "parameters")).keys(),
  ]);
  return [...names]
    .filter((name) => /executor/i.test(name))
    .flatMap((name) => argumentNodes(invocation, name))
    .flatMap((node) => chooseExecutor(namespace, node, scope, scope));
}

function isSelfHosted(map: MapNode | undefined, scope: Scope): boolean {
  const text = textOf(valueOf(map, "resource_class"));
  if (text === undefined) return false;
  const { values } = evaluate(text, scope);
  return values.size > 0 && [...values].every((value) => /^[\w-]+\/[\w-]+$/.test(value));
}
