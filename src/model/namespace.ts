import type { PathStep } from "../source/path-step.ts";
import type { Span } from "../source/span.ts";
import { type MapNode, type Node, asMap, asSeq, entriesOf, textOf, valueOf } from "../syntax/index.ts";

/** A parameter as its owner declares it. */
export interface Parameter {
  readonly name: string;
  /** `string`, `enum`, `executor`, `env_var_name`…; empty when it is missing. */
  readonly type: string;
  readonly default: Node | undefined;
  /** The values of an `enum`. */
  readonly choices: readonly string[];
}

export type Parameters = ReadonlyMap<string, Parameter>;

/** A job or an executor: what can have a `docker:` list. */
export interface Runner {
  readonly kind: "job" | "executor";
  readonly name: string;
  /** Where its name is written; the start of the file for a part, which has none. */
  readonly nameSpan: Span;
  readonly namespace: Namespace;
  readonly map: MapNode;
  readonly path: readonly PathStep[];
  readonly parameters: Parameters;
}

/** A command that steps call by name. */
export interface CommandDefinition {
  readonly name: string;
  readonly namespace: Namespace;
  readonly map: MapNode;
  readonly parameters: Parameters;
}

/** The names that a config, an orb source or an inline orb defines. */
export interface Namespace {
  /** Empty for the file itself, else the alias of the inline orb. */
  readonly name: string;
  readonly jobs: ReadonlyMap<string, Runner>;
  readonly executors: ReadonlyMap<string, Runner>;
  readonly commands: ReadonlyMap<string, CommandDefinition>;
  /** Inline orbs by alias. An orb from the registry has `undefined`: its source is not here. */
  readonly orbs: ReadonlyMap<string, Namespace | undefined>;
  /** Orbs from the registry by alias, with their version: `circleci/docker@2.1.0`. */
  readonly orbSources: ReadonlyMap<string, string>;
}

const MAX_ORB_DEPTH = 8;

/** Reads `jobs`, `executors`, `commands` and inline `orbs` of a map. */
export function readNamespace(map: MapNode, path: readonly PathStep[], name: string, depth = 0): Namespace {
  const jobs = new Map<string, Runner>();
  const executors = new Map<string, Runner>();
  const commands = new Map<string, CommandDefinition>();
  const orbs = new Map<string, Namespace | undefined>();
  const orbSources = new Map<string, string>();
  const namespace: Namespace = { name, jobs, executors, commands, orbs, orbSources };
  const readSection = (section: "jobs" | "executors", node: Node | undefined, at: readonly PathStep[]): void => {
    const [kind, into] = section === "jobs" ? (["job", jobs] as const) : (["executor", executors] as const);
    for (const entry of entriesOf(node).values()) {
      const body = asMap(entry.value);
      if (!body) continue;
      const nameSpan = entry.pair.key?.span ?? body.span;
      into.set(entry.key, readRunner(kind, entry.key, nameSpan, namespace, body, [...at, entry.key]));
    }
  };
  readSection("jobs", valueOf(map, "jobs"), [...path, "jobs"]);
  readSection("executors", valueOf(map, "executors"), [...path, "executors"]);
  for (const { key, value } of entriesOf(valueOf(map, "commands")).values()) {
    const body = asMap(value);
    const parameters = readParameters(valueOf(body, "parameters"));
    if (body) commands.set(key, { name: key, namespace, map: body, parameters });
  }
  for (const entry of entriesOf(valueOf(map, "orbs")).values()) {
    const inline = depth < MAX_ORB_DEPTH ? asMap(entry.value) : undefined;
    if (inline && (entry.key === "jobs" || entry.key === "executors") && !isOrbBody(inline)) {
      // The section is indented one level too far: what stands there is still meant to be pulled.
      readSection(entry.key, inline, [...path, "orbs", entry.key]);
      continue;
    }
    const source = textOf(entry.value);
    if (source !== undefined) orbSources.set(entry.key, source);
    orbs.set(entry.key, inline && readNamespace(inline, [...path, "orbs", entry.key], entry.key, depth + 1));
  }
  return namespace;
}

function isOrbBody(map: MapNode): boolean {
  const keys = entriesOf(map);
  return keys.size === 0 || ["jobs", "executors", "commands", "orbs"].some((key) => keys.has(key));
}

/** Reads one job or executor. */
export function readRunner(
  kind: "job" | "executor",
  name: string,
  nameSpan: Span,
  namespace: Namespace,
  map: MapNode,
  path: readonly PathStep[],
): Runner {
  return { kind, name, nameSpan, namespace, map, path, parameters: readParameters(valueOf(map, "parameters")) };
}

/** Reads a `parameters:` map. */
export function readParameters(node: Node | undefined): Parameters {
  const parameters = new Map<string, Parameter>();
  for (const [name, { value }] of entriesOf(node)) {
    const choices = asSeq(valueOf(value, "enum"))?.items.flatMap((item) => textOf(item.node) ?? []) ?? [];
    const type = textOf(valueOf(value, "type")) ?? "";
    parameters.set(name, { name, type, default: valueOf(value, "default"), choices });
  }
  return parameters;
}

/** Finds the command `name` or `orb/name`, as a step in this namespace would. */
export function findCommand(namespace: Namespace, name: string): CommandDefinition | undefined {
  const slash = name.indexOf("/");
  if (slash === -1) return namespace.commands.get(name);
  return namespace.orbs.get(name.slice(0, slash))?.commands.get(name.slice(slash + 1));
}

/** Finds `name` or `orb/name`, as a job of this namespace would. */
export function findRunner(namespace: Namespace, kind: "jobs" | "executors", name: string): Runner | undefined {
  const slash = name.indexOf("/");
  if (slash === -1) return namespace[kind].get(name);
  return namespace.orbs.get(name.slice(0, slash))?.[kind].get(name.slice(slash + 1));
}
