import type { PathStep } from "../source/path-step.ts";
import type { WordPart } from "../shell/index.ts";
import {
  type MapNode,
  type Node,
  type Resolved,
  type Scalar,
  asMap,
  entriesOf,
  keyOf,
  ownPair,
  resolve,
  textOf,
  valueOf,
} from "../syntax/index.ts";
import { scriptIn } from "./commands/step-script.ts";
import type { Config } from "./config.ts";
import { soleParameter } from "./possible.ts";
import { type Namespace, findCommand, findRunner } from "./namespace.ts";
import { type Call, type Script, type WrittenValue, writtenIn } from "./written.ts";
import { Memory } from "../source/memory.ts";

/** A declared parameter and what can use it. */
export interface Declaration {
  readonly name: string;
  readonly type: string;
  /** The job, command or executor; the root for a pipeline parameter. */
  readonly owner: MapNode;
  /** What stands inside `<< >>` where it is used. */
  readonly reference: string;
}

/** The parameter whose default or argument a value is; `undefined` where its declaration is not in this file. */
export function declarationOf(config: Config, value: WrittenValue): Declaration | undefined {
  return value.position === "default" ? ownDeclaration(config, value) : calledDeclaration(config, value);
}

function ownDeclaration({ root, kind }: Config, { pair, name }: WrittenValue): Declaration | undefined {
  const parameter = pair?.map.holder;
  const parameters = parameter?.kind === "pair" ? parameter.map.holder : undefined;
  if (!pair || parameter?.kind !== "pair" || parameters?.kind !== "pair") return undefined;
  // Of a key that stands twice only the last one is read.
  if (![pair, parameter, parameters].every((one) => ownPair(one.map, keyOf(one) ?? "") === one)) return undefined;
  const owner = parameters.map;
  const reference = owner === root && !kind.startsWith("part-") ? `pipeline.parameters.${name}` : `parameters.${name}`;
  return { name, type: textOf(valueOf(pair.map, "type")) ?? "", owner, reference };
}

function calledDeclaration(config: Config, value: WrittenValue): Declaration | undefined {
  const call = callOf(config, value);
  return call && declarationFor(config, call, value.name);
}

const calls = new Memory<Config, ReadonlyMap<MapNode, Call>>();

/** The call that a value is given to: as an argument, be it parked at an anchor, or as a value of its matrix. */
export function callOf(config: Config, { pair, path }: WrittenValue): Call | undefined {
  const known = calls.get(config) ?? new Map(writtenIn(config).calls.map((call) => [call.args, call]));
  calls.set(config, known);
  const own = pair && known.get(pair.map);
  if (own || !path.includes("matrix")) return own;
  return [...known.values()].find((call) => call.path.every((step, index) => step === path[index]));
}

/** The declaration of a parameter of what a call runs. */
export function declarationFor(config: Config, call: Call, name: string): Declaration | undefined {
  const namespace = namespaceAt(config.namespace, call.path);
  const owner = (call.kind === "entry" ? findRunner(namespace, "jobs", call.name) : findCommand(namespace, call.name))
    ?.map;
  const parameter = entriesOf(valueOf(owner, "parameters")).get(name);
  if (!owner || !parameter) return undefined;
  return { name, type: textOf(valueOf(parameter.value, "type")) ?? "", owner, reference: `parameters.${name}` };
}

/** The inline orb that a path leads into, else the file itself. */
export function namespaceAt(namespace: Namespace, [section, name, ...rest]: readonly PathStep[]): Namespace {
  const orb = section === "orbs" ? namespace.orbs.get(String(name)) : undefined;
  return orb ? namespaceAt(orb, rest) : namespace;
}

/** How a parameter is used: as the value itself, and as the name of a variable (`$<< parameters.x >>`). */
export interface ParameterUse {
  readonly kind: "expanded" | "name" | "verbatim";
}

const uses = new Memory<MapNode, Map<string, readonly ParameterUse[]>>();

