import * as fc from "fast-check";

type Value = Scalar | Wrapped | Block | AliasTo | Collection;

interface Common {
  /** Index of an anchor's name; few names, so that they are given again. */
  readonly anchor: number | undefined;
  readonly tagged: boolean;
  readonly comment: string | undefined;
}

/** A scalar on one line, or on the line below its key. */
interface Scalar extends Common {
  readonly kind: "scalar";
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "nothing" | "tilde";
  readonly below: boolean;
}

/** A scalar of several lines that is no block scalar. */
interface Wrapped extends Common {
  readonly kind: "wrapped";
  readonly style: "plain" | "single" | "double";
  readonly lines: readonly string[];
}

interface Block extends Common {
  readonly kind: "block";
  readonly header: string;
  readonly lines: readonly string[];
}

interface AliasTo {
  readonly kind: "alias";
  readonly to: number;
  readonly comment: string | undefined;
}

interface Collection extends Common {
  readonly kind: "map" | "list";
  readonly members: readonly Member[];
  readonly flow: boolean;
  readonly look: "tight" | "padded" | "lines" | "commas first";
  readonly trailingComma: boolean;
  /** Columns to the right of the parent's. */
  readonly step: number;
}

interface Member {
  readonly key: string;
  readonly keyStyle: "plain" | "single" | "double" | "anchored" | "explicit" | "merge";
  readonly value: Value;
  readonly above: readonly (string | undefined)[];
}

const WORDS = [
  "node:20",
  "cimg/go:1.22",
  "$USER",
  "<< parameters.tag >>",
  "12",
  "1.10",
  "true",
  "on",
  "a b",
  "日本 🚀",
  "x#y",
  "https://a.b/c?d=e",
  "-x",
  "it's",
];
const QUOTED = [...WORDS, "", " ", "{{ checksum }}", "a: b", "#", "- a", "it's", "[a, b]", "~", "null", "*a", "&a"];
const KEYS = ["docker", "image", "auth", "name", "build", "requires", "context", "when", "x y", "ключ", "a-b", "9"];
const ANCHORS = ["a", "b", "img-1"];
const COMMENTS = ["#", "# why", "#! x: y", "# it's [a, {b", "# 🚀 # twice", '# "', "# \t"];

const comment = fc.option(fc.constantFrom(...COMMENTS), { nil: undefined, freq: 3 });
const common = {
  anchor: fc.option(fc.nat(ANCHORS.length - 1), { nil: undefined, freq: 3 }),
  tagged: fc.integer({ min: 0, max: 19 }).map((n) => n === 19),
  comment,
};

const scalar: fc.Arbitrary<Value> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("scalar" as const),
      text: fc.constantFrom(...WORDS),
      style: fc.constant("plain" as const),
      below: fc.integer({ min: 0, max: 6 }).map((n) => n === 6),
      ...common,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("scalar" as const),
      text: fc.constantFrom(...QUOTED),
      style: fc.constantFrom("single" as const, "double" as const),
      below: fc.boolean(),
      ...common,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("scalar" as const),
      text: fc.constant(""),
      style: fc.constantFrom("nothing" as const, "nothing" as const, "tilde" as const),
      below: fc.boolean(),
      ...common,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("wrapped" as const),
      style: fc.constantFrom("plain" as const, "single" as const, "double" as const),
      lines: fc.array(fc.constantFrom("a b", "c", "", "d:e", "f"), { minLength: 1, maxLength: 3 }),
      ...common,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("block" as const),
      header: fc.constantFrom("|", "|", "|-", "|+", ">", ">-", ">+", "|2", ">2-", "|+2", "|2+"),
      lines: fc.array(fc.constantFrom("echo a", "# no comment", "  b: c", "", "", "   ", "\tx", "x\t", "- y", "z  "), {
        maxLength: 5,
      }),
      ...common,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("alias" as const), to: fc.nat(9), comment }) },
);

