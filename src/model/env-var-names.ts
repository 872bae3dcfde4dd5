import type { WordPart } from "../shell/index.ts";
import type { Span } from "../source/span.ts";
import { type MapNode, type Pair, type Scalar, entriesOf, textOf, valueOf } from "../syntax/index.ts";
import type { Config } from "./config.ts";
import { loginsIn, secretPartsOf } from "./exposures/index.ts";
import { readOrbParameter } from "./orbs/index.ts";
import { type Declaration, callOf, declarationOf, expandsEverywhere, namespaceAt, usesOf } from "./parameter-use.ts";
import { type Call, type Script, type WrittenValue, writtenIn } from "./written.ts";
import { Memory } from "../source/memory.ts";

/** A value that is given for a parameter which wants the name of an environment variable. */
export interface NameArgument {
  readonly value: WrittenValue;
  readonly text: string;
  /** How it is known: declared `env_var_name`, used as `$<< parameters.x >>`, or documented by its orb. */
  readonly because: "type" | "use" | "orb";
}

/** A parameter that holds a variable's name and is sent to a registry as if it were the value. */
export interface NameAsValue {
  readonly script: Script;
  readonly parameter: string;
  /** The template, as offsets into the script. */
  readonly span: Span;
}

/** The bare name of a variable given for a parameter whose value itself is used. */
export interface BareName {
  readonly value: WrittenValue;
  readonly text: string;
  /** Who uses it: a login in the same file, or the orb that takes the parameter. */
  readonly usedBy: "login" | "orb";
}

const cache = new Memory<Config, readonly NameArgument[]>();

/** The values of a file that stand where a variable's name is wanted. Once a file. */
export function nameArguments(config: Config): readonly NameArgument[] {
  const known = cache.get(config);
  if (known) return known;
  const found = readNameArguments(config);
  cache.set(config, found);
  return found;
}

function readNameArguments(config: Config): NameArgument[] {
  return writtenIn(config).values.flatMap((value): NameArgument[] => {
    const call = value.position === "default" ? undefined : callOf(config, value);
    if (!call && value.position !== "default") return [];
    const text = value.scalar.value.trim();
    const declaration = declarationOf(config, value);
    if (declaration?.type === "env_var_name") return [{ value, text, because: "type" }];
    if (declaration)
      return text.startsWith("$") && isUsedAsName(config, declaration) ? [{ value, text, because: "use" }] : [];
    const source = call && orbOf(config, call);
    if (source === undefined) return [];
    return readOrbParameter(source, value.name) === "name" ? [{ value, text, because: "orb" }] : [];
  });
}

function isUsedAsName(config: Config, declaration: Declaration): boolean {
  const found = usesOf(config, declaration);
  return declaration.type === "string" && found.length > 0 && found.every(({ kind }) => kind === "name");
}

/** The registry orb, with its version, whose command or job a call names. */
function orbOf({ namespace }: Config, { path, name }: Call): string | undefined {
  return namespaceAt(namespace, path).orbSources.get(name.slice(0, name.indexOf("/")));
}

/** Logins that send the name in an `env_var_name` parameter instead of the variable's value. */
export function namesSentAsValues(config: Config): NameAsValue[] {
  return loginsIn(config).flatMap(({ script, login }) =>
    [login.username?.parts ?? [], secretPartsOf(login)].flatMap(([only, more]) => {
      const parameter = only && !more ? parameterOf(only) : undefined;
      if (!only || parameter === undefined || !login.command.exact) return [];
      const type = textOf(valueOf(valueOf(parametersAround(script.scalar), parameter), "type"));
      return type === "env_var_name" && only.quote !== "single" ? [{ script, parameter, span: only.span }] : [];
    }),
  );
}

/** Bare names given for string parameters whose value a login sends, or an orb takes. */
export function bareNames(config: Config): BareName[] {
  const sent = new Map<MapNode, Set<string>>();
  for (const { script, login } of loginsIn(config)) {
    const [only, more] = secretPartsOf(login);
    const parameter = only && !more ? parameterOf(only) : undefined;
    const owner = parameter === undefined ? undefined : ownerOf(script.scalar);
    if (owner && parameter !== undefined) sent.set(owner, (sent.get(owner) ?? new Set()).add(parameter));
  }
  return writtenIn(config).values.flatMap((value): BareName[] => {
    const text = value.scalar.value.trim();
    if (!/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) || /^(?:CHANGE|NOT|NO|TO)_/.test(text)) return [];
    const call = value.position === "default" ? undefined : callOf(config, value);
    const source = call && orbOf(config, call);
    if (source !== undefined && readOrbParameter(source, value.name) === "value")
      return [{ value, text, usedBy: "orb" }];
    const declaration = declarationOf(config, value);
    const isSent =
      declaration?.type === "string" &&
      sent.get(declaration.owner)?.has(declaration.name) === true &&
      expandsEverywhere(config, declaration);
    return isSent ? [{ value, text, usedBy: "login" }] : [];
  });
}

function parameterOf(part: WordPart): string | undefined {
  return part.kind === "template" ? /^parameters\.([\w-]+)$/.exec(part.text)?.[1] : undefined;
}

/** The nearest map around a script that declares parameters: its job or command. */
function ownerOf(scalar: Scalar): MapNode | undefined {
  let holder = scalar.holder;
  while (holder) {
    const around: MapNode | undefined = holder.kind === "pair" ? holder.map : undefined;
    if (around && declares(around)) return around;
    holder = holder.kind === "pair" ? holder.map.holder : holder.seq.holder;
  }
  return undefined;
}

function declares(map: MapNode): boolean {
  const entries = entriesOf(map);
  return entries.has("parameters") && (entries.has("steps") || entries.has("docker"));
}

function parametersAround(scalar: Scalar): Pair["value"] {
  const owner = ownerOf(scalar);
  return owner && valueOf(owner, "parameters");
}
