import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Source } from "../../src/source/source.ts";
import { type Node, anchoredAt, expand, isNull, isTrue, parse, textOf } from "../../src/syntax/index.ts";
import { yamlText } from "./layouts.ts";
import { all, at, read, walk } from "./trees.ts";

const RUN = { seed: 20_201_101, numRuns: 300 };

describe("the span of a scalar", () => {
  test.each([
    ["plain", "a: b c # why\n", "b c"],
    ["plain, of several lines", "a: b\n  c\n\n  d # why\n", "b\n  c\n\n  d"],
    ["in single quotes", "a: 'it''s' # why\n", "'it''s'"],
    ["in double quotes", 'a: "b\\"c" \n', '"b\\"c"'],
    ["in quotes, of several lines", 'a: "b\n\n  c"\n', '"b\n\n  c"'],
    ["literal", "a: |\n  b\n  c\nd: e\n", "|\n  b\n  c"],
    ["literal, with a comment", "a: |- # why\n  b\n", "|- # why\n  b"],
    ["literal, with blank lines below", "a: |+\n  b\n\n\nd: e\n", "|+\n  b"],
    ["literal, at the end without a newline", "a: |\n  b", "|\n  b"],
    ["folded", "a: >1-\n b\n\n  c\n", ">1-\n b\n\n  c"],
    ["literal and empty", "a: |\nb: c\n", "|"],
    ["literal and empty, with a comment", "a: |2- # why\nb: c\n", "|2-"],
    ["behind an anchor and a tag", "a: &x !!str b\n", "b"],
    ["an alias", "x: &x y\na: *x # why\n", "*x"],
    ["a tilde", "a: ~ # why\n", "~"],
    ["in a flow map", "{a: b c , d: e}", "b c"],
    ["in a flow list", "a: [b, c]", "[b, c]"],
    ["in JSON", '{"a":"b"}', '"b"'],
    ["on the next line", "a: # why\n  b # c\n", "b"],
    ["behind text of two units a character", "# 🚀\n🚀: &🚀 '🚀'\na: 🚀 b\n", "🚀 b"],
  ])("%s holds its text and nothing else", (_, text, expected) => {
    for (const mark of ["", "\uFEFF"]) {
      for (const eol of ["\n", "\r\n"]) {
        const tree = read(mark + text.replaceAll("\n", eol));
        expect(tree.source.slice(at(tree, "a").span)).toBe(expected.replaceAll("\n", eol));
      }
    }
  });

  test("with an anchor only lies behind the anchor", () => {
    const tree = read("a: &x # why\nb: *x\n");
    expect(at(tree, "a")).toMatchObject({ style: "empty", span: { start: 5, end: 5 }, outerStart: 3, propsEnd: 5 });
  });

  test("with an anchor and a tag only lies behind both", () => {
    const tree = read("a: &x\n  !!str\nb: *x\n");
    expect(at(tree, "a")).toMatchObject({ style: "empty", span: { start: 13, end: 13 }, outerStart: 3 });
  });

  test("with an anchor only in a flow map lies behind the anchor", () => {
    const tree = read("{a: &x , b: *x }\n");
    expect(at(tree, "a")).toMatchObject({ style: "empty", span: { start: 6, end: 6 } });
  });
});

describe("the end of a block scalar with its trailing line breaks", () => {
  test.each([
    ["is the start of the next line", "a: |\n  b\nc: d\n", "|\n  b\n"],
    ["leaves out blank lines that are not kept", "a: |\n  b\n\n\nc: d\n", "|\n  b\n"],
    ["takes in blank lines that are kept", "a: |+\n  b\n\n\nc: d\n", "|+\n  b\n\n\n"],
    ["takes in a last line of blanks that are text", "a: |\n  b\n    \nc: d\n", "|\n  b\n    \n"],
    ["is the end of a file without a newline", "a: |+\n  b", "|+\n  b"],
    ["is the line below the head of an empty one", "a: |\nc: d\n", "|\n"],
  ])("%s", (_, text, expected) => {
    const tree = read(text);
    const [scalar] = all(tree, "scalar").filter(({ style }) => style === "literal");
    expect(text.slice(scalar?.span.start, scalar?.fullEnd)).toBe(expected);
  });
});

