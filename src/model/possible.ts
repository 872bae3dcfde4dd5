import { UNKNOWN } from "../docker/reference.ts";
import { type Node, asSeq, textOf } from "../syntax/index.ts";
import type { Parameter, Parameters } from "./namespace.ts";

/** All texts that a value can have when the pipeline runs; what cannot be known is an `UNKNOWN` character. */
export interface Possible {
  readonly values: ReadonlySet<string>;
  /** The parameters it was made from, as the config writes them: `parameters.image`. */
  readonly parameters: ReadonlySet<string>;
}

/** What each parameter can be in some scope, by the name used inside `<< >>`: `parameters.tag`. */
export type Scope = ReadonlyMap<string, Possible>;

const MAX_VALUES = 256;
const TEMPLATE = /(?<!\\)<<\s*([^<>]*?)\s*>>/g;
const VARIABLE = /\$(?:\{[^{}]*\}|[A-Za-z_]\w*)/g;
const NO_PARAMETERS: ReadonlySet<string> = new Set();
export const NOTHING_KNOWN: Possible = { values: new Set([UNKNOWN]), parameters: NO_PARAMETERS };

/** True when the text holds template syntax (`<< … >>`). */
export function hasTemplate(text: string): boolean {
  return text.search(TEMPLATE) !== -1;
}

/** The parameter that a text consists of, and nothing else: `image` for `<< parameters.image >>`. */
export function soleParameter(text: string): string | undefined {
  return /^\s*<<\s*parameters\.([\w-]+)\s*>>\s*$/.exec(text)?.[1];
}

/** All texts that a text with templates and `$VARIABLES` can become. */
export function evaluate(text: string, scope: Scope): Possible {
  if (!text.includes("<<")) return { values: new Set([withoutVariables(text)]), parameters: NO_PARAMETERS };
  let values: string[] = [""];
  const parameters = new Set<string>();
  let at = 0;
  for (const match of text.matchAll(TEMPLATE)) {
    const literal = text.slice(at, match.index);
    const name = match[1] ?? "";
    const possible = scope.get(name) ?? NOTHING_KNOWN;
    if (/^(?:pipeline\.)?parameters\./.test(name)) parameters.add(name);
    for (const inner of possible.parameters) parameters.add(inner);
    values = cross(values, literal, possible.values);
    at = match.index + match[0].length;
  }
  const rest = text.slice(at);
  return { values: new Set(values.map((value) => withoutVariables(value + rest))), parameters };
}

function withoutVariables(text: string): string {
  return text.includes("$") ? text.replaceAll(VARIABLE, UNKNOWN) : text;
}

/** The templates of a text that stand for one known value, in order. */
export function knownTexts(text: string, scope: Scope): { start: number; end: number; replacement: string }[] {
  return [...text.matchAll(TEMPLATE)].flatMap((match) => {
    const [replacement, ...others] = scope.get(match[1] ?? "")?.values ?? [];
    if (replacement === undefined || others.length > 0 || replacement.includes(UNKNOWN)) return [];
    return [{ start: match.index, end: match.index + match[0].length, replacement }];
  });
}

function cross(prefixes: readonly string[], literal: string, values: ReadonlySet<string>): string[] {
  const results: string[] = [];
  for (const prefix of prefixes) for (const value of values) results.push(prefix + literal + value);
  return results.length > MAX_VALUES ? [UNKNOWN] : results;
}

/** Everything in either. */
export function union(possibles: readonly Possible[]): Possible {
  const values = new Set<string>();
  const parameters = new Set<string>();
  for (const possible of possibles) {
    for (const value of possible.values) values.add(value);
    for (const name of possible.parameters) parameters.add(name);
  }
  return { values, parameters };
}

/**
 * The scope inside a job, executor or command: each declared parameter with the values that its caller gives
 * (`argument`), else its default, else the choices of an enum.
 */
export function scopeFor(
  parameters: Parameters,
  outer: Scope,
  argument: (name: string) => Possible | undefined,
  called: boolean,
): Scope {
  if (parameters.size === 0 && holdsPipelineOnly(outer)) return outer;
  const scope = new Map<string, Possible>();
  for (const [name, value] of outer) if (name.startsWith("pipeline.")) scope.set(name, value);
  for (const parameter of parameters.values()) {
    const possible = argument(parameter.name) ?? uncalled(parameter, scope, called);
    scope.set(`parameters.${parameter.name}`, possible);
  }
  return scope;
}

function holdsPipelineOnly(scope: Scope): boolean {
  for (const name of scope.keys()) if (!name.startsWith("pipeline.")) return false;
  return true;
}

/** What a parameter is when no caller sets it; without any caller at all, an enum can be each of its choices. */
function uncalled(parameter: Parameter, scope: Scope, called: boolean): Possible {
  const text = textOf(parameter.default);
  const fallback = text === undefined ? undefined : evaluate(text, scope);
  if (parameter.choices.length === 0 || (called && fallback)) return fallback ?? NOTHING_KNOWN;
  const choices = { values: new Set(parameter.choices), parameters: new Set<string>() };
  return fallback ? union([fallback, choices]) : choices;
}

/** The scope of pipeline parameters: defaults and the choices of enums. */
export function pipelineScope(parameters: Parameters): Scope {
  const scope = new Map<string, Possible>();
  for (const parameter of parameters.values()) {
    scope.set(`pipeline.parameters.${parameter.name}`, uncalled(parameter, new Map(), false));
  }
  return scope;
}

/** What a node given as an argument can be; a list (of a matrix) is each of its items. */
export function evaluateNode(node: Node | undefined, scope: Scope): Possible {
  const list = asSeq(node);
  if (list) return union(list.items.map((item) => evaluateNode(item.node, scope)));
  const text = textOf(node);
  return text === undefined ? NOTHING_KNOWN : evaluate(text, scope);
}
