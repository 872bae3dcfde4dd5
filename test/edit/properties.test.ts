import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Edits,
  type TextEdit,
  aliasToMerge,
  appendTopLevel,
  applyEdits,
  fillInline,
  fillPair,
  indentUnder,
  insertFirstPair,
  insertPairAfter,
  prependItem,
  replaceInline,
  scalarItemToMap,
  setScalar,
  wrapInList,
  wrapPairs,
} from "../../src/edit/index.ts";
import { type Item, type MapNode, type Node, type Pair, type Tree, expand } from "../../src/syntax/index.ts";
import { yamlText } from "../syntax/layouts.ts";
import { all, read } from "../syntax/trees.ts";

/** Printed with a failure, and the same in every run: a failure is a fact, not an accident. */
const RUN = { seed: 20_201_101, numRuns: 300 };

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** One place of a tree where a verb can do something: the edits, and the same done to the tree itself. */
interface Place {
  readonly edit: () => Edits;
  readonly graft: () => void;
}

interface Verb {
  readonly name: string;
  readonly places: (tree: Tree) => Place[];
  /** What the verb may take out of the text; nothing for a verb that only adds. */
  readonly removes?: RegExp;
  /** The share of places, at least, that it must not decline. */
  readonly accepts: number;
}

const AUTH = [
  "auth",
  {
    pairs: [
      ["username", "$U"],
      ["password", "$P"],
    ],
  },
] as const;
const CONTEXT = ["context", ["hub", "x y"]] as const;
const TEXTS = [
  "$HUB",
  "a: b #c",
  "12",
  "true",
  "it's",
  'say "x"',
  "a\nb",
  "",
  " x ",
  "[a, b",
  "~",
  "日本 🚀",
  "*a",
  "a\u2028b",
  "\\",
];

/** A tree of a text that the tests write themselves. */
function nodeOf(text: string): Node {
  const { root, faults } = read(text);
  if (!root || faults[0]) throw new Error(`the test wrote what does not parse: ${text}`);
  return root;
}

function mapOf(text: string): MapNode {
  const node = nodeOf(text);
  if (node.kind !== "map") throw new Error(`no map: ${text}`);
  return node;
}

function pairOf(text: string): Pair {
  const [pair] = mapOf(text).pairs;
  if (!pair) throw new Error(`no pair: ${text}`);
  return pair;
}

function putValue(holder: Pair | Item | undefined, node: Node): void {
  if (holder?.kind === "pair") (holder as Writable<Pair>).value = node;
  if (holder?.kind === "item") (holder as Writable<Item>).node = node;
}

function isKey(node: Node): boolean {
  return node.holder?.kind === "pair" && node.holder.key === node;
}

const AUTH_TEXT = "auth: {username: $U, password: $P}";
const CONTEXT_TEXT = "context: [hub, x y]";