describe("the span of a collection", () => {
  test.each([
    ["a block map ends with its last value", "a:\n  b: c # why\n  d: e # why\nf: g\n", "b: c # why\n  d: e"],
    ["a block map ends with the colon of an empty value", "a:\n  b: c\n  d: # why\n", "b: c\n  d:"],
    ["a block map begins at the anchor of its first key", "a:\n  &x b: c\n", "&x b: c"],
    ["a block map begins at the question mark of its first key", "a:\n  ? &x b\n  : c\n", "? &x b\n  : c"],
    ["a block map leaves out its own anchor", "a: &x\n  b: c\n", "b: c"],
    ["a block map may begin with a colon", "a:\n  : c\n", ": c"],
    ["a block list goes from its first dash", "a:\n# why\n- b\n- # why\nc: d\n", "- b\n-"],
    ["a flow map goes from brace to brace", "a: { b: c,\n  d: e, } # why\n", "{ b: c,\n  d: e, }"],
    ["a flow list goes from bracket to bracket", "a: &x [ b,\n  c ]\n", "[ b,\n  c ]"],
  ])("%s", (_, text, expected) => {
    const tree = read(text);
    expect(tree.source.slice(at(tree, "a").span)).toBe(expected);
  });

  test.each([
    ["of a plain key", "[a, b: c , d]", "b: c"],
    ["of an explicit key", "[a, ? b : c , d]", "? b : c"],
    ["of an explicit key alone", "[a, ? b , d]", "? b"],
    ["of an empty key", "[a, : c , d]", ": c"],
    ["whose key has an anchor", "[a, &x b: c , d]", "&x b: c"],
  ])("an implicit map %s has the span of its pair", (_, text, expected) => {
    const tree = read(text);
    const node = at(tree, 1);
    expect(node).toMatchObject({ kind: "map", implicit: true, outerStart: 4 });
    expect(tree.source.slice(node.span)).toBe(expected);
  });
});

test("every node of any YAML lies within its parent and behind its elder sibling", () => {
  const property = fc.property(yamlText, (text) => {
    const tree = read(text);
    fc.pre(tree.faults.length === 0);
    const check = (node: Node | undefined, from: number, to: number): number => {
      if (!node) return from;
      expect(node.outerStart).toBeGreaterThanOrEqual(from);
      expect(node.outerStart).toBeLessThanOrEqual(node.span.start);
      expect(node.span.end).toBeGreaterThanOrEqual(node.span.start);
      expect(node.span.end).toBeLessThanOrEqual(to);
      let last = node.span.start;
      if (node.kind === "seq") for (const item of node.items) last = check(item.node, last, node.span.end);
      if (node.kind === "map") {
        for (const { key, value, colon } of node.pairs) {
          last = check(key, last, node.span.end);
          if (colon !== undefined) expect(text[colon]).toBe(":");
          last = check(value, Math.max(last, colon ?? last), node.span.end);
        }
      }
      return node.span.end;
    };
    check(tree.root, 0, text.length);
  });
  fc.assert(property, RUN);
});

test("every node of any YAML is held by the pair or item that shows it, every pair and item by its collection", () => {
  const property = fc.property(yamlText, (text) => {
    const tree = read(text);
    expect(tree.root?.holder).toBeUndefined();
    for (const one of walk(tree.root)) {
      if (one.kind === "pair") for (const node of [one.key, one.value]) expect(node?.holder ?? one).toBe(one);
      if (one.kind === "item") expect(one.node?.holder ?? one).toBe(one);
      if (one.kind === "map") expect(one.pairs.every(({ map }) => map === one)).toBe(true);
      if (one.kind === "seq") expect(one.items.every(({ seq }) => seq === one)).toBe(true);
    }
  });
  fc.assert(property, RUN);
});

