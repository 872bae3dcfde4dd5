import { globOf } from "../docker/glob.ts";
import { type MapNode, textOf, valueOf } from "../syntax/index.ts";
import { type Scope, evaluate } from "./possible.ts";

/** A job or executor, and what its parameters are there. */
interface Place {
  readonly map: MapNode;
  readonly scope: Scope;
}

/** Every resource class that a job or executor names; none where it names none. */
function classesIn({ map, scope }: Place): ReadonlySet<string> {
  const text = textOf(valueOf(map, "resource_class"));
  return text === undefined ? new Set() : evaluate(text, scope).values;
}

/**
 * Every resource class that a job can run on: its own, which wins, else those of its executors. None where the file does not show
 * all of them.
 */
export function resourceClassesOf(job: Place | undefined, executors: readonly Place[]): ReadonlySet<string> {
  const own = job ? classesIn(job) : new Set<string>();
  if (own.size > 0) return own;
  const named = executors.map(classesIn);
  return named.some(({ size }) => size === 0) ? new Set() : new Set(named.flatMap((classes) => [...classes]));
}

/** True where all of these classes are of self-hosted runners: `namespace/name`. */
export function areSelfHosted(classes: ReadonlySet<string>): boolean {
  return classes.size > 0 && [...classes].every((name) => /^[\w-]+\/[\w-]+$/.test(name));
}

/** True where all of these classes are among some patterns: what the daemons of such machines pull from Docker Hub comes from a mirror. */
export function haveMirror(classes: ReadonlySet<string>, mirrors: readonly string[]): boolean {
  if (classes.size === 0 || mirrors.length === 0) return false;
  const patterns = mirrors.map(globOf);
  return [...classes].every((name) => patterns.some((pattern) => pattern.test(name)));
}
