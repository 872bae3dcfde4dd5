import type { PathStep } from "../source/path-step.ts";
import {
  type MapNode,
  type Node,
  type Pair,
  type Scalar,
  asMap,
  asScalar,
  asSeq,
  isMerge,
  keyOf,
  resolve,
} from "../syntax/index.ts";
import type { Config } from "./config.ts";
import { Memory } from "../source/memory.ts";

/** Where a value stands that some program takes as it is written. */
export type Position = "auth" | "aws-auth" | "environment" | "container" | "default" | "argument" | "other";

/** A text under a name, where it is written; an anchored one counts once, at its gravest position. */
export interface WrittenValue {
  readonly position: Position;
  /** The variable, parameter or key that holds it. */
  readonly name: string;
  readonly scalar: Scalar;
  /** `undefined` for an item of a list. */
  readonly pair: Pair | undefined;
  /** The keys that lead to it from the root, its own name last. */
  readonly path: readonly PathStep[];
}

/** The shell script of a `run` step, where it is written. */
export interface Script {
  readonly scalar: Scalar;
  /** The `shell` of the step itself. */
  readonly shell: string | undefined;
  readonly path: readonly PathStep[];
  /** `command` beside an empty `run`: CircleCI refuses it, and so does every edit. */
  readonly misplaced: boolean;
}

/** A step, job or executor that is called by name with arguments, where the call is written. */
export interface Call {
  readonly name: string;
  readonly args: MapNode;
  /** `step`: an item of a list of steps; `entry`: an item of a workflow's jobs. */
  readonly kind: "step" | "entry";
  readonly path: readonly PathStep[];
}

/** What is written in a file, found in one walk that follows aliases of texts, and of maps only among credentials. */
export interface Written {
  readonly values: readonly WrittenValue[];
  readonly scripts: readonly Script[];
  readonly calls: readonly Call[];
  /** Keys with escapes in them: what they say stands nowhere as it is. */
  readonly brokenKeys: readonly Scalar[];
}

const cache = new Memory<Config, Written>();

/** Everything that a file writes out: values under names, scripts, calls. Once a file. */
export function writtenIn(config: Config): Written {
  const known = cache.get(config);
  if (known) return known;
  const walk = new Walk(config);
  walk.node(config.tree.root, "other");
  const written = walk.result();
  cache.set(config, written);
  return written;
}

const SECTIONS = new Map([
  ["part-job", "jobs"],
  ["part-executor", "executors"],
  ["part-command", "commands"],
]);

/** A file of a pack tree is the body of what its name says: `commands/login.yml` of `commands.login`. */
function ownerPath({ kind, tree }: Config): PathStep[] {
  const section = SECTIONS.get(kind);
  return section === undefined ? [] : [section, tree.source.path.replace(/^.*[\\/]/, "").replace(/\.ya?ml$/i, "")];
}

/** Keys whose values are no credentials whatever they are called: CircleCI itself reads them, or they are prose. */
const STRUCTURAL = new Set(
  "image key keys fingerprints paths path root at name description title when unless condition filters branches tags only ignore requires context resource_class xcode type shell working_directory no_output_timeout version orbs source_url home_url checksum enum mapping cron status equal and or not pattern value_from executor steps jobs command entrypoint".split(
    " ",
  ),
);
const RANK: readonly Position[] = ["auth", "aws-auth", "environment", "container", "default", "argument", "other"];
const LEGACY_LISTS = new Set(["pre", "override", "post"]);

class Walk {
  readonly #legacy: boolean;
  readonly #values = new Map<Scalar, WrittenValue>();
  readonly #scripts = new Map<Scalar, Script>();
  readonly #calls: Call[] = [];
  readonly #brokenKeys: Scalar[] = [];
  /** Parked maps that were read as what their users say they are: once each, however often they are used. */
  readonly #parked = new Map<MapNode, Set<Position>>();
  /** Where the walk is: copied for what is kept. */
  readonly #path: PathStep[];

  constructor(config: Config) {
    this.#legacy = config.kind === "legacy";
    this.#path = ownerPath(config);
  }