test("dashes and commas of any YAML stand where the tree says", () => {
  const property = fc.property(yamlText, (text) => {
    const tree = read(text);
    fc.pre(tree.faults.length === 0);
    const [pairs, items] = [all(tree, "pair"), all(tree, "item")];
    for (const { comma } of [...pairs, ...items]) expect(comma === undefined ? "," : text[comma]).toBe(",");
    for (const { dash, seq } of items) expect(dash === undefined ? seq.flow : text[dash] === "-").toBe(true);
  });
  fc.assert(property, RUN);
});

test("a comma stands behind every member of a flow collection but the last", () => {
  const property = fc.property(yamlText, (text) => {
    const tree = read(text);
    fc.pre(tree.faults.length === 0);
    const members = [...all(tree, "map"), ...all(tree, "seq")]
      .filter(({ flow }) => flow)
      .map((one): readonly { comma: number | undefined }[] => (one.kind === "map" ? one.pairs : one.items));
    for (const group of members) {
      expect(group.slice(0, -1).every(({ comma }) => comma !== undefined)).toBe(true);
    }
  });
  fc.assert(property, RUN);
});

describe("an alias", () => {
  test("means the last anchor of its name before it", () => {
    const tree = read("a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: *x\n");
    const [first, second] = tree.anchored;
    expect(all(tree, "alias").map(({ target }) => target)).toEqual([first, second, second]);
    expect(first?.aliases.map(({ span }) => span.start)).toEqual([11]);
    expect(second?.aliases.map(({ span }) => span.start)).toEqual([25, 31]);
  });

  test("dangles before its anchor", () => {
    const tree = read("a: *x\nb: &x 1\n");
    expect(tree.faults).toEqual([]);
    expect(tree.danglingAliases.map(({ name, target }) => [name, target])).toEqual([["x", undefined]]);
  });

  test("dangles inside the very node that it names", () => {
    const tree = read("a: &x 1\nb: &x [*x]\nc: *x\n");
    expect(tree.danglingAliases.map(({ span }) => span.start)).toEqual([15]);
    expect(expand(tree.root)).toEqual({ a: "plain 1", b: ["*x"], c: ["*x"] });
  });

  test("means an anchor inside a node of the same name, which comes later", () => {
    const tree = read("a: &x [&x 1, *x]\nb: *x\n");
    expect(expand(tree.root)).toEqual({ a: ["plain 1", "plain 1"], b: "plain 1" });
  });

  test("may be a key", () => {
    expect(expand(read("a: &x b\n*x : c\n").root)).toEqual({ a: "b", b: "c" });
  });

  test("may mean a key", () => {
    expect(expand(read("&x a: b\nc: *x\n").root)).toEqual({ a: "b", c: "a" });
  });

  test("to an anchor without a value is null", () => {
    expect(isNull(at(read("a: &x\nb: *x\n"), "b"))).toBe(true);
  });
});

describe("anchoredAt", () => {
  const text = "a: &x 1\nb: &x [ &x 2, 3 ]\nc: d\n";
  const tree = read(text);
  const [one, list, two] = tree.anchored;

  test("lists anchors in document order", () => {
    expect(tree.anchored.map(({ span }) => text.slice(span.start, span.end))).toEqual(["1", "[ &x 2, 3 ]", "2"]);
    expect([one, list, two]).not.toContain(undefined);
  });

  test.each([
    ["is nothing before the first", 0, undefined],
    ["is the first behind it", text.indexOf("b:"), one],
    ["is nothing within a node of that name", text.indexOf("[ ") + 2, undefined],
    ["is the inner one behind it", text.indexOf("3 ]"), two],
    ["stays the inner one behind both, because it comes later", text.indexOf("d"), two],
  ])("%s", (_, offset, expected) => {
    expect(anchoredAt(tree, "x", offset)).toBe(expected);
  });

  test("is nothing for a name that is not there", () => {
    expect(anchoredAt(tree, "y", text.length)).toBeUndefined();
  });
});