/** Every use of a parameter in what declares it. `expanded`: a shell or CircleCI expands variables in it there. */
export function usesOf(config: Config, { owner, reference }: Declaration): readonly ParameterUse[] {
  const known = uses.get(owner) ?? new Map<string, readonly ParameterUse[]>();
  uses.set(owner, known);
  const found = known.get(reference) ?? findUses(config, owner, reference);
  known.set(reference, found);
  return found;
}

/** The scripts of what declares a parameter that use it. */
export function scriptsUsing(config: Config, { owner, reference }: Declaration): Script[] {
  const shown = new Set(scalarsUnder(owner));
  const pattern = patternFor(reference);
  return writtenIn(config).scripts.filter(({ scalar }) => shown.has(scalar) && pattern.test(scalar.value));
}

/** True when the parameter is used, and only where a variable in it is expanded. */
export function expandsEverywhere(config: Config, declaration: Declaration): boolean {
  const found = usesOf(config, declaration);
  return found.length > 0 && found.every(({ kind }) => kind === "expanded");
}

function findUses(config: Config, owner: MapNode, reference: string): ParameterUse[] {
  const scripts = new Set(writtenIn(config).scripts.map(({ scalar }) => scalar));
  const pattern = patternFor(reference);
  return scalarsUnder(owner).flatMap((scalar): ParameterUse[] => {
    if (!pattern.test(scalar.value)) return [];
    if (scripts.has(scalar)) return usesInScript(scalar, reference, pattern);
    if (/^\$\{?\s*<</.test(scalar.value.trim())) return [{ kind: "name" }];
    return [{ kind: isCredentialOfPull(scalar) && isSole(scalar.value, reference) ? "expanded" : "verbatim" }];
  });
}

function patternFor(reference: string): RegExp {
  return new RegExp(String.raw`<<\s*${reference.replaceAll(/[\\.^$*+?()[\]{}|-]/g, String.raw`\$&`)}\s*>>`);
}

function isSole(text: string, reference: string): boolean {
  const pipeline = /^\s*<<\s*(pipeline\.parameters\.[\w-]+)\s*>>\s*$/.exec(text)?.[1];
  return (pipeline ?? `parameters.${soleParameter(text) ?? ""}`) === reference;
}

function isCredentialOfPull({ holder }: Scalar): boolean {
  const above = holder?.kind === "pair" ? holder.map.holder : undefined;
  return above?.kind === "pair" && ["auth", "aws_auth"].includes(keyOf(above) ?? "");
}

function usesInScript(scalar: Scalar, reference: string, pattern: RegExp): ParameterUse[] {
  const found: ParameterUse[] = [];
  const visit = (parts: readonly WordPart[]): void => {
    for (const part of parts) {
      if (part.kind === "template" && part.text === reference) {
        found.push({ kind: part.quote === "none" || part.quote === "double" ? "expanded" : "verbatim" });
      } else if (part.kind === "variable" && pattern.test(part.name)) found.push({ kind: "name" });
    }
  };
  for (const command of scriptIn(scalar).commands) {
    for (const word of [...(command.name ? [command.name] : []), ...command.args]) visit(word.parts);
    for (const { value } of command.assignments) if (value) visit(value.parts);
    for (const { body, target } of command.redirects) for (const word of [body, target]) if (word) visit(word.parts);
  }
  return found.length > 0 ? found : [{ kind: "verbatim" }];
}

/** Every scalar that a map shows, aliases followed, each once. */
function scalarsUnder(map: MapNode): Scalar[] {
  const seen = new Set<Resolved>();
  const scalars: Scalar[] = [];
  const walk = (node: Node | undefined): void => {
    const target = resolve(node);
    if (!target || seen.has(target)) return;
    seen.add(target);
    if (target.kind === "scalar") scalars.push(target);
    else if (target.kind === "seq") for (const item of target.items) walk(item.node);
    else for (const pair of target.pairs) walk(pair.value);
  };
  walk(asMap(map));
  return scalars;
}
