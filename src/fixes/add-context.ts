import {
  type Edits,
  type NewPair,
  type TextEdit,
  aliasToMerge,
  fillInline,
  fillPair,
  insertFirstPair,
  joinEdits,
  mostCommon,
  prependItem,
  replaceInline,
  scalarItemToMap,
  wrapInList,
} from "../edit/index.ts";
import type { Change, Meaning, PathStep } from "../finding.ts";
import { type Config, type Invocation, holderText } from "../model/index.ts";
import type { MapNode, Node, Pair, Resolved, SeqNode, Tree } from "../syntax/index.ts";
import { asSeq, doubledKeyAbove, expand, isDoubled, isList, isNull, keyOf, ownPair, resolve } from "../syntax/index.ts";
import { type Declined, type Part, isDeclined, meaningOf } from "./part.ts";
import { Memory } from "../source/memory.ts";

/** Arguments that entries are to have beside their context. */
export type Extras = ReadonlyMap<Invocation, readonly NewPair[]>;

/** Gives arguments to entries that get no context. */
export function addArguments(config: Config, extras: Extras): Part | Declined {
  return addContext(config, [], "", extras);
}

/**
 * Attaches a context to each of the invocations, all or nothing. It goes first in the list, so that it overrides no
 * variable of a context that is there already. `extras`: what entries get beside it, or alone.
 */
export function addContext(
  config: Config,
  invocations: readonly Invocation[],
  context: string,
  extras: Extras = new Map(),
): Part | Declined {
  const edits: TextEdit[] = [];
  const expects: Change[] = [];
  const lacking = new Set(invocations.filter((invocation) => !invocation.contexts.names.includes(context)));
  const touched = new Set([...lacking, ...extras.keys()]);
  const needed = new Set([...touched].map((invocation) => invocation.item));
  for (const invocation of touched) {
    const own = extras.get(invocation) ?? [];
    const added = lacking.has(invocation) ? context : undefined;
    const change = attach(config, invocation, added, own, needed);
    if (isDeclined(change)) {
      const place = `${holderText(invocation)}, entry \`${invocation.shownName}\``;
      const what = added === undefined ? `\`${own[0]?.[0]}\`` : `context \`${context}\``;
      return { declined: `${what} cannot be added in ${place}: ${change.declined}` };
    }
    edits.push(...change.edits);
    expects.push(...change.expects);
  }
  return { edits: joinEdits(edits), expects };
}

type Items = ReadonlySet<Invocation["item"]>;

function attach(
  config: Config,
  invocation: Invocation,
  context: string | undefined,
  extras: readonly NewPair[],
  needed: Items,
): Part | Declined {
  const { tree } = config;
  const { item, contexts } = invocation;
  const doubled = doubledKeyAbove(item.seq);
  if (doubled !== undefined) return { declined: `\`${doubled}\` is written twice above it` };
  if (context !== undefined && contexts.dynamic) return { declined: "an expression decides which contexts it has" };
  const style = contextStyle(config);
  const value = style === "string" || context === undefined ? (context ?? "") : [context];
  const entry = resolve(item.node);
  if (!entry || (item.node?.kind === "alias" && !isOnlyIn(entry, needed))) {
    return { declined: "it is an alias, and other entries share it" };
  }
  const childStep = entryStep(tree, item);
  const pair: NewPair = ["context", style === "flow" ? { flow: value } : value];
  const pairs = context === undefined ? extras : [pair, ...extras];
  const given = meaningOf({ pairs });
  if (entry.kind === "scalar") {
    const edits = item.node?.kind === "alias" ? undefined : scalarItemToMap(tree, item, pairs, childStep);
    return done(edits, { path: invocation.path, value: { [invocation.jobName]: given } });
  }
  if (entry.kind !== "map" || !invocation.pair) return { declined: "it is not a map with the job as its only key" };
  const jobPair = invocation.pair;
  const path = [...invocation.path, keyOf(jobPair) ?? ""];
  const column = childColumn(tree, item, jobPair, childStep);
  const args = resolve(jobPair.value);
  if (isNull(jobPair.value)) return done(fillPair(tree, jobPair, pairs, column), { path, value: given });
  if (args?.kind !== "map") return { declined: "its value is not a map" };
  const contextPath = [...path, "context"];
  const shared = sharedOutside(args, needed);
  if (isDoubled(args, "context")) return { declined: "`context` is written twice" };
  if (shared && extras.length > 0) return { declined: "its value is anchored, and other entries share it" };
  if (shared && jobPair.value?.kind === "alias" && context !== undefined) {
    const old = contexts.names;
    const full: NewPair = old.length > 0 ? ["context", { flow: [context, ...old] }] : pair;
    const change = { path: contextPath, value: old.length > 0 ? [context, ...old] : value };
    return done(aliasToMerge(tree, jobPair, [full], column), change);
  }
  if (shared) return { declined: "its value is anchored, and other entries that do not pull the image share it" };
  const own =
    context === undefined
      ? { edits: [], expects: [] }
      : insideArguments(config, args, invocation, context, pair, { path: contextPath, value }, needed);
  return isDeclined(own) ? own : withExtras(tree, args, extras, path, own);
}

/** Adds arguments that an entry does not have yet to those that it has. */
function withExtras(
  tree: Tree,
  args: MapNode,
  extras: readonly NewPair[],
  path: readonly PathStep[],
  own: Part,
): Part | Declined {
  const edits = [...own.edits];
  const expects = [...own.expects];
  for (const [key, value] of extras) {
    const added = ownPair(args, key) ? undefined : insertFirstPair(tree, args, [key, value]);
    if (!added) return { declined: `\`${key}\` is written in a form that cannot be edited safely` };
    edits.push(...added);
    expects.push({ path: [...path, key], value: meaningOf(value) });
  }
  return { edits, expects };
}