describe("comments", () => {
  test("are found wherever they stand", () => {
    const text = [
      "# head",
      "%YAML 1.2 # directive",
      "--- # start",
      "a: # beside",
      "  # above",
      "  b: c\t# behind a tab",
      "d: | # of a block scalar",
      "  text # no comment",
      "  # nor this",
      "# below it",
      "e: [ # open",
      "  f, # item",
      "  # between",
      "] # close",
      "g: 'x # y' # quoted",
      'h: "x',
      '  # y" # of several lines',
      "i: x#y #",
      "# end",
    ].join("\n");
    const found = read(text).comments;
    expect(found.map((comment) => comment.text)).toEqual([
      "# head",
      "# directive",
      "# start",
      "# beside",
      "# above",
      "# behind a tab",
      "# of a block scalar",
      "# below it",
      "# open",
      "# item",
      "# between",
      "# close",
      "# quoted",
      "# of several lines",
      "#",
      "# end",
    ]);
  });

  test("carry the offsets of their text, the line ending not included, in order", () => {
    const property = fc.property(yamlText, (text) => {
      const { comments, source } = read(text);
      let last = 0;
      for (const comment of comments) {
        expect(source.slice(comment.span)).toBe(comment.text);
        expect(comment.text).toMatch(/^#[^\r\n]*$/);
        expect(comment.span.start).toBeGreaterThanOrEqual(last);
        last = comment.span.end;
      }
    });
    fc.assert(property, RUN);
  });

  test("are found in a file of comments only", () => {
    expect(read("# a\n\n  # b").comments.map(({ text }) => text)).toEqual(["# a", "# b"]);
  });

  test("of a second document are found too", () => {
    expect(read("a: b # 1\n--- # 2\nc: d # 3\n").comments.map(({ text }) => text)).toEqual(["# 1", "# 2", "# 3"]);
  });
});

describe("a fault", () => {
  const CLOSER = "a closing `]` or `}` is missing above, or this line is indented too little";
  const TAB = "a tab is used as indentation; YAML allows spaces only";
  test.each([
    ["a tab", "a:\n\tb: c\n", "\tb: c\n", TAB],
    ["an open double quote", 'a: "b\nc: d\n', '"b\nc: d\n', "this quote is never closed"],
    ["an open single quote", "a: 'b'\nc: 'd\n", "'d\n", "this quote is never closed"],
    ["an open bracket at the root", "[b\n", "", "a closing `]` or `}` is missing"],
    ["an open bracket", "a: [b\nc: d\n", "c: d\n", CLOSER],
    ["a bracket left of its key", "a:\n  b: [\n    c\n]\n", "]\n", CLOSER],
    ["a brace too many", "a: {b: c}}\n", "}\n", "this does not belong here"],
    ["a missing comma", "a: ['b' 'c']\n", "'c']\n", "a comma or `:` is missing between the items of `{}` or `[]`"],
    ["a second colon", "a: b: c\n", "b: c\n", "a second `:` on one line: quote the value, or put it on its own line"],
    [
      "a key indented less",
      "a:\n    b: c\n  d: e\n",
      "d: e\n",
      "this key is indented differently from the keys beside it",
    ],
    ["a line that is no key", "a: b\nc\n", "c\n", "this line is neither a key with `:` nor part of the value above it"],
    ["an at sign", "a: @b\n", "@b\n", "a plain value cannot start with this character; quote it"],
    ["an unknown escape", 'a: "\\d"\n', '\\d"\n', "this `\\` escape does not exist in a double-quoted string"],
    ["two anchors", "a: &x &y b\n", "&y b\n", "this value has two anchors"],
    ["two tags", "a: !!str !!str b\n", "!!str b\n", "this value has two tags"],
    [
      "an alias with an anchor",
      "a: &x b\nc: &y *x\n",
      "*x\n",
      "an alias (`*name`) cannot carry an anchor or a tag of its own",
    ],
    ["an alias without a name", "a: * b\n", "* b\n", "this alias has no usable name"],
    ["a comment without a blank", 'a: "b"# c\n', "# c\n", "a comment needs a blank before its `#`"],
    ["a directive alone", "%FOO\n", "", "a closing quote, bracket, comma or `:` is missing"],
  ])("for %s says so in our words, where it is", (_, text, rest, message) => {
    for (const mark of ["", "\uFEFF"]) {
      const { faults } = read(mark + text);
      expect(faults.map((fault) => fault.message)).toContain(message);
      const fault = faults.find((one) => one.message === message);
      expect((mark + text).slice(fault?.offset)).toBe(rest);
    }
  });

  test("keeps its offset with CRLF", () => {
    const text = "a: b\r\nc: @d\r\n";
    expect(read(text).faults.map(({ offset }) => text.slice(offset))).toEqual(["@d\r\n"]);
  });

  test("lies within the file, whatever the file is", () => {
    const property = fc.property(
      fc.string({ unit: fc.constantFrom(..." \n\t-:?#&*!|>'\"{}[],%@ab".split("")) }),
      (text) => {
        for (const { offset } of read(text).faults) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(text.length);
        }
      },
    );
    fc.assert(property, { ...RUN, numRuns: 3000 });
  });

  test("is one of at most twenty", () => {
    expect(read("@\n".repeat(100)).faults.length).toBeLessThanOrEqual(20);
    expect(read("a: [}\n".repeat(100)).faults).toHaveLength(20);
  });

  test("of a second document does not count", () => {
    expect(read("a: b\n---\n@c\n").faults).toEqual([]);
  });
});

