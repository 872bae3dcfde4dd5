import {
  type Entry,
  type Item,
  type MapNode,
  type Node,
  asMap,
  asScalar,
  asSeq,
  entriesOf,
  isNull,
  isTrue,
  textOf,
  valueOf,
} from "../../syntax/index.ts";
import { type CommandDefinition, findCommand } from "../namespace.ts";
import { soleParameter } from "../possible.ts";
import { type OrbItem, argumentOf, findOrbItem, isSwitchedOn } from "../orbs/index.ts";
import { type Frame, evaluateCondition, follow, frameOfCommand, knownText, shownText } from "./frame.ts";
import type { Condition, OrbHook, Step, StepOwner, StepPlace } from "./step.ts";

/** What CircleCI does by itself (docs: configuration reference, steps). */
const BUILTINS = new Set(
  "checkout save_cache restore_cache store_artifacts store_test_results persist_to_workspace attach_workspace add_ssh_keys install_signing_bundle".split(
    " ",
  ),
);
const MAX_DEPTH = 16;
/** Steps of one job: a config of eight megabytes has no more. */
const MAX_STEPS = 5_000;
/** Lists of steps that one job reads; parameters and commands that name each other multiply without a step. */
const MAX_LISTS = 20_000;
/** Lists inside lists, by nesting, parameters and commands. */
const MAX_NESTING = 100;

/** What a list of steps stands in. */
interface Around {
  readonly frame: Frame;
  readonly owner: StepOwner;
  readonly caller: StepPlace | undefined;
  readonly conditions: readonly Condition[];
  /** Commands that are being expanded: none calls itself. */
  readonly calls: readonly CommandDefinition[];
  /** How many lists stand around this one. */
  readonly nesting: number;
  /** What the whole reading has used up. */
  readonly spent: { lists: number };
}

/** Reads a list of steps in the order in which they run. */
export function readSteps(node: Node | undefined, frame: Frame, owner: StepOwner, caller?: StepPlace): Step[] {
  const into: Step[] = [];
  readList(node, startIn(frame, owner, caller), into);
  return into;
}

function startIn(frame: Frame, owner: StepOwner, caller: StepPlace | undefined): Around {
  return { frame, owner, caller, conditions: [], calls: [], nesting: 0, spent: { lists: 0 } };
}

function readList(node: Node | undefined, around: Around, into: Step[]): void {
  const found = follow(node, around.frame);
  const { spent } = around;
  if (!found || into.length > MAX_STEPS || around.nesting > MAX_NESTING || spent.lists > MAX_LISTS) return;
  spent.lists += 1;
  const owner = found.frame === around.frame ? around.owner : "argument";
  const { caller, conditions, calls } = around;
  const nesting = around.nesting + 1;
  const inner: Around = { frame: found.frame, owner, caller, conditions, calls, nesting, spent };
  const list = asSeq(found.node);
  if (!list) {
    if (!isNull(found.node)) readStep(found.node, undefined, inner, into);
    return;
  }
  for (const item of list.items) if (item.node) readStep(item.node, item, inner, into);
}

function readStep(node: Node, item: Item | undefined, around: Around, into: Step[]): void {
  const { owner, caller } = around;
  const text = textOf(node);
  const place: StepPlace = { span: node.span, item, owner, caller, conditions: around.conditions };
  if (asSeq(node)) return readList(node, around, into);
  if (text !== undefined) {
    if (soleParameter(text) !== undefined) readList(node, { ...around, caller: place }, into);
    else if (!/^\s*<</.test(text)) readCall(text, undefined, place, around, into);
    return;
  }
  const entries = entriesOf(node);
  const isRun = entries.has("run") || entries.has("deploy");
  const named = isRun && [...entries.values()].find(({ key }) => key === "run" || key === "deploy");
  if (named) {
    const run = readRun(named, asMap(node), around.frame);
    if (run) into.push(stepOf("run", named.key, place, around, run));
    return;
  }
  const [entry] = entries.values();
  if (!entry || entries.size > 1) return;
  const at = { ...place, span: entry.pair.key?.span ?? node.span };
  if (entry.key === "when" || entry.key === "unless") readConditional(entry, at, around, into);
  else readCall(entry.key, asMap(entry.value), at, around, into);
}

/** `when: { condition: …, steps: […] }`. */
function readConditional({ key, value, pair }: Entry, place: StepPlace, around: Around, into: Step[]): void {
  const outcome = evaluateCondition(valueOf(value, "condition"), around.frame);
  if (outcome === (key === "unless")) return;
  const condition: Condition = { span: pair.key?.span ?? place.span };
  const conditions = outcome === undefined ? [...around.conditions, condition] : around.conditions;
  readList(valueOf(value, "steps"), { ...around, owner: "condition", caller: place, conditions }, into);
}