  result(): Written {
    const values = [...this.#values.values()].filter(({ scalar }) => !this.#scripts.has(scalar));
    return { values, scripts: [...this.#scripts.values()], calls: this.#calls, brokenKeys: this.#brokenKeys };
  }

  node(node: Node | undefined, position: Position): void {
    if (node?.kind === "map") this.#map(node, position);
    if (node?.kind !== "seq") return;
    const isLegacyList = this.#legacy && LEGACY_LISTS.has(String(this.#path.at(-1)));
    for (const [index, { node: item }] of node.items.entries()) {
      const scalar = asScalar(item);
      this.#path.push(index);
      if (!scalar) this.#item(item, position);
      else if (isLegacyList) this.#script(scalar, undefined, [], false);
      else this.#listed(scalar, position);
      this.#path.pop();
    }
  }

  #item(item: Node | undefined, position: Position): void {
    if (item?.kind === "map") {
      const step = ["run", "deploy"].find((key) => item.pairs.some((pair) => keyOf(pair) === key));
      if (step !== undefined && position !== "environment") this.#step(item, step);
      else if (isCallList(this.#path.at(-2)) || callsOrb(item)) this.#call(item);
    }
    this.node(item, position);
  }

  #step(map: MapNode, key: string): void {
    const pair = map.pairs.findLast((one) => keyOf(one) === key);
    const body = asMap(pair?.value) ?? map;
    const misplaced = body === map;
    const scalar = asScalar(misplaced && !isEmpty(pair?.value) ? pair?.value : ownValue(body, "command"));
    const shell = asScalar(ownValue(body, "shell"))?.value;
    const below = misplaced && scalar === asScalar(pair?.value) ? [key] : [key, "command"];
    if (scalar) this.#script(scalar, shell, below, misplaced && below.length > 1);
  }

  /** `below`: the keys that lead to the script from where the walk is. */
  #script(scalar: Scalar, shell: string | undefined, below: readonly PathStep[], misplaced: boolean): void {
    if (this.#scripts.has(scalar)) return;
    this.#scripts.set(scalar, { scalar, shell, path: [...this.#path, ...below], misplaced });
  }

  #call(map: MapNode): void {
    const [pair] = map.pairs;
    const name = pair && keyOf(pair);
    const args = asMap(pair?.value);
    if (map.pairs.length !== 1 || name === undefined || !args) return;
    this.#calls.push({ name, args, path: [...this.#path], kind: this.#path.at(-2) === "jobs" ? "entry" : "step" });
  }

  #map(map: MapNode, position: Position): void {
    for (const pair of map.pairs) {
      const name = keyOf(pair) ?? "";
      if (pair.key?.kind === "scalar" && pair.key.style === "double" && pair.key.value.length + 2 < widthOf(pair.key)) {
        this.#brokenKeys.push(pair.key);
      }
      if (isMerge(pair)) {
        this.#merge(pair.value, position);
        continue;
      }
      this.#path.push(name);
      const inner = positionBelow(this.#path, position);
      const scalar = asScalar(pair.value);
      if (!scalar) this.node(pair.value, inner);
      else this.#value(pair, name, scalar, position);
      // `auth: *hub` and `environment: *env`: what is parked at the anchor is what its user says it is.
      const target = pair.value?.kind === "alias" ? resolve(pair.value) : undefined;
      if (target?.kind === "map" && isCredential(inner)) this.#parkedMap(target, inner);
      this.#path.pop();
    }
  }

  /** `<<: *hub` among credentials: what is parked there counts as one. */
  #merge(node: Node | undefined, position: Position): void {
    if (!isCredential(position)) return this.node(node, position);
    const list = asSeq(node);
    this.#path.push("<<");
    for (const source of list ? list.items.map((item) => item.node) : [node]) {
      const map = asMap(source);
      if (map) this.#parkedMap(map, position);
    }
    this.#path.pop();
  }

  #parkedMap(map: MapNode, position: Position): void {
    const read = this.#parked.get(map) ?? new Set();
    if (read.has(position)) return;
    this.#parked.set(map, read.add(position));
    this.#map(map, position);
  }

