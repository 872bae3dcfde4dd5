import { existsSync, readFileSync, readdirSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Alias, type Document, type ParsedNode, isAlias, isMap, isScalar, parseDocument, visit } from "yaml";
import type { Node, Tree } from "../../src/syntax/index.ts";
import { yamlText } from "./layouts.ts";
import { read } from "./trees.ts";

const CORPUS = new URL("../../../shared/corpus/files/", import.meta.url);
const RUN = { seed: 20_201_101, numRuns: 1000 };

/** What a parser says of a text or a node: enough to differ in if one of the two reads anything else. */
type Seen = unknown;

/** Only where the other parser has the same idea of a node's place: of what is no block, braces and brackets included. */
type Place = readonly [start: number, end: number] | undefined;

function seeOurs(text: string): Seen {
  const tree = read(text);
  if (tree.faults.length > 0) return "faulty";
  return { root: seeOurNode(tree, tree.root), hasSecond: tree.secondDocument !== undefined };
}

function seeOurNode(tree: Tree, node: Node | undefined): Seen {
  if (!node) return null;
  const place: Place = [node.span.start, node.span.end];
  if (node.kind === "alias") {
    return { alias: node.name, place, means: node.target ? tree.anchored.indexOf(node.target) : "nothing" };
  }
  const props = { anchor: node.anchor?.name, tagged: node.tag !== undefined };
  if (node.kind === "scalar") {
    const { style, value } = node;
    if (style === "empty") return { ...props, value, style: "plain" };
    return { ...props, value, style, place: isBlock(style) ? undefined : place };
  }
  const see = (one: Node | undefined): Seen => seeOurNode(tree, one);
  if (node.kind === "seq") {
    return { ...props, place: node.flow ? place : undefined, items: node.items.map((item) => see(item.node)) };
  }
  const pairs = node.pairs.map(({ key, value }) => [see(key), see(value)]);
  return { ...props, place: node.flow && !node.implicit ? place : undefined, pairs };
}

const STYLES: Record<string, string> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

function isBlock(style: string | undefined): boolean {
  return style === "literal" || style === "folded";
}

/** What `yaml`'s own document says. A byte-order mark is not shown to it: it would take it for indentation. */
class TheirReading {
  readonly #text: string;
  readonly #mark: number;
  readonly #document: Document.Parsed;
  readonly #anchored: unknown[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#mark = text.startsWith("\uFEFF") ? 1 : 0;
    this.#document = parseDocument(text.slice(this.#mark), { schema: "failsafe", uniqueKeys: false });
    visit(this.#document, {
      Value: (_, node) => {
        if (node.anchor) this.#anchored.push(node);
      },
    });
  }

  see(): Seen {
    const { errors, contents } = this.#document;
    const faults = errors.filter(({ code }) => code !== "MULTIPLE_DOCS");
    if (faults.length > 0) return "faulty";
    return { root: this.#seeNode(contents), hasSecond: errors.length > 0 };
  }

  #seeNode(node: ParsedNode | null): Seen {
    if (!node) return null;
    const place: Place = [node.range[0] + this.#mark, node.range[1] + this.#mark];
    if (isAlias(node)) return { alias: node.source, place, means: this.#meaning(node) };
    const props = { anchor: node.anchor, tagged: node.tag !== undefined };
    if (isScalar(node)) {
      const style = STYLES[node.type ?? ""];
      const isEmpty = node.source === "" && style === "plain";
      if (isEmpty) return props.anchor || props.tagged ? { ...props, value: "", style } : null;
      return { ...props, value: node.value, style, place: isBlock(style) ? undefined : place };
    }
    const see = (one: ParsedNode | null): Seen => this.#seeNode(one);
    if (!isMap(node)) return { ...props, place: node.flow === true ? place : undefined, items: node.items.map(see) };
    const isBraced = this.#text[place[0]] === "{" && node.items[0]?.key.range[0] !== node.range[0];
    const pairs = node.items.map(({ key, value }) => [see(key), see(value)]);
    return { ...props, place: node.flow === true && isBraced ? place : undefined, pairs };
  }

  /** Index of the anchored node that an alias means. An alias inside what it means is a circle: we say it means nothing. */
  #meaning(alias: Alias.Parsed): Seen {
    const target = alias.resolve(this.#document);
    const isCircle = target?.range && target.range[0] <= alias.range[0] && alias.range[1] <= target.range[1];
    return target && !isCircle ? this.#anchored.indexOf(target) : "nothing";
  }
}

function seeTheirs(text: string): Seen {
  return new TheirReading(text).see();
}

test("generated YAML is read as `yaml` reads it", () => {
  const property = fc.property(yamlText, (text) => {
    expect(seeOurs(text)).toEqual(seeTheirs(text));
  });
  fc.assert(property, RUN);
});

const SHARDS = "\n, ,\t,:,: ,- ,{,],',\",#, #,&a ,*a,? ,|,---\n,%,@,!x ".split(",");

test("damaged YAML is refused where `yaml` refuses it, and read as `yaml` reads it otherwise", () => {
  const damaged = fc
    .record({ text: yamlText, at: fc.nat(), removed: fc.nat(3), inserted: fc.constantFrom("", "", ",", ...SHARDS) })
    .map(({ text, at, removed, inserted }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + inserted + text.slice(start + removed);
    });
  const property = fc.property(damaged, (text) => {
    fc.pre(!/\r(?!\n)/.test(text)); // which we refuse, because `yaml` reads it wrongly
    expect(seeOurs(text)).toEqual(seeTheirs(text));
  });
  fc.assert(property, RUN);
});

describe.skipIf(!existsSync(CORPUS))("real configs (skipped where ../shared/corpus is missing)", () => {
  const paths = existsSync(CORPUS) ? readdirSync(CORPUS, { recursive: true, encoding: "utf8" }) : [];
  const files = paths.filter((path) => /\.ya?ml$/.test(path)).toSorted();

  test("are all there", () => {
    expect(files.length).toBeGreaterThan(500);
  });

  test.each(files)("%s is read as `yaml` reads it", (file) => {
    const text = readFileSync(new URL(file, CORPUS), "utf8");
    expect(seeOurs(text)).toEqual(seeTheirs(text));
  });
});