const { value: anyValue } = fc.letrec<{ value: Value; collection: Value; member: Member }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 5 },
    { weight: 3, arbitrary: scalar },
    { weight: 4, arbitrary: tie("collection") },
  ),
  collection: fc.record({
    kind: fc.constantFrom("map" as const, "map" as const, "list" as const),
    members: fc.array(tie("member"), { maxLength: 4, depthIdentifier: "member" }),
    flow: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
    look: fc.constantFrom("tight" as const, "padded" as const, "lines" as const, "commas first" as const),
    trailingComma: fc.boolean(),
    step: fc.constantFrom(2, 2, 2, 0, 4, 1, 3),
    ...common,
  }),
  member: fc.record({
    key: fc.constantFrom(...KEYS),
    keyStyle: fc.oneof(
      { weight: 12, arbitrary: fc.constant("plain" as const) },
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          "single" as const,
          "double" as const,
          "anchored" as const,
          "explicit" as const,
          "merge" as const,
          "merge" as const,
        ),
      },
    ),
    value: tie("value"),
    above: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(comment, { maxLength: 2 }) },
    ),
  }),
}));

const rootMembers = fc.array(
  fc.record({
    key: fc.constantFrom(...KEYS),
    keyStyle: fc.constantFrom("plain" as const, "plain" as const, "double" as const),
    value: anyValue,
    above: fc.array(comment, { maxLength: 1 }),
  }),
  { minLength: 1, maxLength: 5 },
);

const root: fc.Arbitrary<Collection> = fc.record({
  kind: fc.constantFrom("map" as const, "map" as const, "map" as const, "list" as const),
  members: rootMembers,
  flow: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
  look: fc.constantFrom("tight" as const, "padded" as const, "lines" as const, "commas first" as const),
  trailingComma: fc.boolean(),
  step: fc.constantFrom(0, 0, 0, 2),
  anchor: fc.constant(undefined),
  tagged: fc.constant(false),
  comment: fc.constant(undefined),
});

/** A file in a random layout: what people write in configs, and what YAML allows beside it. One in thirty is not YAML. */
export const yamlText: fc.Arbitrary<string> = fc
  .record({
    root,
    head: fc.constantFrom("", "", "", "# head\n", "---\n", "\n\n# head\n--- # start\n", "%YAML 1.2\n---\n"),
    foot: fc.constantFrom(
      "\n",
      "\n",
      "\n",
      "",
      "\n\n\n",
      "\n  # foot\n",
      "\n# foot",
      "\n...\n",
      "\n---\na: b\n",
      "\n  \n",
    ),
    eol: fc.constantFrom("\n", "\n", "\r\n"),
    mark: fc.constantFrom("", "", "", "\uFEFF"),
  })
  .map(({ root, head, foot, eol, mark }) => mark + (head + new Writer().write(root) + foot).replaceAll("\n", eol));

/** Writes a value as text. What cannot stand somewhere is written in the nearest form that can. */
class Writer {
  readonly #lines: string[] = [];
  /** Names that an alias may use here, and whether a map stands behind them. */
  readonly #anchors = new Map<string, boolean>();

  write(root: Collection): string {
    if (root.flow || root.members.length === 0) {
      this.#newLine(root.step);
      this.#flow(root, root.step);
    } else this.#block(root, root.step, false);
    return this.#lines.join("\n");
  }

