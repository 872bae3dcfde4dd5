import { type MapNode, type Node, asMap, asSeq, entriesOf, textOf, valueOf } from "../syntax/index.ts";
import { type Namespace, type Runner, findRunner } from "./namespace.ts";
import { type Possible, type Scope, evaluate, evaluateNode, scopeFor, soleParameter, union } from "./possible.ts";
import { areSelfHosted, resourceClassesOf } from "./resource-classes.ts";
import type { Invocation } from "./workflows.ts";
import { Memory } from "../source/memory.ts";

/** An executor that a job runs on, and what its parameters are there. */
export type Chosen = readonly [executor: Runner, scope: Scope];

/** Keys of a workflow entry that are never parameters of the job. */
const ENTRY_KEYS = new Set(
  "name requires context type filters matrix pre-steps post-steps serial-group override-with".split(" "),
);

const scopes = new Memory<Invocation | Scope, WeakMap<Runner, Scope>>();

/** What the parameters of a job are in one invocation of it. Once for both. */
export function jobScope(job: Runner, invocation: Invocation | undefined, pipeline: Scope): Scope {
  const key = invocation ?? pipeline;
  let known = scopes.get(key);
  if (!known) scopes.set(key, (known = new WeakMap()));
  let scope = known.get(job);
  if (!scope) known.set(job, (scope = readJobScope(job, invocation, pipeline)));
  return scope;
}

function readJobScope(job: Runner, invocation: Invocation | undefined, pipeline: Scope): Scope {
  const outer = invocationScope(invocation, pipeline);
  const argument = (name: string): Possible | undefined => {
    const nodes = argumentNodes(invocation, name);
    return nodes.length > 0 ? union(nodes.map((node) => evaluateNode(node, outer))) : undefined;
  };
  return scopeFor(job.parameters, pipeline, argument, invocation !== undefined);
}

/** What can be written in the entry itself: pipeline parameters and, with a matrix, `matrix.…`. */
export function invocationScope(invocation: Invocation | undefined, pipeline: Scope): Scope {
  const matrix = entriesOf(valueOf(valueOf(invocation?.args, "matrix"), "parameters"));
  if (matrix.size === 0) return pipeline;
  const scope = new Map(pipeline);
  for (const { key, value } of matrix.values()) {
    scope.set(`matrix.${key}`, evaluateNode(invocation?.chosen?.get(key) ?? value, pipeline));
  }
  return scope;
}

/** The nodes given for a parameter: the entry's own argument and each value of its matrix. */
export function argumentNodes(invocation: Invocation | undefined, name: string): Node[] {
  const chosen = invocation?.chosen?.get(name);
  if (chosen) return [chosen];
  const own = valueOf(invocation?.args, name);
  const matrix = valueOf(valueOf(valueOf(invocation?.args, "matrix"), "parameters"), name);
  const many = asSeq(matrix)?.items.flatMap((item) => item.node ?? []) ?? (matrix ? [matrix] : []);
  return own ? [own, ...many] : many;
}

/** Where a name is looked up and what the templates around it mean. */
interface Place {
  readonly namespaces: readonly Namespace[];
  readonly scope: Scope;
}

/** The executors that a job can run on, `executor:` and a parameter of that type followed. `caller`: where it is invoked. */
export function executorsOf(
  job: Runner,
  invocation: Invocation | undefined,
  scope: Scope,
  caller: Namespace,
  pipeline: Scope,
): Chosen[] {
  const reference = valueOf(job.map, "executor");
  const inside = { namespaces: [job.namespace], scope };
  const parameter = soleParameter(textOf(reference) ?? textOf(valueOf(reference, "name")) ?? "");
  if (parameter === undefined) return chooseExecutor(reference, inside, inside);
  const given = argumentNodes(invocation, parameter);
  if (given.length > 0) {
    const outside = { namespaces: [caller, job.namespace], scope: invocationScope(invocation, pipeline) };
    return given.flatMap((node) => chooseExecutor(node, outside, inside, reference));
  }
  return chooseExecutor(job.parameters.get(parameter)?.default, inside, inside, reference);
}

/** Follows `name`, or `{name: …, parameter: …}`; `around` is a map around it that may hold arguments too. */
function chooseExecutor(reference: Node | undefined, named: Place, used: Place, around?: Node): Chosen[] {
  const name = textOf(reference) ?? textOf(valueOf(reference, "name"));
  if (name === undefined) return [];
  return [...evaluate(name, named.scope).values].flatMap((value) => {
    const found = named.namespaces.map((namespace) => findRunner(namespace, "executors", value));
    const executor = found.find((one) => one !== undefined);
    if (!executor) return [];
    const argument = (parameter: string): Possible | undefined => {
      const own = valueOf(reference, parameter);
      const node = own ?? valueOf(around, parameter);
      return parameter === "name" || !node ? undefined : evaluateNode(node, own ? named.scope : used.scope);
    };
    return [[executor, scopeFor(executor.parameters, used.scope, argument, true)] as const];
  });
}

/** Executors of this file that an entry hands to a job whose source is not here (an orb's), as far as names tell. */
export function handedExecutors(namespace: Namespace, invocation: Invocation, pipeline: Scope): Chosen[] {
  const place = { namespaces: [namespace], scope: invocationScope(invocation, pipeline) };
  const names = new Set([
    ...entriesOf(invocation.args).keys(),
    ...entriesOf(valueOf(valueOf(invocation.args, "matrix"), "parameters")).keys(),
  ]);
  return [...names]
    .filter((name) => !ENTRY_KEYS.has(name))
    .flatMap((name) => argumentNodes(invocation, name).filter((node) => asMap(node) ?? /exec|runner/i.test(name)))
    .flatMap((node) => chooseExecutor(node, place, place));
}

/** True when the `resource_class` is that of a self-hosted runner: `namespace/name`. */
export function isSelfHosted(map: MapNode, scope: Scope): boolean {
  return areSelfHosted(resourceClassesOf({ map, scope }, []));
}
