import type { Argument } from "../../docker/arguments.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import { type Call, type Execution, type Word, type WordPart, literalOf } from "../../shell/index.ts";
import { type Scope, evaluate } from "../possible.ts";

/** Texts that one word can be: more are one unknown text. */
const MAX_TEXTS = 32;
const NOTHING: ReadonlySet<string> = new Set([UNKNOWN]);
/** Variables that hold flags, by their names. */
const HOLDS_FLAGS = /OPT|ARGS|FLAG|PARAM/i;

type Texts = ReadonlyMap<string, ReadonlySet<string>>;

/** What variables hold at some point of a job, as far as the config shows it. Never changes: setting one makes another. */
export class Variables {
  /** Later ones hide earlier ones. Each is larger than the next, so that setting one of many copies few. */
  readonly #layers: readonly Texts[];

  constructor(texts: Iterable<readonly [string, ReadonlySet<string>]> = [], below: readonly Texts[] = []) {
    this.#layers = [...below, new Map(texts)];
  }

  /** Every text that a variable can hold; `undefined` for one that the config does not set. */
  get(name: string): ReadonlySet<string> | undefined {
    return this.#layers.findLast((layer) => layer.has(name))?.get(name);
  }

  /** These, and one that is set. `maybe`: what it held before is still possible. */
  with(name: string, texts: ReadonlySet<string>, maybe = false): Variables {
    const old = maybe ? this.get(name) : undefined;
    const layers = [...this.#layers];
    let top: Texts = new Map([[name, old ? limited([...old, ...texts]) : texts]]);
    for (let below = layers.at(-1); below && below.size <= top.size; below = layers.at(-1)) {
      layers.pop();
      top = new Map([...below, ...top]);
    }
    return new Variables(top, layers);
  }
}

/** What a command's words mean where it runs. */
export interface WordContext {
  readonly variables: Variables;
  readonly scope: Scope;
  readonly execution: Pick<Execution, "call"> & { readonly command: Pick<Execution["command"], "loops"> };
}

/** The words as the program gets them. */
export function readArguments(words: readonly Word[], context: WordContext): Argument[] {
  return words.flatMap((word): Argument | Argument[] => {
    if (word.value !== undefined) return { texts: new Set([word.value]), word };
    const passed = passedOn(word, context);
    if (passed) return passed;
    const texts = textsOf(word.parts, context);
    const [only, ...others] = texts;
    const isOpen = word.parts.some((part) => part.kind === "variable" && part.quote === "none");
    if (!isOpen || only === undefined || others.length > 0) return [{ texts, word }];
    const [part, more] = word.parts;
    // What holds flags is none of the command's own words.
    if (only === UNKNOWN && !more && part?.kind === "variable" && HOLDS_FLAGS.test(part.name)) return [];
    const pieces = only.split(/[ \t\n]+/).filter((piece) => piece !== "");
    return pieces.map((piece) => ({ texts: new Set([piece]), word }));
  });
}

/** `"$@"` in a function: the words of its call. */
function passedOn(word: Word, context: WordContext): Argument[] | undefined {
  const [only, more] = word.parts;
  const { call } = context.execution;
  if (!call || more || only?.kind !== "variable" || (only.name !== "@" && only.name !== "*")) return undefined;
  return readArguments(call.args, outside(context, call));
}

function outside(context: WordContext, call: Call): WordContext {
  return { ...context, execution: { call: call.outer, command: { loops: [] } } };
}

/** Every text that the parts of a word can be. */
export function textsOf(parts: readonly WordPart[], context: WordContext): ReadonlySet<string> {
  const literal = literalOf(parts);
  if (literal !== undefined) return new Set([literal]);
  let texts: readonly string[] = [""];
  for (const part of parts) {
    const own = textsOfPart(part, context);
    texts = texts.flatMap((text) => [...own].map((piece) => text + piece));
    if (texts.length > MAX_TEXTS) return NOTHING;
  }
  return new Set(texts);
}

function textsOfPart(part: WordPart, context: WordContext): ReadonlySet<string> {
  if (part.kind === "text") return new Set([part.value]);
  if (part.kind === "template") return evaluate(`<< ${part.text} >>`, context.scope).values;
  if (part.kind === "substitution" || part.indirect) return NOTHING;
  const { operator, fallback, alternative } = part;
  const held = valueOf(part.name, context);
  if (operator === undefined || operator === ":?" || operator === "?") return held ?? NOTHING;
  if (fallback) {
    if (held && !held.has("")) return held;
    return limited([...textsOf(fallback.parts, context), ...(held ?? NOTHING)].filter((text) => text !== ""));
  }
  if (alternative) return limited(["", ...textsOf(alternative.parts, context)]);
  return NOTHING;
}

function valueOf(name: string, context: WordContext): ReadonlySet<string> | undefined {
  const { execution, variables, scope } = context;
  if (name.includes("<<")) {
    const names = [...evaluate(name, scope).values].map((one) => variables.get(one) ?? NOTHING);
    return limited(names.flatMap((texts) => [...texts]));
  }
  const { loops } = execution.command;
  const index = loops.findLastIndex((one) => one.name === name);
  const loop = loops[index];
  if (loop) {
    const outer = { ...context, execution: { ...execution, command: { loops: loops.slice(0, index) } } };
    return limited(readArguments(loop.words, outer).flatMap(({ texts }) => [...texts]));
  }
  if (/^[1-9]$/.test(name)) {
    const { call } = execution;
    const word = call?.args[Number(name) - 1];
    return call && word ? textsOf(word.parts, outside(context, call)) : NOTHING;
  }
  return variables.get(name);
}

function limited(texts: readonly string[]): ReadonlySet<string> {
  const all = new Set(texts);
  return all.size > MAX_TEXTS || all.size === 0 ? NOTHING : all;
}
