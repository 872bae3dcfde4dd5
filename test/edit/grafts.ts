import {
  type Edits,
  aliasToMerge,
  appendItem,
  appendTopLevel,
  fillInline,
  fillPair,
  indentUnder,
  insertFirstPair,
  insertItemBefore,
  insertPairAfter,
  insertPairBefore,
  prependItem,
  removeItem,
  removePair,
  replaceInline,
  scalarItemToMap,
  setScalar,
  wrapInList,
  wrapPairs,
} from "../../src/edit/index.ts";
import type { Item, MapNode, Node, Pair, Tree } from "../../src/syntax/index.ts";
import { all, read } from "../syntax/trees.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** One place of a tree where a verb can do something: the edits, and the same done to the tree itself. */
export interface Place {
  readonly edit: () => Edits;
  readonly graft: () => void;
}

export interface Verb {
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

/** Each verb, with every place of a tree that it could be applied to. */
export const verbs: readonly Verb[] = [
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
    name: "insertItemBefore",
    accepts: 0.7,
    places: (tree) =>
      all(tree, "item")
        .filter(({ node }) => node)
        .map((item) => ({
          edit: () => insertItemBefore(tree, item, { pairs: [["run", { script: "a: b\n\n  # c\n" }]] }),
          graft: () => {
            const node = mapOf('run: "a: b\\n\\n  # c\\n"');
            (item.seq.items as Item[]).splice(item.seq.items.indexOf(item), 0, { ...item, node });
          },
        })),
  },
  {
    name: "appendItem",
    accepts: 0.6,
    places: (tree) =>
      all(tree, "seq").map((seq) => ({
        edit: () => appendItem(tree, seq, { pairs: [AUTH] }),
        graft: () => (seq.items as Item[]).push({ ...itemOf(seq.items[0]), node: mapOf(AUTH_TEXT), seq }),
      })),
  },
  {
    name: "removeItem",
    accepts: 0.1,
    // Whole lines; that no comment is among them is checked for every verb.
    removes: /^[\s\S]+$/,
    places: (tree) =>
      all(tree, "item").map((item) => ({
        edit: () => removeItem(tree, item),
        graft: () => (item.seq.items as Item[]).splice(item.seq.items.indexOf(item), 1),
      })),
  },
  {
    name: "insertPairBefore",
    accepts: 0.2,
    places: (tree) =>
      all(tree, "pair").map((pair) => ({
        edit: () => insertPairBefore(tree, pair, AUTH),
        graft: () => (pair.map.pairs as Pair[]).splice(pair.map.pairs.indexOf(pair), 0, pairOf(AUTH_TEXT)),
      })),
  },
  {
    name: "scalarItemToMap",
    accepts: 0.1,
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
    name: "removePair",
    accepts: 0.1,
    // Whole lines or a piece of one; that no comment is among them is checked for every verb.
    removes: /^[\s\S]+$/,
    places: (tree) =>
      all(tree, "pair").map((pair): Place => ({
        edit: () => removePair(tree, pair),
        graft: () => {
          const pairs = pair.map.pairs as Pair[];
          pairs.splice(pairs.indexOf(pair), 1);
        },
      })),
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