function readCall(name: string, args: MapNode | undefined, place: StepPlace, around: Around, into: Step[]): void {
  const command = findCommand(around.frame.namespace, name);
  if (command && !around.calls.includes(command) && around.calls.length < MAX_DEPTH) {
    const calls = [...around.calls, command];
    const frame = frameOfCommand(command, args, around.frame);
    const inside = { ...around, frame, owner: "command" as const, caller: place, calls };
    return readList(valueOf(command.map, "steps"), inside, into);
  }
  if (name === "setup_remote_docker") into.push(stepOf("remote-docker", name, place, around));
  else if (BUILTINS.has(name)) into.push(stepOf("builtin", name, place, around));
  else readOrbCall("command", name, args, place, around, into);
}

/** A command or job of an orb whose source is not here: what is known of it. */
function readOrbCall(
  kind: OrbItem["kind"],
  name: string,
  args: MapNode | undefined,
  place: StepPlace,
  around: Around,
  into: Step[],
): void {
  const slash = name.indexOf("/");
  const orb = around.frame.namespace.orbSources.get(name.slice(0, slash));
  const item = orb === undefined ? undefined : findOrbItem(orb, kind, name.slice(slash + 1));
  if (orb === undefined || !item) into.push(stepOf("unknown", name, place, around, { args }));
  else readOrbItem({ orb, name, item, args, place }, around, into);
}

interface OrbCall {
  readonly orb: string;
  readonly name: string;
  readonly item: OrbItem;
  readonly args: MapNode | undefined;
  readonly place: StepPlace;
}

/** Reads what an orb's item does; `before`: the parameter whose steps ran last. The same for what comes after the item. */
function readOrbItem(call: OrbCall, around: Around, into: Step[], before?: OrbHook): OrbHook | undefined {
  const { orb, name, item, args, place } = call;
  let hook = before;
  for (const part of item.does) {
    const isOn = part.if ? isSwitchedOn(part.if, args, (node) => knownText(node, around.frame)) : true;
    if (part.does === "steps") hook = { parameter: part.parameter, switch: part.if?.parameter };
    if (isOn === false) continue;
    const conditions = isOn ? around.conditions : [...around.conditions, { span: place.span }];
    const inside = { ...around, conditions };
    if (part.does === "steps") {
      readList(argumentOf(args, part.parameter), { ...inside, owner: "argument", caller: place }, into);
    } else if (part.does === "call") {
      const inner = findOrbItem(orb, "command", part.command);
      if (inner) hook = readOrbItem({ ...call, item: inner }, inside, into, hook);
    } else if (part.does === "remote-docker") {
      hook = undefined;
      into.push(stepOf("remote-docker", name, place, inside));
    } else into.push(stepOf("orb", name, place, inside, { part, args, hook }));
  }
  return hook;
}

/** The steps of a job of a registry orb, as far as they are known. */
export function readOrbJob(name: string, args: MapNode | undefined, frame: Frame, place: StepPlace): Step[] {
  const into: Step[] = [];
  readOrbCall("job", name, args, place, startIn(frame, "job", undefined), into);
  return into;
}

/** What not every kind of step has. */
type Details = { readonly [K in "run" | "timing" | "background" | "part" | "args" | "hook"]?: Step[K] };

function stepOf(
  kind: Step["kind"],
  name: string,
  place: StepPlace,
  { conditions, frame }: Around,
  { run, timing = "on_success", background = false, part, args, hook }: Details = {},
): Step {
  return { kind, name, place, conditions, timing, background, run, part, args, hook, frame };
}

/** `run: text`, `run: { command: … }`, and `command` that stands beside `run` by mistake. */
function readRun(
  { value }: Entry,
  step: MapNode | undefined,
  frame: Frame,
): Pick<Step, "run" | "timing" | "background"> | undefined {
  const body = asMap(value);
  const misplaced = !body && isNull(value);
  const map = body ?? (misplaced ? step : undefined);
  const entries = entriesOf(map);
  const scalar = asScalar(map ? entries.get("command")?.value : value);
  if (!scalar) return undefined;
  const shown = (key: string): string | undefined => shownText(entries.get(key)?.value, frame);
  const timing = shown("when");
  return {
    run: {
      scalar,
      title: shown("name"),
      shell: shown("shell"),
      environment: asMap(entries.get("environment")?.value),
      workingDirectory: shown("working_directory"),
      misplaced,
    },
    timing: timing === "always" || timing === "on_fail" ? timing : "on_success",
    background: isTrue(entries.get("background")?.value),
  };
}

/** Where a step is written, from the job's own list inwards. */
export function placesOf(step: Step): StepPlace[] {
  const places: StepPlace[] = [];
  for (let place: StepPlace | undefined = step.place; place; place = place.caller) places.unshift(place);
  return places;
}