  #value(pair: Pair, name: string, scalar: Scalar, position: Position): void {
    const path = this.#path;
    if (position === "other" && isStructural(path)) return;
    if (position === "auth" && name !== "username" && name !== "password") return;
    const isLoose = path.at(-3) === "docker" && typeof path.at(-2) === "number" && name === "password";
    this.#add(isLoose ? "auth" : positionOf(path, position), nameOf(path), scalar, pair);
  }

  #listed(scalar: Scalar, position: Position): void {
    const name = this.#path.findLast((step) => typeof step === "string");
    if (position === "environment" || position === "container") {
      const assigned = /^([A-Za-z_]\w*)=/.exec(scalar.value);
      if (assigned?.[1] !== undefined) this.#add(position, assigned[1], scalar, undefined);
    } else if (typeof name === "string" && !STRUCTURAL.has(name) && position === "other") {
      this.#add(positionOf(this.#path, position), name, scalar, undefined);
    }
  }

  #add(position: Position, name: string, scalar: Scalar, pair: Pair | undefined): void {
    const known = this.#values.get(scalar);
    if (known && RANK.indexOf(known.position) <= RANK.indexOf(position)) return;
    this.#values.set(scalar, { position, name, scalar, pair, path: [...this.#path] });
  }
}

function widthOf({ span }: Scalar): number {
  return span.end - span.start;
}

const DEFINITIONS = new Set<PathStep | undefined>(["jobs", "commands", "executors"]);

/** What a map under this path holds. */
function positionBelow(path: readonly PathStep[], around: Position): Position {
  const key = path.at(-1);
  if (path.at(-2) === "parameters") return "other";
  if (key === "auth") return "auth";
  if (key === "aws_auth") return "aws-auth";
  // A job or command may well have that name.
  if (key === "environment" && !isArgument(path) && !DEFINITIONS.has(path.at(-2)))
    return path.at(-3) === "docker" ? "container" : "environment";
  return around === "environment" || around === "container" ? around : "other";
}

/** True for what a step or workflow entry gives to a command or job: `- acme/run: { environment: … }`. */
function isArgument(path: readonly PathStep[]): boolean {
  const callee = path.at(-2);
  return typeof path.at(-3) === "number" && typeof callee === "string" && callee !== "run" && callee !== "deploy";
}

function isCredential(position: Position): boolean {
  return position === "auth" || position === "aws-auth" || position === "environment" || position === "container";
}

/** A position that the path alone tells: the default of a parameter, an argument of a call. */
function positionOf(path: readonly PathStep[], around: Position): Position {
  if (around !== "other") return around;
  if (path.at(-1) === "default" && path.at(-3) === "parameters") return "default";
  return path.includes("steps") || path.includes("jobs") || path.includes("parameters") ? "argument" : "other";
}

/** The name of a value: that of its parameter for a default. */
function nameOf(path: readonly PathStep[]): string {
  const isDefault = path.at(-1) === "default" && path.at(-3) === "parameters";
  return String((isDefault ? path.at(-2) : path.at(-1)) ?? "");
}

function isStructural(path: readonly PathStep[]): boolean {
  const last = path.at(-1);
  if (last === "default" && path.at(-3) === "parameters") return false;
  return (typeof last === "string" && STRUCTURAL.has(last)) || path.at(-2) === "orbs";
}

function isCallList(key: PathStep | undefined): boolean {
  return key === "jobs" || (typeof key === "string" && /(?:^|[-_])steps$/.test(key));
}

/** `- docker/check: { … }`, in whatever list: steps that are given to a job or command. */
function callsOrb({ pairs: [pair] }: MapNode): boolean {
  return pair !== undefined && /^[\w-]+\/[\w-]+$/.test(keyOf(pair) ?? "");
}

function ownValue(map: MapNode, key: string): Node | undefined {
  return map.pairs.findLast((pair) => keyOf(pair) === key)?.value;
}

function isEmpty(node: Node | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.value === "");
}
