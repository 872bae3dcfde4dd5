import { asMap, asSeq, entriesOf, textOf, valueOf, type MapNode } from "../../syntax/index.ts";
import type { Config } from "../config.ts";
import { type Chosen, executorsOf, handedExecutors, isSelfHosted, jobScope } from "../executors.ts";
import { type Runner } from "../namespace.ts";
import { executorKind } from "../orbs/index.ts";
import { type Scope, evaluate } from "../possible.ts";
import { allRunners, groupByJob, jobOf } from "../pulls.ts";
import { resourceClassesOf } from "../resource-classes.ts";
import type { Invocation } from "../workflows.ts";
import { shellText } from "../shells.ts";
import { frameOfEntry, frameOfJob } from "./frame.ts";
import { readLegacyRuns } from "./legacy.ts";
import type { JobRun, Machine, Setting } from "./job-run.ts";
import { expandMatrix } from "./matrix.ts";
import { readOrbJob, readSteps } from "./read-steps.ts";
import type { Step } from "./step.ts";
import { Memory } from "../../source/memory.ts";

const cache = new Memory<Config, readonly JobRun[]>();

/** Every job of a file as it is run, with its steps. Once a file. */
export function jobRunsOf(config: Config): readonly JobRun[] {
  const known = cache.get(config);
  if (known) return known;
  const runs = readJobRuns(config);
  cache.set(config, runs);
  return runs;
}

/** The shell that a job's settings name for its steps. */
export function shellOfRun({ settings }: JobRun): string | undefined {
  return settings.map(({ map }) => shellText(map)).find((text) => text !== undefined);
}

function readJobRuns(config: Config): JobRun[] {
  const { namespace, invocations, kind, root } = config;
  if (kind === "legacy") return root ? readLegacyRuns(root, namespace) : [];
  const byJob = groupByJob(namespace, invocations);
  const runs: JobRun[] = [];
  for (const job of allRunners(namespace)) {
    if (job.kind !== "job") continue;
    const alike = new Map<string, JobRun>();
    for (const invocation of byJob.get(job) ?? [undefined]) {
      for (const chosen of invocation ? expandMatrix(invocation) : [undefined]) {
        const key = keyOf(config, job, chosen);
        const known = key === undefined ? undefined : alike.get(key);
        const run = known ?? runOfJob(config, job, chosen);
        if (key !== undefined) alike.set(key, run);
        runs.push(run.invocation === invocation ? run : { ...run, invocation });
      }
    }
  }
  for (const invocation of invocations) {
    if (!jobOf(namespace, invocation)) runs.push(runOfOrbJob(config, invocation));
  }
  return runs;
}

/** Workflow entries of one job with equal keys run the same steps; `undefined` for one that has steps of its own. */
function keyOf({ pipeline }: Config, job: Runner, invocation: Invocation | undefined): string | undefined {
  const keys = [...entriesOf(invocation?.args).keys()];
  const isOwn = (key: string): boolean =>
    key === "pre-steps" || key === "post-steps" || /^(?:steps|executor)$/.test(job.parameters.get(key)?.type ?? "");
  if (keys.some(isOwn) || [...(invocation?.chosen?.keys() ?? [])].some(isOwn)) return undefined;
  const scope = jobScope(job, invocation, pipeline);
  const own = [...job.parameters.keys()].map((name) => [name, scope.get(`parameters.${name}`)?.values ?? []] as const);
  return own.map(([name, values]) => `${name}=${[...values].join("|")}`).join("\n");
}

function runOfJob(config: Config, job: Runner, invocation: Invocation | undefined): JobRun {
  const { namespace, pipeline } = config;
  const frame = frameOfJob(job, invocation, namespace, pipeline);
  const chosen = executorsOf(job, invocation, frame.scope, namespace, pipeline);
  const steps = withSurroundings(config, invocation, readSteps(valueOf(job.map, "steps"), frame, "job"));
  const own = { map: job.map, scope: frame.scope };
  const settings = [own, ...chosen.map(settingOf)];
  const resourceClasses = resourceClassesOf(own, chosen.map(settingOf));
  const machine = machineOf(job.map, frame.scope) ?? machineOfChosen(job, chosen) ?? machineByName(job, frame.scope);
  return { jobName: job.name, job, invocation, machine, settings, resourceClasses, frame, steps };
}

