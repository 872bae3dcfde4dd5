import { type NewValue, appendTopLevel } from "../edit/index.ts";
import type { Meaning, Prerequisite } from "../finding.ts";
import { type Config, type Invocation, type JobRun, type Pull, type Reach, hasNoContext } from "../model/index.ts";
import { entriesOf } from "../syntax/index.ts";
import { type Extras, addArguments, addContext } from "./add-context.ts";
import { type ChosenContext, usersOf } from "./credential.ts";
import { DEFAULT_CONTEXT } from "./options.ts";
import { type Declined, type Part, isDeclined } from "./part.ts";

/** Who needs some variables: a workflow entry, or a job that no workflow of the file runs. */
export interface Caller {
  readonly invocation: Invocation | undefined;
  /** True for the job `build` of the file itself, which runs by itself where there are no workflows. */
  readonly isBuild: boolean;
}

/** The callers behind some pulls. */
export function callersOfPulls(pulls: readonly Pull[]): Caller[] {
  return pulls.map(({ invocation, jobName, use }) => ({
    invocation,
    isBuild: jobName === "build" && use.runner.namespace.name === "",
  }));
}

/** The callers behind some runs of jobs. */
export function callersOfRuns(runs: readonly JobRun[]): Caller[] {
  return runs.map(({ invocation, job }) => ({
    invocation,
    isBuild: job?.name === "build" && job.namespace.name === "",
  }));
}

/** The callers that see some part of a file. */
export function callersOfReach({ invocations, jobs }: Reach): Caller[] {
  const isBuild = jobs.some(({ name, namespace }) => name === "build" && namespace.name === "");
  const entries = invocations.map((invocation) => ({ invocation, isBuild: false }));
  return isBuild && entries.length === 0 ? [{ invocation: undefined, isBuild }] : entries;
}

/** What gives callers their variables. */
export interface Supplied extends Part {
  /** True when some entry gets the context. */
  readonly attached: boolean;
}

/**
 * Attaches the chosen context to every workflow entry among the callers that does not have its variables yet. `extras`: what
 * entries get beside it.
 */
export function supply(
  config: Config,
  callers: readonly Caller[],
  chosen: ChosenContext,
  extras: Extras = new Map(),
): Supplied | Declined {
  const { context, variables, forAll } = chosen;
  if (context === undefined) {
    const added = addArguments(config, extras);
    return isDeclined(added) ? added : { ...added, attached: false };
  }
  const lacking = new Set<Invocation>();
  let implicit = false;
  for (const { invocation, isBuild } of callers) {
    if (invocation) {
      if (!isSupplied(invocation, chosen)) lacking.add(invocation);
    } else if (config.hasUnreadEntries) {
      return { declined: "the workflows are not written as lists of jobs" };
    } else if (isBuild && runsImplicitly(config)) implicit = true;
  }
  const misspelt = [...lacking].flatMap((invocation) => otherSpelling(invocation, context) ?? []);
  if (misspelt[0] !== undefined) return { declined: misspelt[0] };
  if (forAll) for (const invocation of withoutContext(config, variables)) lacking.add(invocation);
  const added = implicit ? addWorkflow(config, context) : addContext(config, [...lacking], context, extras);
  return isDeclined(added) ? added : { ...added, attached: implicit || lacking.size > 0 };
}

function isSupplied({ contexts }: Invocation, { context, sufficient }: ChosenContext): boolean {
  const has = (name: string): boolean => contexts.names.includes(name);
  return (context !== undefined && has(context)) || sufficient.some((names) => names.every(has));
}

/** What is to be said of an entry that has the context in another case: adding it would leave a job that may fail. */
function otherSpelling({ contexts, shownName }: Invocation, context: string): string | undefined {
  const other = contexts.names.find((name) => name.toLowerCase() === context.toLowerCase());
  if (other === undefined) return undefined;
  return `entry \`${shownName}\` has context \`${other}\`, which other entries spell \`${context}\``;
}

/** Entries that use the variables already and have no context that could hold them. */
function withoutContext(config: Config, variables: readonly string[]): Invocation[] {
  const group = usersOf(config, variables);
  return group?.invocations.filter(hasNoContext) ?? [];
}

/** True for a config without workflows, in which CircleCI runs the job `build` alone. */
function runsImplicitly(config: Config): boolean {
  return !config.calledFromElsewhere && !entriesOf(config.root).has("workflows");
}

/** A workflow for the job `build`, because only a workflow entry can carry a context. */
function addWorkflow(config: Config, context: string): Part | Declined {
  const jobs = { pairs: [["jobs", [{ pairs: [["build", { pairs: [["context", [context]]] }]] }]]] } as const;
  const old = config.version !== undefined && !config.version.startsWith("2.1");
  const main = ["main", jobs] as const;
  const workflows: NewValue = { pairs: old ? [["version", 2], main] : [main] };
  const edits = appendTopLevel(config.tree, ["workflows", workflows]);
  if (!edits) {
    return { declined: "there is no workflow to carry the context, and none can be added safely" };
  }
  const meaning: Meaning = { main: { jobs: [{ build: { context: [context] } }] } };
  return { edits, expects: [{ path: ["workflows"], value: old ? { version: "plain 2", ...meaning } : meaning }] };
}

/** True when what runs the jobs, and must supply the variables, stands in other files. */
export function isExternal(config: Config, { context }: ChosenContext): boolean {
  if (!config.calledFromElsewhere) return false;
  const inConfigTree = /(?:^|[\\/])\.circleci[\\/]/.test(config.tree.source.path) && config.kind !== "orb";
  return !(context === undefined && inConfigTree);
}

/** What must exist for the variables of a choice. */
export function prerequisiteFor({ context, variables }: ChosenContext, external: boolean): Prerequisite {
  if (context === undefined && !external) return { kind: "project-variables", variables };
  return { kind: external ? "callers" : "context", context: context ?? DEFAULT_CONTEXT, variables };
}