function insideArguments(
  config: Config,
  args: MapNode,
  invocation: Invocation,
  context: string,
  pair: NewPair,
  fresh: { readonly path: readonly PathStep[]; readonly value: Meaning },
  needed: Items,
): Part | Declined {
  const { tree } = config;
  const { entry, names } = invocation.contexts;
  if (!entry) return done(insertFirstPair(tree, args, pair), fresh);
  const copied = [context, ...names];
  const copy = { path: fresh.path, value: copied };
  const own = ownPair(args, "context");
  if (!own) return done(insertFirstPair(tree, args, ["context", { flow: copied }]), copy);
  if (isNull(own.value)) return done(fillInline(tree, own, [context]), { path: fresh.path, value: [context] });
  const target = resolve(own.value);
  if (own.value?.kind === "alias" && !(target && isContextOnlyOf(target, needed))) {
    return done(replaceInline(tree, own.value, { flow: copied }), copy);
  }
  if (target && !isContextOnlyOf(target, needed)) {
    return { declined: "its contexts are anchored, and entries that do not pull the image share them" };
  }
  // The list stays as it is written: a name that is a number stays one.
  const old = expand(own.value);
  const grown = { path: fresh.path, value: [context, ...(isList(old) ? old : [old])] };
  const list = asSeq(own.value);
  if (list) return done(prependItem(tree, list, context), grown);
  return done(target?.kind === "scalar" ? wrapInList(tree, target, context) : undefined, grown);
}

/** True when every place that shows these contexts is the `context` of an entry that needs the new one. */
function isContextOnlyOf(node: Node, items: Items): boolean {
  return [node, ...node.aliases].every((one) => {
    const { holder } = one;
    if (holder?.kind !== "pair" || keyOf(holder) !== "context") return false;
    const item = entryItemOf(holder.map);
    return item !== undefined && items.has(item) && holder.map.aliases.length === 0;
  });
}

function done(edits: Edits, change: Change): Part | Declined {
  return edits ? { edits, expects: [change] } : { declined: "it is written in a form that cannot be edited safely" };
}

/** True when every entry that shows this node is one of the items; where it is parked at an anchor, nothing runs it. */
function isOnlyIn(entry: Resolved, items: Items): boolean {
  const isParked = entry.holder?.kind === "pair" && entry.holder.map.holder?.kind !== "item";
  const holders = [...(isParked ? [] : [entry.holder]), ...entry.aliases.map((alias) => alias.holder)];
  return holders.every((holder) => holder?.kind === "item" && items.has(holder));
}

/** True when the arguments of an entry are anchored and reach an entry that is none of the items. */
function sharedOutside(args: MapNode, items: Items): boolean {
  if (args.aliases.length === 0) return false;
  return [args, ...args.aliases].some((node) => {
    const item = entryItemOf(node);
    return item === undefined || !items.has(item);
  });
}

/** The list item whose job has this node as its arguments, directly or by a merge. */
function entryItemOf(node: Node): Invocation["item"] | undefined {
  let holder = node.holder;
  if (holder?.kind === "item") holder = holder.seq.holder;
  if (holder?.kind === "pair" && keyOf(holder) === "<<") holder = holder.map.holder;
  const outer = holder?.kind === "pair" ? holder.map.holder : undefined;
  return outer?.kind === "item" ? outer : undefined;
}

type ContextStyle = "string" | "flow" | "block";
const styles = new Memory<Config, ContextStyle>();

/** How the file writes `context` most often; a block list where it has none yet. */
function contextStyle(config: Config): ContextStyle {
  const known = styles.get(config);
  if (known) return known;
  const tally: Record<ContextStyle, number> = { string: 0, flow: 0, block: 0 };
  for (const { contexts } of config.invocations) {
    const node = resolve(contexts.entry?.value);
    if (node?.kind === "scalar" && !isNull(node)) tally.string += 1;
    if (node?.kind === "seq") tally[node.flow ? "flow" : "block"] += 1;
  }
  const ranked: ContextStyle[] = ["block", "flow", "string"];
  const style = ranked.reduce((best, next) => (tally[next] > tally[best] ? next : best));
  styles.set(config, style);
  return style;
}

/** Where the arguments of a block entry go: right of the job's name, as far as the siblings have them. */
function childColumn(tree: Tree, item: Invocation["item"], { key }: Pair, step: number): number {
  if (item.dash === undefined) return 0;
  const own = tree.source.column(key?.outerStart ?? item.dash);
  return Math.max(tree.source.column(item.dash) + step, own + 2);
}

const steps = new Memory<SeqNode, number>();

/** Columns from an entry's dash to its arguments: as its siblings have it, else the documentation's four. */
function entryStep(tree: Tree, { seq }: Invocation["item"]): number {
  const known = steps.get(seq);
  if (known !== undefined) return known;
  const tally = new Map<number, number>();
  for (const sibling of seq.items) {
    const map = sibling.node?.kind === "map" && sibling.dash !== undefined ? sibling.node.pairs[0]?.value : undefined;
    if (map?.kind !== "map" || map.flow || sibling.dash === undefined) continue;
    const step = tree.source.column(map.span.start) - tree.source.column(sibling.dash);
    tally.set(step, (tally.get(step) ?? 0) + 1);
  }
  const step = mostCommon(tally, 4);
  steps.set(seq, step);
  return step;
}
