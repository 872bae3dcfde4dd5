import { type Layer, mergeLayers } from "./layers.ts";
import { KEY_VALUE_KEYS, PLUGIN_KEYS } from "./schema/vault.ts";
import { sectionLeaves } from "./schema-lookup.ts";
import type { Sections } from "./settings.ts";

const SEVERITY = "severity";

/** A value of settings, and where it comes from. */
export interface Said {
  /** The keys that lead to it. */
  readonly path: readonly string[];
  readonly value: string | readonly string[];
  /** `path:line:column`, `preset strict`, `default`, `--context`. */
  readonly from: string;
}

/**
 * Every value that holds, with its origin, in the order of the schema: what layers say, what options say over them, and the
 * defaults of the rest. Those of a Vault are left out where there is none.
 */
export function originsOf(layers: readonly Layer[], options: readonly Said[]): Said[] {
  const said = new Map<string, Said>();
  for (const leaf of leavesOf(mergeLayers(layers), [])) {
    const layer = layers.findLast(({ sections }) => placeIn(sections, leaf.path) !== undefined);
    const place = layer && placeIn(layer.sections, leaf.path);
    if (place) said.set(keyOf(leaf.path), { ...leaf, from: layer.placeOf(place) });
  }
  const hasVault = layers.some(({ sections }) => sections.vault !== undefined);
  for (const option of options) said.set(keyOf(option.path), option);
  const isMissing = (key: string): boolean => !hasVault && said.get("strategy")?.value !== "vault" && key === "vault";
  const engine = said.get(keyOf(["vault", "engine"]))?.value ?? "dockerhub";
  const strange = new Set(engine === "dockerhub" ? KEY_VALUE_KEYS : PLUGIN_KEYS);
  const order = new Map<string, number>();
  for (const { path, fallback } of sectionLeaves()) {
    const key = keyOf(path);
    // What sections hold beside the keys that they know comes behind those.
    for (let depth = 1; depth < path.length; depth += 1) order.set(keyOf(path.slice(0, depth)), order.size + 0.5);
    order.set(key, order.size);
    if (fallback === undefined || said.has(key) || said.has(keyOf([...path, SEVERITY]))) continue;
    const [section = "", name = ""] = path;
    if (isMissing(section) || (section === "vault" && strange.has(name))) continue;
    const own = [...said.keys()].some((one) => one.startsWith(`${key}\n`)) ? [...path, SEVERITY] : path;
    said.set(keyOf(own), { path: own, value: fallback, from: "default" });
  }
  const rank = ({ path }: Said): number => {
    const known = path.findLastIndex((_, index) => order.has(keyOf(path.slice(0, index + 1))));
    return order.get(keyOf(path.slice(0, known + 1))) ?? order.size;
  };
  return [...said.values()].toSorted((a, b) => rank(a) - rank(b));
}

/** Where a value stands in sections; the severity of a rule may stand there alone. */
function placeIn(sections: Sections, path: readonly string[]): readonly string[] | undefined {
  if (valueAt(sections, path) !== undefined) return path;
  const above = path.slice(0, -1);
  const isAlone = path[0] === "rules" && path.at(-1) === SEVERITY && typeof valueAt(sections, above) === "string";
  return isAlone ? above : undefined;
}

function keyOf(path: readonly string[]): string {
  return path.join("\n");
}

function leavesOf(value: unknown, path: readonly string[]): Omit<Said, "from">[] {
  if (["string", "number", "boolean"].includes(typeof value)) return [{ path, value: String(value) }];
  if (Array.isArray(value)) return [{ path, value: value.map(String) }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const own: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return valueAt(own, rest);
}