const verbs: readonly Verb[] = [
  {
    name: "insertPairAfter",
    accepts: 0.9,
    places: (tree) =>
      all(tree, "pair").map((pair) => ({
        edit: () => insertPairAfter(tree, pair, AUTH),
        graft: () => (pair.map.pairs as Pair[]).splice(pair.map.pairs.indexOf(pair) + 1, 0, pairOf(AUTH_TEXT)),
      })),
  },
  {
    name: "insertFirstPair",
    accepts: 0.7,
    places: (tree) =>
      all(tree, "map").map((map) => ({
        edit: () => insertFirstPair(tree, map, CONTEXT),
        graft: () => (map.pairs as Pair[]).unshift(pairOf(CONTEXT_TEXT)),
      })),
  },
  {
    name: "prependItem",
    accepts: 0.7,
    places: (tree) =>
      all(tree, "seq").map((seq) => ({
        edit: () => prependItem(tree, seq, "x y"),
        graft: () => (seq.items as Item[]).unshift({ ...itemOf(seq.items[0]), node: nodeOf("x y"), seq }),
      })),
  },
  {
    name: "scalarItemToMap",
    accepts: 0.2,
    places: (tree) =>
      all(tree, "item")
        .filter(({ node }) => node?.kind === "scalar")
        .map((item) => ({
          edit: () => scalarItemToMap(tree, item, [CONTEXT], 4),
          graft: () => {
            const map = mapOf(`key: {${CONTEXT_TEXT}}`);
            const [pair] = map.pairs;
            if (pair) (pair as Writable<Pair>).key = item.node;
            putValue(item, map);
          },
        })),
  },
  {
    name: "fillPair",
    accepts: 0.4,
    removes: /^[\t ]*~$/,
    places: (tree) =>
      all(tree, "pair")
        .filter(({ value }) => !value || (value.kind === "scalar" && value.value === "~"))
        .map((pair) => ({
          edit: () => fillPair(tree, pair, [AUTH], 4),
          graft: () => putValue(pair, nodeOf(AUTH_TEXT)),
        })),
  },
  {
    name: "fillInline",
    accepts: 0.4,
    removes: /^[\t ]*~$/,
    places: (tree) =>
      all(tree, "pair")
        .filter(({ value }) => !value || (value.kind === "scalar" && value.value === "~"))
        .map((pair) => ({
          edit: () => fillInline(tree, pair, ["hub", "x y"]),
          graft: () => putValue(pair, nodeOf("[hub, x y]")),
        })),
  },
  {
    name: "wrapInList",
    accepts: 0.2,
    places: (tree) =>
      all(tree, "scalar")
        .filter((scalar) => scalar.holder && !isKey(scalar))
        .map((scalar) => ({
          edit: () => wrapInList(tree, scalar, "x, y"),
          graft: () => {
            const { holder } = scalar;
            const list = nodeOf("['x, y', z]");
            if (list.kind === "seq") putValue(list.items[1], scalar);
            putValue(holder, list);
          },
        })),
  },
  {
    name: "aliasToMerge",
    accepts: 0.05,
    removes: /^[\t ]*\*[-\w]+$/,
    places: (tree) =>
      all(tree, "pair")
        .filter(({ value, key }) => value?.kind === "alias" && !(key?.kind === "scalar" && key.value === "<<"))
        .map((pair) => ({
          edit: () => aliasToMerge(tree, pair, [CONTEXT], 6),
          graft: () => {
            const map = mapOf(`<<: *x\n${CONTEXT_TEXT}`);
            if (pair.value) putValue(map.pairs[0], pair.value);
            putValue(pair, map);
          },
        })),
  },
  {
    name: "replaceInline",
    accepts: 0.2,
    removes: /^[^\n]*$/,
    places: (tree) =>
      [...all(tree, "alias"), ...all(tree, "scalar"), ...all(tree, "seq"), ...all(tree, "map")]
        .filter((node) => node.holder && !isKey(node) && (node.kind !== "map" || !node.implicit))
        .filter(
          ({ holder }) => !(holder?.kind === "pair" && holder.key?.kind === "scalar" && holder.key.value === "<<"),
        )
        .map((node) => ({
          edit: () => replaceInline(tree, node, { flow: ["hub", "x y"] }),
          graft: () => putValue(node.holder, nodeOf("[hub, x y]")),
        })),
  },
  {
    name: "setScalar",
    accepts: 0.5,
    removes: /^[^\n]*$/,
    places: (tree) =>
      all(tree, "scalar")
        .filter((scalar) => !isKey(scalar))
        .map((scalar, index) => {
          const text = TEXTS[(index + tree.source.text.length) % TEXTS.length] ?? "";
          return {
            edit: () => setScalar(tree, scalar, text),
            graft: () => Object.assign(scalar, { value: text, style: "single" }),
          };
        }),
  },
  {
    name: "indentUnder",
    accepts: 0.2,
    places: (tree) =>
      all(tree, "pair")
        .filter(({ value }) => !value)
        .flatMap((parent) =>
          [1, 2].map((count): Place => {
            const pairs = parent.map.pairs as Pair[];
            const index = pairs.indexOf(parent) + 1;
            const moved = pairs.slice(index, index + count);
            return {
              edit: () => indentUnder(tree, parent, moved),
              graft: () => {
                pairs.splice(index, moved.length);
                putValue(parent, { ...mapOf("x: y"), pairs: moved });
              },
            };
          }),
        ),
  },
  {
    name: "wrapPairs",
    accepts: 0.4,
    places: (tree) =>
      all(tree, "map").flatMap((map) =>
        map.pairs.flatMap((_, index): Place[] =>
          [1, 2].map((count) => {
            const pairs = map.pairs.slice(index, index + count);
            return {
              edit: () => wrapPairs(tree, "a: b", pairs),
              graft: () => {
                const wrapped = pairOf("'a: b': x");
                (map.pairs as Pair[]).splice(index, pairs.length, wrapped);
                putValue(wrapped, { ...mapOf("x: y"), pairs });
              },
            };
          }),
        ),
      ),
  },
  {
    name: "appendTopLevel",
    accepts: 0.2,
    places: (tree) => [
      {
        edit: () => appendTopLevel(tree, AUTH),
        graft: () => {
          if (tree.root?.kind === "map") (tree.root.pairs as Pair[]).push(pairOf(AUTH_TEXT));
        },
      },
    ],
  },
];

