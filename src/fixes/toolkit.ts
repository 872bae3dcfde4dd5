import {
  type Edits,
  type NewValue,
  appendItem,
  editScalar,
  insertFirstPair,
  insertPairAfter,
  removeItem,
  removePair,
} from "../edit/index.ts";
import type { Change } from "../finding.ts";
import type { PathStep } from "../source/path-step.ts";
import {
  type Entries,
  type Node,
  type Tree,
  asMap,
  asScalar,
  asSeq,
  entriesOf,
  ownPair,
  resolve,
  textOf,
} from "../syntax/index.ts";
import { type Part, meaningOf } from "./part.ts";

/** A value that an edit writes, in the style of what stands around it. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Reads a file as YAML means it: through aliases and merges. For what the model does not tell. */
export interface YamlReader {
  /** The value at a path from the root, such as `["jobs", "build", "docker", 0]`; `undefined` where there is none. */
  readonly at: (path: readonly PathStep[]) => Node | undefined;
  /** The text of a scalar; `undefined` for anything else, and for null. */
  readonly text: (node: Node | undefined) => string | undefined;
  /** The keys of a map; none for anything else. */
  readonly entries: (node: Node | undefined) => Entries;
  /** The items of a list; none for anything else. */
  readonly items: (node: Node | undefined) => readonly (Node | undefined)[];
}

/**
 * Makes the edits of a fix together with what they change in the meaning. Each verb keeps style, indentation, comments and line
 * endings, and gives `undefined` where a person has to do it. What is edited behind an alias changes for all that share it.
 */
export interface EditVerbs {
  /** Gives a scalar another text. */
  readonly setText: (node: Node | undefined, text: string) => Part | undefined;
  /** Adds a key to a map that does not have it, after its others. */
  readonly addKey: (map: Node | undefined, key: string, value: YamlValue) => Part | undefined;
  /** Takes a key out of a map that is written there, but not its only one. */
  readonly removeKey: (map: Node | undefined, key: string) => Part | undefined;
  /** Adds an item at the end of a list. */
  readonly addItem: (list: Node | undefined, value: YamlValue) => Part | undefined;
  /** Takes an item out of a list, but not its only one. */
  readonly removeItem: (list: Node | undefined, index: number) => Part | undefined;
  /** Several parts as one, whole or not at all. */
  readonly all: (...parts: readonly (Part | undefined)[]) => Part | undefined;
}

export function readerOf({ root }: Tree): YamlReader {
  return { at: (path) => resolve(path.reduce(stepInto, root)), text: textOf, entries: entriesOf, items: itemsOf };
}

function itemsOf(node: Node | undefined): (Node | undefined)[] {
  return asSeq(node)?.items.map((item) => item.node) ?? [];
}

function stepInto(node: Node | undefined, key: PathStep): Node | undefined {
  return typeof key === "number" ? itemsOf(node)[key] : entriesOf(node).get(key)?.value;
}

export function editorOf(tree: Tree): EditVerbs {
  return {
    setText(node, text) {
      const scalar = asScalar(node);
      const edited = scalar && editScalar(tree, scalar, [{ start: 0, end: scalar.value.length, text }]);
      return scalar && toPart(edited?.edits, { scalar: scalar.span, value: text });
    },
    addKey(node, key, value) {
      const map = asMap(node);
      if (!map || entriesOf(map).has(key)) return undefined;
      const last = map.pairs.at(-1);
      const pair = [key, toNewValue(value)] as const;
      const edits = last ? insertPairAfter(tree, last, pair) : insertFirstPair(tree, map, pair);
      return toPart(edits, { map: map.span, key, value: meaningOf(pair[1]) });
    },
    removeKey(node, key) {
      const map = asMap(node);
      const pair = map && ownPair(map, key);
      return pair && toPart(removePair(tree, pair), { map: map.span, key, value: undefined });
    },
    addItem(node, value) {
      const list = asSeq(node);
      const item = toNewValue(value);
      const change = list && { list: list.span, index: list.items.length, value: meaningOf(item) };
      return change && toPart(appendItem(tree, list, item), change);
    },
    removeItem(node, index) {
      const list = asSeq(node);
      const item = list?.items[index];
      return item && toPart(removeItem(tree, item), { list: list.span, index, value: undefined });
    },
    all(...parts) {
      const made = parts.flatMap((part) => part ?? []);
      if (made.length < parts.length) return undefined;
      return { edits: made.flatMap(({ edits }) => edits), expects: made.flatMap(({ expects }) => expects) };
    },
  };
}

function toPart(edits: Edits, change: Change): Part | undefined {
  return edits && { edits, expects: [change] };
}

function toNewValue(value: YamlValue): NewValue {
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(toNewValue);
  return { pairs: Object.entries(value).map(([key, inner]) => [key, toNewValue(inner)] as const) };
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}
