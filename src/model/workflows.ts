import type { PathStep } from "../source/path-step.ts";
import type { Span } from "../source/span.ts";
import {
  type Entry,
  type Item,
  type MapNode,
  type Node,
  type Pair,
  asMap,
  asSeq,
  entriesOf,
  isMerge,
  isNull,
  resolve,
  textOf,
  valueOf,
} from "../syntax/index.ts";
import { hasTemplate } from "./possible.ts";

/** The contexts of a workflow entry. */
export interface Contexts {
  /** Literal names, in order: a later one overrides an earlier one. */
  readonly names: readonly string[];
  /** True when an expression decides, or the value is not a list of names. */
  readonly dynamic: boolean;
  /** Where `context` is written; `undefined` where there is none. */
  readonly entry: Entry | undefined;
}

/** One entry of a workflow's (or job group's) `jobs` list: a job that is run. */
export interface Invocation {
  readonly holder: "workflow" | "job group";
  /** The workflow or job group. */
  readonly holderName: string;
  /** The job as the entry names it: `build`, `orb/job`. */
  readonly jobName: string;
  /** What the pipeline shows: `name:` of the entry, else the job. */
  readonly shownName: string;
  readonly path: readonly PathStep[];
  readonly item: Item;
  /** The only pair of a map entry; `undefined` for a plain name, and for a map that is not of one pair. */
  readonly pair: Pair | undefined;
  readonly args: MapNode | undefined;
  readonly contexts: Contexts;
  /** Where the job is named. */
  readonly span: Span;
  /** The values of its matrix in one of its runs; absent where any of them counts. */
  readonly chosen?: ReadonlyMap<string, Node>;
}

/** Entries of these types run no job of their own and pull nothing. */
export const PULLS_NOTHING = new Set(["approval", "no-op", "release", "lock", "unlock"]);
const NO_CONTEXTS: Contexts = { names: [], dynamic: false, entry: undefined };

/** The workflow entries of a file. */
export interface Invocations {
  /** In document order; entries that pull nothing and entries that run a job group are left out. */
  readonly list: readonly Invocation[];
  /** True when some workflow is written in a form that hides its entries, so that not all of them are in the list. */
  readonly incomplete: boolean;
}

/** Reads all workflows and job groups. */
export function readInvocations(root: MapNode): Invocations {
  const groups = entriesOf(valueOf(root, "job-groups"));
  const list: Invocation[] = [];
  let incomplete = false;
  for (const { name, body, path } of readWorkflows(valueOf(root, "workflows"))) {
    if (!readJobsList(body, "workflow", name, path, list)) incomplete = true;
  }
  for (const { key, value } of groups.values()) readJobsList(value, "job group", key, ["job-groups", key], list);
  const runsGroup = ({ holder, jobName }: Invocation): boolean => holder === "workflow" && groups.has(jobName);
  return { list: list.filter((invocation) => !runsGroup(invocation)), incomplete };
}

interface Workflow {
  readonly name: string;
  readonly body: Node | undefined;
  readonly path: readonly PathStep[];
}

/** Workflows as a map, and as the list of one-key maps that CircleCI's documentation shows in places. */
function readWorkflows(node: Node | undefined): Workflow[] {
  const list = asSeq(node);
  const holders = list
    ? list.items.map((item, index) => ({ node: item.node, path: ["workflows", index] }))
    : [{ node, path: ["workflows"] }];
  return holders.flatMap((holder) =>
    [...entriesOf(holder.node).values()]
      .filter(({ key }) => key !== "version")
      .map(({ key, value }) => ({ name: key, body: value, path: [...holder.path, key] })),
  );
}

/** Reads the invocations of one workflow, job group or workflow file; false when its jobs are not a list. */
export function readJobsList(
  body: Node | undefined,
  holder: Invocation["holder"],
  holderName: string,
  path: readonly PathStep[],
  into: Invocation[],
): boolean {
  if (!asMap(body)) return isNull(body);
  const jobs = valueOf(body, "jobs");
  const list = asSeq(jobs);
  for (const [index, item] of list?.items.entries() ?? []) {
    const invocation = readInvocation(item, holder, holderName, [...path, "jobs", index]);
    if (invocation) into.push(invocation);
  }
  return list !== undefined || isNull(jobs);
}

function readInvocation(
  item: Item,
  holder: Invocation["holder"],
  holderName: string,
  path: readonly PathStep[],
): Invocation | undefined {
  const node = resolve(item.node);
  if (node?.kind === "scalar") {
    const jobName = node.value;
    const span = item.node?.span ?? node.span;
    const nothing = { pair: undefined, args: undefined, contexts: NO_CONTEXTS };
    return { holder, holderName, jobName, shownName: jobName, path, item, ...nothing, span };
  }
  if (node?.kind !== "map") return undefined;
  const [entry] = entriesOf(node).values();
  if (!entry) return undefined;
  const args = asMap(entry.value);
  if (PULLS_NOTHING.has(textOf(valueOf(args, "type")) ?? "")) return undefined;
  const sole = node.pairs.length === 1 && node.pairs[0] && !isMerge(node.pairs[0]) ? node.pairs[0] : undefined;
  return {
    holder,
    holderName,
    jobName: entry.key,
    shownName: textOf(valueOf(args, "name")) ?? entry.key,
    path,
    item,
    pair: sole,
    args,
    contexts: readContexts(args),
    span: item.node?.kind === "alias" ? item.node.span : (entry.pair.key?.span ?? node.span),
  };
}

function readContexts(args: MapNode | undefined): Contexts {
  const entry = entriesOf(args).get("context");
  if (!entry) return NO_CONTEXTS;
  const list = asSeq(entry.value);
  const nodes = list ? list.items.map((item) => item.node) : isNull(entry.value) ? [] : [entry.value];
  const names: string[] = [];
  let dynamic = false;
  for (const node of nodes) {
    const text = textOf(node);
    if (text === undefined || hasTemplate(text)) dynamic = true;
    else names.push(text);
  }
  return { names, dynamic, entry };
}

/** `workflow `main`` or `job group `deploys``, for a message. */
export function holderText(invocation: Invocation): string {
  return `${invocation.holder} \`${invocation.holderName}\``;
}
