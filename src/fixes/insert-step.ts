import {
  type Edits,
  type NewPair,
  type NewValue,
  type TextEdit,
  appendItem,
  fillPair,
  insertFirstPair,
  insertItemBefore,
  scalarItemToMap,
} from "../edit/index.ts";
import type { Change } from "../finding.ts";
import type { Config, Invocation, JobRun } from "../model/index.ts";
import { type Item, type Tree, asMap, asSeq, doubledKeyAbove, isNull, ownPair } from "../syntax/index.ts";
import type { Extras } from "./add-context.ts";
import type { LoginPlace, LogoutPlace } from "./login-place.ts";
import { type Declined, type Part, isDeclined, meaningOf } from "./part.ts";

/** Edits that put a step where it belongs, and arguments that workflow entries are to get for it. */
export interface InsertedStep extends Part {
  readonly extras: Extras;
}

export type StepPosition = LoginPlace | LogoutPlace;

const CANNOT: Declined = { declined: "the steps are written in a form that cannot be edited safely" };

/** Puts a step at each of the places. */
export function insertStep(config: Config, places: readonly StepPosition[], step: NewValue): InsertedStep | Declined {
  const edits: TextEdit[] = [];
  const expects: Change[] = [];
  const extras = new Map<Invocation, readonly NewPair[]>();
  for (const place of places) {
    const done = insertAt(config, place, step, extras);
    if (isDeclined(done)) return done;
    edits.push(...done.edits);
    expects.push(...done.expects);
  }
  return { edits, expects, extras };
}

function insertAt(
  config: Config,
  place: StepPosition,
  step: NewValue,
  extras: Map<Invocation, readonly NewPair[]>,
): Part | Declined {
  if (place.at === "item") return beforeItem(config.tree, place.item, step);
  return place.at === "end" ? atEnd(config.tree, place.last, step) : atEntries(config, place, step, extras);
}

/** Puts a step before an item of a list. */
export function beforeItem(tree: Tree, item: Item, step: NewValue): Part | Declined {
  const doubled = doubledKeyAbove(item.seq);
  if (doubled !== undefined) return { declined: `\`${doubled}\` is written twice above it` };
  return inList(insertItemBefore(tree, item, step), item, item.seq.items.indexOf(item), step);
}

function inList(edits: Edits, { seq }: Item, index: number, step: NewValue): Part | Declined {
  return edits ? { edits, expects: [{ list: seq.span, index, value: meaningOf(step) }] } : CANNOT;
}

/** Puts a step among those that entries, or calls of orbs, take. */
function atEntries(
  { tree }: Config,
  place: Exclude<StepPosition, { readonly at: "item" | "end" }>,
  step: NewValue,
  extras: Map<Invocation, readonly NewPair[]>,
): Part | Declined {
  const parameter = place.at === "exit" ? "post-steps" : "pre-steps";
  const hook = place.at === "hook" ? place.hook : { parameter, switch: undefined };
  const pairs: NewPair[] = [[hook.parameter, [step]]];
  if (hook.switch !== undefined) pairs.push([hook.switch, true]);
  const done: { edits: TextEdit[]; expects: Change[] } = { edits: [], expects: [] };
  const isCall = place.at === "hook" && place.runs.some(({ job }) => job);
  if (isCall) return place.call.item ? addToCall(tree, place.call.item, pairs) : CANNOT;
  for (const invocation of invocationsOf(place.runs)) {
    const own = invocation.args && ownPair(invocation.args, hook.parameter);
    if (!own) {
      extras.set(invocation, pairs);
      continue;
    }
    const list = asSeq(own.value);
    const part = !list || own.value?.kind === "alias" ? CANNOT : atEnd(tree, list.items.at(-1), step);
    if (isDeclined(part)) return part;
    done.edits.push(...part.edits);
    done.expects.push(...part.expects);
  }
  return done;
}

/** Puts a step behind the last item of a list. */
export function atEnd(tree: Tree, last: Item | undefined, step: NewValue): Part | Declined {
  return last ? inList(appendItem(tree, last.seq, step), last, last.seq.items.length, step) : CANNOT;
}

/** Gives arguments to a step that calls something: `- orb/command`, with or without arguments of its own. */
function addToCall(tree: Tree, item: Item, pairs: readonly NewPair[]): Part | Declined {
  const { node, seq } = item;
  const index = seq.items.indexOf(item);
  const meaning = meaningOf({ pairs });
  if (node?.kind === "scalar") {
    const edits = scalarItemToMap(tree, item, pairs, 4);
    const value = { [node.value]: meaning };
    const changes: Change[] = [
      { list: seq.span, index, value: undefined },
      { list: seq.span, index, value },
    ];
    return edits ? { edits, expects: changes } : CANNOT;
  }
  const pair = node?.kind === "map" && node.pairs.length === 1 ? node.pairs[0] : undefined;
  const args = asMap(pair?.value);
  if (!pair || pair.value?.kind === "alias" || node?.aliases.length !== 0) return CANNOT;
  if (isNull(pair.value)) {
    const edits = fillPair(tree, pair, pairs, tree.source.column(pair.key?.outerStart ?? 0) + 4);
    const key = pair.key?.kind === "scalar" ? pair.key.value : "";
    const changes = [undefined, meaning].map((value): Change => ({ map: pair.map.span, key, value }));
    return edits ? { edits, expects: changes } : CANNOT;
  }
  if (!args || args.aliases.length > 0 || pairs.some(([key]) => ownPair(args, key))) return CANNOT;
  const parts = pairs.map(([key, value]) => ({ edits: insertFirstPair(tree, args, [key, value]), key, value }));
  if (!parts.every(({ edits }) => edits)) return CANNOT;
  return {
    edits: parts.flatMap(({ edits }) => edits ?? []),
    expects: parts.map(({ key, value }) => ({ map: args.span, key, value: meaningOf(value) })),
  };
}

function invocationsOf(runs: readonly JobRun[]): Invocation[] {
  return [...new Set(runs.flatMap(({ invocation }) => invocation ?? []))];
}