describe("deep nesting", () => {
  const TOO_DEEP = "the file is nested too deeply to read";
  const DEPTHS = [300, 1000, 20_000];
  const NESTS: readonly (readonly [name: string, nest: (depth: number) => string])[] = [
    ["flow lists", (depth) => "[".repeat(depth) + "]".repeat(depth)],
    ["flow maps", (depth) => "{a: ".repeat(depth) + "}".repeat(depth)],
    ["flow keys", (depth) => "{".repeat(depth) + "}: a".repeat(depth)],
    ["block lists", (depth) => "- ".repeat(depth)],
    ["explicit keys", (depth) => "? ".repeat(depth)],
    ["block maps", (depth) => Array.from({ length: Math.min(depth, 3000) }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ];

  test.each(NESTS)("of %s is a fault and does not throw", (_, nest) => {
    for (const depth of DEPTHS) {
      const tree = read(nest(depth));
      expect(tree.faults.map(({ message }) => message)).toEqual([TOO_DEEP]);
      expect(tree.root).toBeUndefined();
    }
  });

  test("that is never closed is a fault and does not throw", () => {
    for (const depth of DEPTHS) expect(read("[".repeat(depth)).faults).not.toEqual([]);
  });

  test("behind aliases is a fault, because expanding it would be as deep", () => {
    const level = (index: number): string => `- &a${index} [[[[[[[[[[*a${index - 1}]]]]]]]]]]\n`;
    const text = "- &a0 x\n" + Array.from({ length: 100 }, (_, index) => level(index + 1)).join("");
    expect(read(text).faults.map(({ message }) => message)).toEqual([TOO_DEEP]);
  });

  test("that no config comes near can be expanded", () => {
    const depth = 150;
    const tree = read("[".repeat(depth) + "]".repeat(depth));
    expect(tree.faults).toEqual([]);
    expect(JSON.stringify(expand(tree.root))).toBe("[".repeat(depth) + "]".repeat(depth));
  });

  test("of many siblings is not deep", () => {
    expect(read("- [a, {b: c}]\n".repeat(2000)).faults).toEqual([]);
  });
});

describe("a second document", () => {
  test("is told by the offset where it starts, and only the first is read", () => {
    const tree = read("a: b\n---\nc: d\n---\ne: f\n");
    expect(tree.secondDocument).toBe(5);
    expect(expand(tree.root)).toEqual({ a: "b" });
  });

  test("may be empty", () => {
    expect(read("a: b\n---\n").secondDocument).toBe(5);
  });

  test("may come after an explicit end", () => {
    expect(read("a: b\n...\n# c\n---\nd: e\n").secondDocument).toBe(13);
  });

  test("is not there behind a first that has a start and an end", () => {
    expect(read("---\na: b\n...\n").secondDocument).toBeUndefined();
  });
});

describe("a byte-order mark", () => {
  test.each([
    ["a list", "- a\n- b: c\n  d: e\n"],
    ["an indented map", "  a: b\n  c: d\n"],
    ["an indented list", "  - a\n  - b\n"],
    ["a map", "a: b\n"],
    ["JSON", '{"a": ["b"]}'],
    ["a document start", "---\n- a\n"],
    ["a comment", "# a\n- b\n"],
    ["a directive", "%YAML 1.2\n---\n- a\n"],
    ["nothing", ""],
  ])("before %s changes nothing but offsets", (_, text) => {
    const [plain, marked] = [read(text), read(`\uFEFF${text}`)];
    expect(marked.faults).toEqual([]);
    expect(expand(marked.root)).toEqual(expand(plain.root));
    const starts = (tree: typeof plain): number[] =>
      [...walk(tree.root)].flatMap((one) => ("span" in one ? [one.span.start] : []));
    expect(starts(marked)).toEqual(starts(plain).map((start) => start + 1));
  });
});

test("CRLF changes nothing but offsets", () => {
  const property = fc.property(yamlText, (text) => {
    const lf = text.replaceAll("\r\n", "\n");
    expect(expand(read(lf.replaceAll("\n", "\r\n")).root)).toEqual(expand(read(lf).root));
  });
  fc.assert(property, RUN);
});

test.each([
  ["an empty file", ""],
  ["blank lines", "\n\n  \n"],
  ["comments", "# a\n"],
  ["a document start", "---\n"],
  ["a byte-order mark", "\uFEFF"],
])("%s has no root and no fault", (_, text) => {
  expect(read(text)).toMatchObject({ root: undefined, faults: [] });
});

test("the tree keeps the source it was read from", () => {
  const source = new Source("x.yml", "a: b");
  expect(parse(source).source).toBe(source);
});

describe("a scalar", () => {
  test.each([
    ["folds the lines of plain text", "a: b\n  c\n\n  d\n", "b c\nd"],
    ["has the escapes of double quotes resolved", 'a: "\\x41\\u00e9\\n\\"\\\\ \\\n   b"\n', 'Aé\n"\\ b'],
    ["has the doubled quotes of single quotes resolved", "a: 'it''s'\n", "it's"],
    ["keeps one newline with |", "a: |\n  b\n\n", "b\n"],
    ["keeps none with |-", "a: |-\n  b\n\n", "b"],
    ["keeps all with |+", "a: |+\n  b\n\n", "b\n\n"],
    ["folds lines with >", "a: >\n  b\n  c\n\n  d\n", "b c\nd\n"],
    ["takes its indentation from the header", "a: |1\n   b\n", "  b\n"],
    ["has tabs within a block scalar", "a: |\n  \tb\tc\n", "\tb\tc\n"],
    ["has LF where the file has CRLF", "a: |\r\n  b\r\n  c\r\n", "b\nc\n"],
    ["is text, whatever it looks like", "a: 0x1F\n", "0x1F"],
  ])("%s", (_, text, value) => {
    expect(textOf(at(read(text), "a"))).toBe(value);
  });

  test.each(["", "~", "null", "Null", "NULL", "&x", "!!null"])("%j is null", (text) => {
    const tree = read(`a: ${text}\n`);
    expect([isNull(all(tree, "pair")[0]?.value), textOf(all(tree, "pair")[0]?.value)]).toEqual([true, undefined]);
  });

  test.each(["'~'", '""', "nULL", "nil", "|\n  null", "none"])("%j is not null", (text) => {
    expect(isNull(at(read(`a: ${text}\n`), "a"))).toBe(false);
  });

  test.each(["true", "True", "TRUE", "yes", "Yes", "on", "ON"])("%s is true, as in YAML 1.1", (text) => {
    expect(isTrue(at(read(`a: ${text}\n`), "a"))).toBe(true);
  });

  test.each(["'true'", "tRUE", "y", "1", "truest", "[true]"])("%s is not true", (text) => {
    expect(isTrue(at(read(`a: ${text}\n`), "a"))).toBe(false);
  });
});
