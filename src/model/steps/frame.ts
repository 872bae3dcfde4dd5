import { UNKNOWN } from "../../docker/reference.ts";
import { type MapNode, type Node, asMap, asSeq, entriesOf, textOf, valueOf } from "../../syntax/index.ts";
import { argumentNodes, invocationScope, jobScope } from "../executors.ts";
import type { CommandDefinition, Namespace, Runner } from "../namespace.ts";
import { type Possible, type Scope, evaluate, evaluateNode, scopeFor, soleParameter } from "../possible.ts";
import type { Invocation } from "../workflows.ts";

/** What the templates in a piece of a config mean, and where the names in it are looked up. */
export interface Frame {
  readonly namespace: Namespace;
  readonly scope: Scope;
  /** What is given for a parameter, or its default, and the frame in which that is written. */
  readonly argument: (name: string) => FramedNode | undefined;
}

export interface FramedNode {
  readonly node: Node;
  readonly frame: Frame;
}

/** The frame inside a job. `caller`: the namespace that the workflows are written in. */
export function frameOfJob(job: Runner, invocation: Invocation | undefined, caller: Namespace, pipeline: Scope): Frame {
  const outer = frameOfEntry(invocation, caller, pipeline);
  const frame: Frame = {
    namespace: job.namespace,
    scope: jobScope(job, invocation, pipeline),
    argument: (name) => {
      const [given] = argumentNodes(invocation, name);
      const fallback = job.parameters.get(name)?.default;
      return given ? { node: given, frame: outer } : fallback && { node: fallback, frame };
    },
  };
  return frame;
}

/** The frame in which a workflow entry is written. */
export function frameOfEntry(invocation: Invocation | undefined, namespace: Namespace, pipeline: Scope): Frame {
  return { namespace, scope: invocationScope(invocation, pipeline), argument: () => undefined };
}

/** The frame inside a command that a step calls with `args`. */
export function frameOfCommand(command: CommandDefinition, args: MapNode | undefined, caller: Frame): Frame {
  const given = (name: string): Possible | undefined => {
    const node = valueOf(args, name);
    return node && evaluateNode(node, caller.scope);
  };
  const frame: Frame = {
    namespace: command.namespace,
    scope: scopeFor(command.parameters, caller.scope, given, true),
    argument: (name) => {
      const node = valueOf(args, name);
      const fallback = command.parameters.get(name)?.default;
      return node ? { node, frame: caller } : fallback && { node: fallback, frame };
    },
  };
  return frame;
}

/** Follows `<< parameters.x >>` to what is given for it, as often as that is itself such a reference. */
export function follow(node: Node | undefined, frame: Frame): FramedNode | undefined {
  let found: FramedNode | undefined = node && { node, frame };
  for (let hops = 0; found && hops < 8; hops += 1) {
    const parameter: string | undefined = soleParameter(textOf(found.node) ?? "");
    if (parameter === undefined) return found;
    found = found.frame.argument(parameter);
  }
  return undefined;
}

/** Whether a condition of `when` holds; `undefined` where only the pipeline knows (docs: logic statements). */
export function evaluateCondition(node: Node | undefined, frame: Frame): boolean | undefined {
  const map = asMap(node);
  if (!map) {
    const text = node && knownText(node, frame);
    return text === undefined ? undefined : !/^(?:false|no|off|0|null|~|)$/i.test(text);
  }
  const [entry, ...more] = entriesOf(map).values();
  if (!entry || more.length > 0) return undefined;
  const parts = membersOf(entry.value);
  switch (entry.key) {
    case "not": {
      const inner = evaluateCondition(entry.value, frame);
      return inner === undefined ? undefined : !inner;
    }
    case "and":
      return combine(parts, frame, false);
    case "or":
      return combine(parts, frame, true);
    case "equal": {
      const texts = parts.map((part) => part && knownText(part, frame));
      return texts.includes(undefined) ? undefined : new Set(texts).size <= 1;
    }
    default:
      return undefined;
  }
}

function membersOf(node: Node | undefined): (Node | undefined)[] {
  const list = asSeq(node);
  return list ? list.items.map((item) => item.node) : [node];
}

/** `and` and `or`: one member can decide; else all must be known. */
function combine(parts: readonly (Node | undefined)[], frame: Frame, deciding: boolean): boolean | undefined {
  const known = parts.map((part) => evaluateCondition(part, frame));
  if (known.includes(deciding)) return deciding;
  return known.includes(undefined) ? undefined : !deciding;
}

/**
 * The one text that a node can be; of an executor's own map, its name. Whoever triggers a pipeline can set its parameters, so
 * those are not known.
 */
export function knownText(node: Node, { scope, namespace }: Frame): string | undefined {
  const map = asMap(node);
  if (map) return [...namespace.executors.values()].find((executor) => executor.map === map)?.name;
  const { values, parameters } = evaluateNode(node, scope);
  const isOpen = [...parameters].some((name) => name.startsWith("pipeline."));
  return isOpen ? undefined : onlyText(values);
}

/** The one known text of a set. */
export function onlyText(texts: ReadonlySet<string>): string | undefined {
  const [only] = texts;
  return only === undefined || texts.size > 1 || only.includes(UNKNOWN) ? undefined : only;
}

/** The text of a node in a frame, templates replaced where they are known. */
export function shownText(node: Node | undefined, { scope }: Frame): string | undefined {
  const text = textOf(node);
  return text?.includes("<<") === true ? (onlyText(evaluate(text, scope).values) ?? text) : text;
}
