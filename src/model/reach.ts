import { type MapNode, type Node, type Resolved, asMap, keyOf, resolve, textOf, valueOf } from "../syntax/index.ts";
import type { Config } from "./config.ts";
import { executorsOf, handedExecutors, jobScope } from "./executors.ts";
import { type Namespace, type Runner, findCommand } from "./namespace.ts";
import type { Invocation } from "./workflows.ts";
import { shellText } from "./shells.ts";
import type { Script } from "./written.ts";
import { allRunners, groupByJob, jobOf } from "./pulls.ts";
import { Memory } from "../source/memory.ts";

/** Who sees what is written at some node, aliases, merges, executors and commands followed. */
export interface Reach {
  /** Jobs of this file; empty for what a workflow entry itself holds, and for what nothing uses. */
  readonly jobs: readonly Runner[];
  /** The workflow entries that run those jobs, or hold the node. */
  readonly invocations: readonly Invocation[];
  /** True when workflows that are not in this file, or not readable in it, may use it too. */
  readonly open: boolean;
}

interface Index {
  readonly jobs: ReadonlyMap<Resolved, ReadonlySet<Runner>>;
  readonly entries: ReadonlyMap<Resolved, ReadonlySet<Invocation>>;
  /** The workflow entries that run a job. */
  readonly runs: ReadonlyMap<Runner, readonly Invocation[]>;
}

const cache = new Memory<Config, Index>();

/** Finds who sees a node. Rather one too many than one too few: what is overridden counts as seen. */
export function reachOf(config: Config, node: Resolved): Reach {
  const index = indexOf(config);
  const jobs = index.jobs.get(node) ?? new Set();
  const direct = index.entries.get(node) ?? new Set();
  const seen = new Set([...direct, ...[...jobs].flatMap((job) => index.runs.get(job) ?? [])]);
  const invocations = [...seen].toSorted((a, b) => a.span.start - b.span.start);
  return { jobs: [...jobs], invocations, open: config.calledFromElsewhere || config.hasUnreadEntries };
}

function indexOf(config: Config): Index {
  const index = cache.get(config) ?? buildIndex(config);
  cache.set(config, index);
  return index;
}

function buildIndex(config: Config): Index {
  const jobs = new Map<Resolved, Set<Runner>>();
  const entries = new Map<Resolved, Set<Invocation>>();
  const { namespace, invocations, pipeline } = config;
  const runs = groupByJob(namespace, invocations);
  for (const job of allRunners(namespace)) {
    if (job.kind !== "job") continue;
    const visit = visitor(jobs, job);
    visit.walk(job.map, job.namespace);
    for (const invocation of runs.get(job) ?? [undefined]) {
      const scope = jobScope(job, invocation, pipeline);
      for (const [executor] of executorsOf(job, invocation, scope, namespace, pipeline)) {
        visit.walk(executor.map, executor.namespace);
      }
    }
  }
  for (const invocation of invocations) {
    const visit = visitor(entries, invocation);
    if (invocation.args) visit.walk(invocation.args, namespace);
    if (jobOf(namespace, invocation)) continue;
    for (const [executor] of handedExecutors(namespace, invocation, pipeline))
      visit.walk(executor.map, executor.namespace);
  }
  return { jobs, entries, runs };
}

/** Adds `user` to every node that it sees. */
function visitor<T>(index: Map<Resolved, Set<T>>, user: T) {
  const seen = new Set<Resolved>();
  const walk = (node: Node | undefined, namespace: Namespace): void => {
    const target = resolve(node);
    if (!target || seen.has(target)) return;
    seen.add(target);
    index.set(target, (index.get(target) ?? new Set()).add(user));
    if (target.kind === "map") walkMap(target, namespace);
    if (target.kind !== "seq") return;
    for (const item of target.items) {
      const name = textOf(item.node) ?? callName(item.node);
      const command = name === undefined ? undefined : findCommand(namespace, name);
      if (command) walk(command.map, command.namespace);
      walk(item.node, namespace);
    }
  };
  const walkMap = (map: MapNode, namespace: Namespace): void => {
    for (const { value } of map.pairs) walk(value, namespace);
  };
  return { walk };
}

/** The command that a step of one key calls. */
function callName(node: Node | undefined): string | undefined {
  const map = asMap(node);
  const [pair] = map?.pairs ?? [];
  return pair && keyOf(pair);
}

/**
 * The shells that may run a script, as `shell` names them: its own, else those of the jobs that see it, PowerShell being the
 * default on Windows. `undefined`: bash, by default. Empty where no job of the file runs it.
 */
export function shellsOf(config: Config, { scalar, shell }: Script): readonly (string | undefined)[] {
  if (shell !== undefined) return [shell];
  return reachOf(config, scalar).jobs.flatMap((job) => {
    const own = shellText(job.map);
    if (own !== undefined) return [own];
    const { namespace, pipeline } = config;
    const users = indexOf(config).runs.get(job) ?? [undefined];
    const executors = users.flatMap((invocation) =>
      executorsOf(job, invocation, jobScope(job, invocation, pipeline), namespace, pipeline),
    );
    const shells = executors.length > 0 ? executors.map(([executor]) => shellText(executor.map)) : [undefined];
    return shells.map((one) => one ?? (isOnWindows(job) ? "powershell.exe" : undefined));
  });
}

/** True for a Windows image or resource class, and for an executor that is named so. */
function isOnWindows({ map }: Runner): boolean {
  const executor = valueOf(map, "executor");
  const name = textOf(executor) ?? textOf(valueOf(executor, "name")) ?? "";
  const machine = textOf(valueOf(valueOf(map, "machine"), "image")) ?? "";
  const resources = textOf(valueOf(map, "resource_class")) ?? "";
  return /^win(?:dows)?\b|windows/i.test(name) || /windows/i.test(machine + resources);
}
