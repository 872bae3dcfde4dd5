import { textOf, valueOf, type MapNode, type Node, entriesOf } from "../../syntax/index.ts";
import type { OrbItem, OrbSwitch } from "./item.ts";
import { ORB_ITEMS } from "./items.ts";
import { isInRange, readOrbReference } from "./version.ts";

export type * from "./item.ts";
export { executorKind } from "./executors.ts";
export { readOrbParameter } from "./parameters.ts";

/** What a command or job of an orb (`circleci/docker@2.1.0`) does; `undefined` where that is not known. */
export function findOrbItem(orb: string, kind: OrbItem["kind"], name: string): OrbItem | undefined {
  const { name: orbName, version } = readOrbReference(orb);
  const wanted = folded(name);
  return ORB_ITEMS.find(
    (item) => item.orb === orbName && item.kind === kind && item.name === wanted && isInRange(version, item),
  );
}

/** What is given for a parameter of an orb, whichever way the version spells its name. */
export function argumentOf(args: MapNode | undefined, parameter: string): Node | undefined {
  const own = valueOf(args, parameter);
  if (own || parameter === "") return own;
  return [...entriesOf(args).values()].find(({ key }) => folded(key) === parameter)?.value;
}

/** Whether a switch lets something run; `undefined` where only the pipeline knows. `read`: the known text of a node. */
export function isSwitchedOn(
  { parameter, default: fallback, on }: OrbSwitch,
  args: MapNode | undefined,
  read: (node: Node) => string | undefined,
): boolean | undefined {
  const node = argumentOf(args, parameter);
  if (on === "given") return node ? textOf(node) !== "" : fallback;
  if (!node) return on === "off" ? !fallback : fallback;
  const text = read(node);
  if (text === undefined) return undefined;
  if (on === "several") return text.includes(",");
  return /^(?:true|yes|on)$/i.test(text) !== (on === "off");
}

/** Names with dashes, as older versions have them, and with underscores are the same. */
function folded(name: string): string {
  return name.replaceAll("-", "_");
}
