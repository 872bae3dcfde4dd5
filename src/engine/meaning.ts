import type { Change, Meaning, PathStep } from "../finding.ts";
import type { Config } from "../model/index.ts";
import { type Plain, type Rewrites, expand, isList, plainEqual } from "../syntax/index.ts";

/** Top-level keys that CircleCI reads; any other is a place to park anchors and means nothing by itself. */
const READ_KEYS = new Set([
  "version",
  "setup",
  "orbs",
  "commands",
  "executors",
  "jobs",
  "job-groups",
  "workflows",
  "parameters",
  "description",
  "display",
  "examples",
  "experimental",
]);

/** The meaning of a config: aliases and merges resolved, what CircleCI does not read left out. */
export function meaningOf(config: Config, rewrites?: Rewrites): Plain {
  const whole = expand(config.root, rewrites);
  if (whole === null || typeof whole === "string" || isList(whole) || isFragment(config)) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([key]) => READ_KEYS.has(key)));
}

function isFragment({ kind }: Config): boolean {
  return kind.startsWith("part-") || kind === "example" || kind === "other" || kind === "legacy";
}

/** The meaning that a config should have after some changes; `undefined` when a change has no place in it. */
export function expectedMeaning(config: Config, changes: readonly Change[]): Plain | undefined {
  const rewrites = readRewrites(changes);
  let result: Plain | undefined = rewrites && meaningOf(config, rewrites);
  for (const change of changes) {
    if (result !== undefined && "path" in change) result = changeAt(result, change.path, change.value);
  }
  return result;
}

/** What changes where it is written; `undefined` when two changes contradict each other. */
function readRewrites(changes: readonly Change[]): Rewrites | undefined {
  const added = new Map<number, Record<string, Meaning>>();
  const removed = new Map<number, Set<string>>();
  const inserted = new Map<number, Map<number, Meaning[]>>();
  const dropped = new Map<number, Set<number>>();
  const scalars = new Map<number, string>();
  for (const change of changes) {
    if ("scalar" in change) {
      const other = scalars.get(change.scalar.start);
      if (other !== undefined && other !== change.value) return undefined;
      scalars.set(change.scalar.start, change.value);
    } else if ("map" in change) {
      const { map, key, value } = change;
      const keys = added.get(map.start) ?? {};
      if (value === undefined) removed.set(map.start, (removed.get(map.start) ?? new Set()).add(key));
      else if (key in keys && !plainEqual(keys[key] ?? null, value)) return undefined;
      else added.set(map.start, { ...keys, [key]: value });
    } else if ("list" in change) {
      const { list, index, value } = change;
      const items = inserted.get(list.start) ?? new Map<number, Meaning[]>();
      if (value === undefined) dropped.set(list.start, (dropped.get(list.start) ?? new Set()).add(index));
      else inserted.set(list.start, items.set(index, [...(items.get(index) ?? []), value]));
    }
  }
  return { added, removed, inserted, dropped, scalars };
}

function changeAt(at: Plain, path: readonly PathStep[], value: Meaning | undefined): Plain | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (at === null || typeof at === "string") return undefined;
  if (isList(at)) {
    if (typeof step !== "number" || at[step] === undefined) return undefined;
    const inner = changeAt(at[step], rest, value);
    return inner === undefined ? undefined : at.with(step, inner);
  }
  const key = String(step);
  if (rest.length === 0 && value === undefined) {
    return Object.fromEntries(Object.entries(at).filter(([name]) => name !== key));
  }
  const old = at[key];
  const inner = rest.length === 0 ? value : old === undefined ? undefined : changeAt(old, rest, value);
  return inner === undefined ? undefined : { ...at, [key]: inner };
}