function itemOf(item: Item | undefined): Pick<Item, "kind" | "dash" | "comma"> {
  return item ?? { kind: "item", dash: undefined, comma: undefined };
}

/** The text as it was, found from the text after the edits: what they put in is taken out again. */
function undo(after: string, before: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  let old = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    result += after.slice(at, at + start - old) + before.slice(start, end);
    at += start - old + text.length;
    old = end;
  }
  return result + after.slice(at);
}

function commentsOf(tree: Tree): string[] {
  return tree.comments.map(({ text }) => text);
}

const chosen = fc.record({ text: yamlText, index: fc.nat() });

/** Runs a check on one random place of each random text. */
function holds(
  { places, accepts }: Verb,
  check: (before: Tree, place: Place, edits: readonly TextEdit[], after: string) => void,
): void {
  let offered = 0;
  let taken = 0;
  const property = fc.property(chosen, ({ text, index }) => {
    const tree = read(text);
    fc.pre(tree.faults.length === 0);
    const found = places(tree);
    const place = found[index % Math.max(1, found.length)];
    const edits = place?.edit();
    offered += place ? 1 : 0;
    taken += edits ? 1 : 0;
    if (place && edits) check(tree, place, edits, applyEdits(text, edits));
  });
  fc.assert(property, RUN);
  expect(taken / offered, "share of places that the verb takes").toBeGreaterThanOrEqual(accepts);
}

describe.each(verbs)("$name, in random layouts", (verb) => {
  test("means what it says and nothing else", () => {
    holds(verb, (tree, place, _, text) => {
      const after = read(text);
      expect(after.faults).toEqual([]);
      place.graft();
      expect(expand(after.root)).toEqual(expand(tree.root));
    });
  });

  test("keeps every comment, in order", () => {
    holds(verb, (tree, _, __, text) => expect(commentsOf(read(text))).toEqual(commentsOf(tree)));
  });

  test("takes out no more than it says, and leaves the rest as it was", () => {
    holds(verb, (tree, _, edits, text) => {
      const before = tree.source.text;
      expect(undo(text, before, edits)).toBe(before);
      for (const edit of edits.filter(({ start, end }) => start < end)) {
        expect(tree.source.slice(edit)).toMatch(verb.removes ?? /^$/);
      }
    });
  });

  test("writes lines as the file has them", () => {
    holds(verb, ({ source }, _, edits, text) => {
      for (const edit of edits) {
        const breaks = edit.text.match(/\r?\n/g) ?? [];
        expect(breaks.every((one) => one === source.eol)).toBe(true);
        expect(edit.text).not.toMatch(/[\t ]\r?\n/);
      }
      expect(text.endsWith("\n")).toBe(source.text.endsWith("\n"));
    });
  });

  test("gives the same edits for the same text", () => {
    const property = fc.property(chosen, ({ text, index }) => {
      const [first, second] = [read(text), read(text)].map((tree) => {
        const found = tree.faults.length === 0 ? verb.places(tree) : [];
        return found[index % Math.max(1, found.length)]?.edit();
      });
      expect(first).toEqual(second);
    });
    fc.assert(property, { ...RUN, numRuns: 100 });
  });
});
