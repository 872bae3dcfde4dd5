import { type Edits, joinEdits, removePair, replaceItem } from "../edit/index.ts";
import type { Change } from "../finding.ts";
import { type Config, type Invocation, type JobRun, type Step, mayUseOtherVariables } from "../model/index.ts";
import { asSeq, ownPair } from "../syntax/index.ts";
import type { Part } from "./part.ts";

/** Edits that take contexts from workflow entries, and the names of those. */
export interface DroppedContexts extends Part {
  readonly names: readonly string[];
}

/**
 * Takes the only context of each workflow entry away whose job needs it for nothing but a step that goes; entries that need it,
 * or are written in a form that cannot be edited safely, keep it.
 */
export function dropContexts(
  { tree }: Config,
  runs: readonly JobRun[],
  step: Step,
  variables: readonly string[],
): DroppedContexts {
  const edits: NonNullable<Edits>[] = [];
  const expects: Change[] = [];
  const names = new Set<string>();
  for (const [invocation, own] of byInvocation(runs)) {
    if (own.some((run) => mayUseOtherVariables(run, step, variables))) continue;
    const part = dropFrom(tree, invocation);
    if (!part) continue;
    edits.push([...part.edits]);
    expects.push(...part.expects);
    for (const name of invocation.contexts.names) names.add(name);
  }
  return { edits: joinEdits(edits.flat()), expects, names: [...names] };
}

function byInvocation(runs: readonly JobRun[]): ReadonlyMap<Invocation, readonly JobRun[]> {
  const groups = new Map<Invocation, JobRun[]>();
  for (const run of runs) {
    if (run.invocation) groups.set(run.invocation, [...(groups.get(run.invocation) ?? []), run]);
  }
  return groups;
}

function dropFrom(tree: Config["tree"], { args, contexts, item, pair, jobName, path }: Invocation): Part | undefined {
  const own = args && ownPair(args, "context");
  const isPlain = contexts.names.length === 1 && !contexts.dynamic && contexts.entry?.pair === own;
  if (!own || !isPlain || own.value?.kind === "alias" || args.aliases.length > 0) return undefined;
  const list = asSeq(own.value);
  if (list && list.aliases.length > 0) return undefined;
  if (args.pairs.length > 1) {
    const edits = removePair(tree, own);
    return edits && { edits, expects: [{ map: args.span, key: "context", value: undefined }] };
  }
  if (pair?.map.pairs.length !== 1) return undefined;
  const edits = replaceItem(tree, item, jobName);
  return edits && { edits, expects: [{ path, value: jobName }] };
}
