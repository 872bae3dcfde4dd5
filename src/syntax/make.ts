import type { Alias, Anchor, Holder, Item, MapNode, Pair, Resolved, Scalar, ScalarStyle, SeqNode } from "./nodes.ts";

/** Anchor and tag of a node, and where they stand. */
export interface Props {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly anchor: Anchor | undefined;
  readonly tag: string | undefined;
}

/** A thing that is still being built. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export const NO_PROPS: Props = { start: undefined, end: undefined, anchor: undefined, tag: undefined };
const NO_ALIASES: readonly Alias[] = [];

/** A scalar whose value is known. `span` is its content; where that ends, all of it ends. */
export function makeScalar(
  style: ScalarStyle,
  value: string,
  span: Scalar["span"],
  props: Props,
  holder: Holder | undefined,
): Scalar {
  return {
    kind: "scalar",
    style,
    value,
    fullEnd: span.end,
    span,
    outerStart: props.start ?? span.start,
    propsEnd: props.end,
    anchor: props.anchor,
    tag: props.tag,
    aliases: NO_ALIASES,
    holder,
  };
}

/** A literal or folded scalar. They are mostly scripts that nobody reads as a value: decoded on first use. */
export class BlockScalar implements Scalar {
  readonly kind = "scalar";
  readonly style: ScalarStyle;
  readonly fullEnd: number;
  readonly span: Scalar["span"];
  readonly outerStart: number;
  readonly propsEnd: number | undefined;
  readonly anchor: Anchor | undefined;
  readonly tag: string | undefined;
  readonly aliases = NO_ALIASES;
  holder: Holder | undefined;
  readonly #decode: () => string;
  #value: string | undefined;

  constructor(
    style: "literal" | "folded",
    decode: () => string,
    span: Scalar["span"],
    fullEnd: number,
    props: Props,
    holder: Holder | undefined,
  ) {
    this.style = style;
    this.fullEnd = fullEnd;
    this.span = span;
    this.outerStart = props.start ?? span.start;
    this.propsEnd = props.end;
    this.anchor = props.anchor;
    this.tag = props.tag;
    this.holder = holder;
    this.#decode = decode;
  }

  get value(): string {
    this.#value ??= this.#decode();
    return this.#value;
  }
}

export function makeAlias(
  name: string,
  target: Resolved | undefined,
  span: Alias["span"],
  props: Props,
  holder: Holder | undefined,
): Alias {
  return {
    kind: "alias",
    name,
    target,
    span,
    outerStart: props.start ?? span.start,
    propsEnd: props.end,
    anchor: props.anchor,
    tag: props.tag,
    aliases: NO_ALIASES,
    holder,
  };
}

/** How a map is written: in lines, in braces, or as the one pair of `[ image: x ]`. */
export type MapForm = "block" | "flow" | "implicit";

/** A map without its pairs. */
export function makeMap(
  form: MapForm,
  pairs: Pair[],
  span: MapNode["span"],
  props: Props,
  holder: Holder | undefined,
): MapNode {
  return {
    kind: "map",
    flow: form !== "block",
    implicit: form === "implicit",
    pairs,
    span,
    outerStart: props.start ?? span.start,
    propsEnd: props.end,
    anchor: props.anchor,
    tag: props.tag,
    aliases: NO_ALIASES,
    holder,
  };
}

/** A sequence without its items. */
export function makeSeq(
  flow: boolean,
  items: Item[],
  span: SeqNode["span"],
  props: Props,
  holder: Holder | undefined,
): SeqNode {
  return {
    kind: "seq",
    flow,
    items,
    span,
    outerStart: props.start ?? span.start,
    propsEnd: props.end,
    anchor: props.anchor,
    tag: props.tag,
    aliases: NO_ALIASES,
    holder,
  };
}

/** A pair that has neither key nor value yet. */
export function makePair(map: MapNode, colon: number | undefined, explicit: boolean): Mutable<Pair> {
  return { kind: "pair", key: undefined, value: undefined, map, colon, explicit, comma: undefined };
}

/** An item that has no node yet. */
export function makeItem(seq: SeqNode, dash: number | undefined): Mutable<Item> {
  return { kind: "item", node: undefined, seq, dash, comma: undefined };
}

/** Where a block ends after a pair: with what is last in it; `floor` if there is nothing. */
export function pairEnd({ key, value, colon }: Pair, floor: number): number {
  if (value) return value.span.end;
  if (colon !== undefined) return colon + 1;
  return key?.span.end ?? floor;
}

/** The offset where a block scalar's text ends, blanks and line breaks after it left out. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === "\n" || text[at - 1] === "\r" || text[at - 1] === " ")) at -= 1;
  return at;
}