  #newLine(column: number): void {
    this.#lines.push(" ".repeat(column));
  }

  #put(text: string): void {
    this.#lines.push((this.#lines.pop() ?? "") + text);
  }

  #comment(text: string | undefined): void {
    if (text !== undefined) this.#put((text.length % 3 === 0 ? "\t" : " ") + text);
  }

  /** Members one below the other; `beside`: the first goes on the line of the parent's dash. */
  #block({ kind, members }: Collection, column: number, beside: boolean): void {
    let started = beside;
    for (const { key, keyStyle, value, above } of members) {
      if (!started) {
        for (const line of above) {
          this.#newLine(line === undefined ? 0 : Math.max(0, column - (key.length % 3)));
          this.#put(line ?? "");
        }
        this.#newLine(column);
      }
      started = false;
      if (kind === "list") {
        this.#put("-");
        this.#after(value, column, "dash");
      } else if (keyStyle === "merge" && this.#names(true).length > 0) {
        this.#put(`<<: ${this.#mergeSource(key)}`);
      } else if (keyStyle === "explicit") {
        this.#put(`? ${key}`);
        this.#newLine(column);
        this.#put(":");
        this.#after(value, column, "colon");
      } else {
        this.#put(`${this.#key(key, keyStyle)}:`);
        this.#after(value, column, "colon");
      }
    }
  }

  #names(mapsOnly = false): string[] {
    return [...this.#anchors].filter(([, isMap]) => isMap || !mapsOnly).map(([name]) => name);
  }

  #mergeSource(key: string): string {
    const names = this.#names(true);
    const first = names[key.length % names.length] ?? "";
    return key.length % 2 === 0 ? `*${first}` : `[*${names.join(", *")}]`;
  }

  #key(key: string, style: Member["keyStyle"]): string {
    if (style === "single") return `'${key}'`;
    if (style === "double") return `"${key}"`;
    if (style !== "anchored") return key;
    this.#anchors.set("k", false);
    return `&k ${key}`;
  }

  /** Anchor and tag, a blank before each. The name means nothing until the value is complete. */
  #props({ anchor, tagged }: Common, tag: string): string {
    const name = anchor === undefined ? undefined : ANCHORS[anchor];
    if (name !== undefined) this.#anchors.delete(name);
    return (name === undefined ? "" : ` &${name}`) + (tagged ? ` ${tag}` : "");
  }

  #done({ anchor }: Common, isMap: boolean): void {
    const name = anchor === undefined ? undefined : ANCHORS[anchor];
    if (name !== undefined && !this.#anchors.has(name)) this.#anchors.set(name, isMap);
  }

  /** A value behind the `:` or `-` of a block collection at a column. */
  #after(value: Value, column: number, indicator: "colon" | "dash"): void {
    switch (value.kind) {
      case "alias": {
        this.#put(` ${this.#alias(value.to)}`);
        return this.#comment(value.comment);
      }
      case "scalar": {
        const props = this.#props(value, "!!str");
        const text = written(value);
        if (value.below && text !== "") {
          this.#put(props);
          this.#comment(value.comment);
          this.#newLine(column + 2);
          this.#put(text);
        } else {
          this.#put(props + (text === "" ? "" : ` ${text}`));
          this.#comment(value.comment);
        }
        return this.#done(value, false);
      }
      case "wrapped": {
        const quote = quoteOf(value.style);
        this.#put(`${this.#props(value, "!!str")} ${quote}w`);
        for (const line of value.lines) {
          this.#newLine(line === "" ? 0 : column + 1 + line.length);
          this.#put(line);
        }
        this.#newLine(column + 2);
        this.#put(`z${quote}`);
        this.#comment(value.comment);
        return this.#done(value, false);
      }
      case "block":
        return this.#blockScalar(value, column);
      default:
        return this.#collection(value, column, indicator);
    }
  }

  #blockScalar(value: Block, column: number): void {
    const indent = column + 2;
    this.#put(`${this.#props(value, "!!str")} ${value.header}`);
    this.#comment(value.comment);
    const first = value.lines.findIndex((line) => line.trim() !== "");
    for (const [at, line] of value.lines.entries()) {
      // Before the first text, which sets the indentation, a line may hold nothing.
      const early = at < first || first === -1;
      const text = at === first && !/\d/.test(value.header) ? line.trimStart() : line;
      this.#lines.push(early || line === "" ? "" : " ".repeat(indent) + text);
    }
    this.#done(value, false);
  }

  #collection(value: Collection, column: number, indicator: "colon" | "dash"): void {
    const props = this.#props(value, value.kind === "map" ? "!!map" : "!!seq");
    if (value.flow || value.members.length === 0) {
      this.#put(`${props} `);
      this.#flow(value, column);
      this.#comment(value.comment);
    } else {
      this.#put(props);
      const step = value.kind === "list" && indicator === "colon" ? value.step : Math.max(1, value.step);
      const beside = indicator === "dash" && props === "" && value.comment === undefined && value.step > 0;
      if (beside) this.#put(" ".repeat(value.step));
      else this.#comment(value.comment);
      this.#block(value, beside ? column + 1 + value.step : column + step, beside);
    }
    this.#done(value, value.kind === "map");
  }

  #alias(to: number): string {
    const names = this.#names();
    const name = names[to % Math.max(1, names.length)];
    return name === undefined ? "none" : `*${name}`;
  }

  /** A flow collection; its lines stand to the right of `column`. */
  #flow({ kind, members, look, trailingComma }: Collection, column: number): void {
    const [open, close] = kind === "map" ? ["{", "}"] : ["[", "]"];
    this.#put(open);
    const lines = look === "lines" || look === "commas first";
    for (const [index, member] of members.entries()) {
      const last = index === members.length - 1;
      const comma = !last || trailingComma;
      if (look === "lines") {
        for (const line of member.above) {
          this.#newLine(line === undefined ? 0 : column + 1);
          this.#put(line ?? "");
        }
        this.#newLine(column + 3);
      } else if (look === "commas first") this.#put(index === 0 ? " " : "");
      else if (look === "padded" || index > 0) this.#put(" ");
      this.#flowMember(kind, member, column + 3);
      if (look === "commas first") {
        this.#newLine(column + 1);
        if (comma) this.#put(last ? "," : ", ");
      } else {
        const below = look === "lines" && member.key.length % 5 === 0 && comma;
        if (below) {
          this.#comment(commentOf(member));
          this.#newLine(column + 3);
        }
        if (comma) this.#put(",");
        if (look === "lines" && !below) this.#comment(commentOf(member));
      }
    }
    if (lines) this.#newLine(trailingComma ? column + 1 : column);
    else if (look === "padded") this.#put(" ");
    this.#put(close);
  }

  #flowMember(kind: "map" | "list", { key, keyStyle, value }: Member, column: number): void {
    if (kind === "list") {
      if (value.kind === "scalar" && keyStyle === "single") this.#put(`${this.#key(key, keyStyle)}: `);
      else if (keyStyle === "explicit") this.#put(`? ${key} : `);
      this.#flowValue(value, column, false);
      return;
    }
    if (keyStyle === "merge" && this.#names(true).length > 0) {
      this.#put(`<<: ${this.#mergeSource(key)} `);
      return;
    }
    this.#put(keyStyle === "explicit" ? `? ${key}` : this.#key(key, keyStyle));
    const isNothing =
      value.kind === "scalar" && value.style === "nothing" && value.anchor === undefined && !value.tagged;
    if (isNothing && value.below) return;
    this.#put(keyStyle === "explicit" ? " :" : ":");
    if (keyStyle !== "double" || value.kind !== "scalar" || value.style !== "double" || value.anchor !== undefined) {
      this.#put(" ");
    }
    this.#flowValue(value, column, true);
  }

  #flowValue(value: Value, column: number, mayBeNothing: boolean): void {
    if (value.kind === "alias") {
      this.#put(`${this.#alias(value.to)} `);
      return;
    }
    const tag = value.kind === "map" ? "!!map" : value.kind === "list" ? "!!seq" : "!!str";
    const props = this.#props(value, tag).trimStart();
    if (props !== "") this.#put(`${props} `);
    if (value.kind === "map" || value.kind === "list") this.#flow(value, column);
    else if (value.kind === "scalar") this.#put(written(value) || (mayBeNothing || props !== "" ? "" : "~"));
    else if (value.kind === "wrapped") {
      const quote = quoteOf(value.style);
      this.#put(`${quote}w`);
      for (const line of value.lines) {
        this.#newLine(line === "" ? 0 : column);
        this.#put(line);
      }
      this.#newLine(column);
      this.#put(`z${quote}`);
    } else if (value.kind === "block") this.#put(JSON.stringify(value.lines.join("\n")));
    this.#done(value, value.kind === "map");
  }
}

function commentOf({ value }: Member): string | undefined {
  return value.comment;
}

function quoteOf(style: Wrapped["style"]): string {
  return { plain: "", single: "'", double: '"' }[style];
}

function written({ text, style }: Scalar): string {
  if (style === "nothing") return "";
  if (style === "tilde") return "~";
  if (style === "double") return JSON.stringify(text);
  return style === "single" ? `'${text.replaceAll("'", "''")}'` : text;
}