/** A job whose source is not here; the executor that it is handed may be. */
function runOfOrbJob(config: Config, invocation: Invocation): JobRun {
  const { namespace, pipeline } = config;
  const { jobName, args, item, span } = invocation;
  const frame = frameOfEntry(invocation, namespace, pipeline);
  const place = { span, item, owner: "job" as const, caller: undefined, conditions: [] };
  const steps = withSurroundings(config, invocation, readOrbJob(jobName, args, frame, place));
  const handed = handedExecutors(namespace, invocation, pipeline);
  const alias = jobName.slice(0, jobName.indexOf("/"));
  const orb = namespace.orbSources.get(alias);
  const named = textOf(valueOf(args, "executor")) ?? textOf(valueOf(valueOf(args, "executor"), "name"));
  const machine =
    firstMachine(handed) ??
    (named === undefined ? undefined : machineOfReference(named, namespace.orbSources)) ??
    (named === undefined && orb !== undefined ? defaultMachine(orb) : undefined) ??
    "unknown";
  return {
    jobName,
    job: undefined,
    invocation,
    machine,
    settings: handed.map(settingOf),
    resourceClasses: resourceClassesOf(undefined, handed.map(settingOf)),
    frame,
    steps,
  };
}

function settingOf([{ map }, scope]: Chosen): Setting {
  return { map, scope };
}

/** The machine of an orb's jobs that are told no other. */
function defaultMachine(orb: string): Machine | undefined {
  return executorKind(orb, "machine") ?? executorKind(orb, "default");
}

function withSurroundings({ namespace, pipeline }: Config, invocation: Invocation | undefined, steps: Step[]): Step[] {
  if (!invocation?.args) return steps;
  const frame = frameOfEntry(invocation, namespace, pipeline);
  const before = readSteps(valueOf(invocation.args, "pre-steps"), frame, "pre-steps");
  const after = readSteps(valueOf(invocation.args, "post-steps"), frame, "post-steps");
  return [...before, ...steps, ...after];
}

function machineOfChosen(job: Runner, chosen: readonly Chosen[]): Machine | undefined {
  const machine = firstMachine(chosen);
  const [first] = chosen;
  // The job's own resource class wins over that of its executor.
  return machine !== undefined && first ? selfHosted(machine, job.map, first[1]) : machine;
}

function firstMachine(chosen: readonly Chosen[]): Machine | undefined {
  for (const [executor, scope] of chosen) {
    const machine = machineOf(executor.map, scope);
    if (machine !== undefined) return machine;
  }
  return undefined;
}

/** What a job or executor itself says. */
function machineOf(map: MapNode, scope: Scope): Machine | undefined {
  const entries = entriesOf(map);
  if (asSeq(entries.get("docker")?.value)) return selfHosted("docker", map, scope);
  if (entries.has("macos")) return "macos";
  const machine = entries.get("machine")?.value;
  if (!machine) return undefined;
  const image = textOf(valueOf(asMap(machine), "image")) ?? textOf(machine) ?? "";
  const resources = textOf(entries.get("resource_class")?.value) ?? "";
  const texts = [image, resources].flatMap((text) => [...evaluate(text, scope).values]);
  return texts.some((text) => /windows/i.test(text)) ? "windows" : selfHosted("machine", map, scope);
}

function selfHosted(machine: Machine, map: MapNode, scope: Scope): Machine {
  if (!isSelfHosted(map, scope)) return machine;
  if (machine === "docker") return "container-runner";
  return machine === "machine" ? "runner" : machine;
}

/** What the name of an executor tells that is not in this file. */
function machineByName(job: Runner, scope: Scope): Machine {
  const reference = valueOf(job.map, "executor");
  const name = textOf(reference) ?? textOf(valueOf(reference, "name"));
  if (name === undefined) return "unknown";
  const [only, ...others] = evaluate(name, scope).values;
  const { orbSources } = job.namespace;
  return (only !== undefined && others.length === 0 ? machineOfReference(only, orbSources) : undefined) ?? "unknown";
}

/** The machine of `orb/executor`. */
function machineOfReference(reference: string, orbSources: ReadonlyMap<string, string>): Machine | undefined {
  const slash = reference.indexOf("/");
  const orb = orbSources.get(reference.slice(0, slash));
  const name = reference.slice(slash + 1);
  const known = orb === undefined ? undefined : executorKind(orb, name);
  if (known !== undefined) return known;
  if (/^win(?:dows)?\//.test(reference)) return "windows";
  return /machine/.test(name) ? "machine" : undefined;
}
