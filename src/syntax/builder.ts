import { CST } from "yaml";
import type {
  Alias,
  Anchor,
  Holder,
  Item,
  MapNode,
  Node,
  Pair,
  Resolved,
  Scalar,
  ScalarStyle,
  SeqNode,
} from "./nodes.ts";

/** Anchor and tag of a node, and where they stand, read from the tokens before it. */
interface Props {
  start: number | undefined;
  end: number | undefined;
  anchor: Anchor | undefined;
  tag: string | undefined;
}

const NO_ALIASES: Alias[] = [];
const NO_PROPS: Props = { start: undefined, end: undefined, anchor: undefined, tag: undefined };
/** Levels of nesting, those behind aliases included: deeper than any config, and far from the end of the stack. */
const MAX_HEIGHT = 200;
const STYLES: Record<string, ScalarStyle> = {
  scalar: "plain",
  "single-quoted-scalar": "single",
  "double-quoted-scalar": "double",
};

/**
 * Builds our tree from the parser's tokens, in document order, so that each alias meets the last anchor before it.
 * Throws a `RangeError` when the tree is too high to be walked.
 */
export class TreeBuilder {
  readonly danglingAliases: Alias[] = [];
  readonly anchored: Resolved[] = [];
  readonly #text: string;
  readonly #anchors = new Map<string, { node: Resolved; aliases: Alias[]; height: number }>();
  /** Height of what was read last at this level. */
  #height = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(document: CST.Document): Node | undefined {
    const root = this.#node(document.value, readProps(document.start), document.offset, undefined);
    this.anchored.sort((a, b) => a.outerStart - b.outerStart);
    return root;
  }

  #node(token: CST.Token | null | undefined, props: Props, at: number, holder: Holder | undefined): Node | undefined {
    const beside = this.#height;
    this.#height = 0;
    // From its anchor on, the name means this node, which no alias inside it can: that would be a circle.
    if (props.anchor) this.#anchors.delete(props.anchor.name);
    const node = this.#content(token, props, at, holder);
    if (this.#height >= MAX_HEIGHT) throw new RangeError("nested too deeply");
    this.#height = Math.max(beside, this.#height + 1);
    return node;
  }

  #content(token: CST.Token | null | undefined, props: Props, at: number, holder: Holder | undefined) {
    // An empty plain scalar is how the parser writes "nothing" in some places.
    if (!token || (token.type === "scalar" && token.source === "")) {
      return props.anchor || props.tag ? this.#empty(props, at, holder) : undefined;
    }
    switch (token.type) {
      case "alias":
        return this.#alias(token, props, holder);
      case "scalar":
      case "single-quoted-scalar":
      case "double-quoted-scalar":
        return this.#scalar(token, props, holder);
      case "block-scalar":
        return this.#blockScalar(token, props, holder);
      case "block-map":
      case "block-seq":
        return this.#block(token, props, holder);
      case "flow-collection":
        return this.#flow(token, props, holder);
      default:
        return undefined;
    }
  }

  #empty(props: Props, at: number, holder: Holder | undefined): Scalar {
    const end = props.end ?? at;
    const span = { start: end, end };
    return this.#register({ kind: "scalar", style: "empty", value: "", fullEnd: end, ...base(span, props, holder) });
  }

  #alias(token: CST.FlowScalar, props: Props, holder: Holder | undefined): Alias {
    const name = token.source.slice(1);
    const anchored = this.#anchors.get(name);
    const target = anchored?.node;
    const span = { start: token.offset, end: token.offset + token.source.length };
    const alias: Alias = { kind: "alias", name, target, ...base(span, props, holder) };
    if (anchored) {
      anchored.aliases.push(alias);
      this.#height = anchored.height;
    } else this.danglingAliases.push(alias);
    return alias;
  }

  #scalar(token: CST.FlowScalar, props: Props, holder: Holder | undefined): Scalar {
    const end = token.offset + token.source.length;
    const span = { start: token.offset, end };
    const style = STYLES[token.type] ?? "plain";
    const plainLine = style === "plain" && !token.source.includes("\n");
    const value = plainLine ? token.source : decode(token);
    return this.#register({ kind: "scalar", style, value, fullEnd: end, ...base(span, props, holder) });
  }

  #blockScalar(token: CST.BlockScalar, props: Props, holder: Holder | undefined): Scalar {
    let contentStart = token.offset;
    let folded = false;
    for (const prop of token.props) {
      if (prop.type === "block-scalar-header") folded = prop.source.startsWith(">");
      if ("source" in prop) contentStart += prop.source.length;
    }
    const fullEnd = contentStart + token.source.length;
    const headerEnd = token.offset + (token.props[0] && "source" in token.props[0] ? token.props[0].source.length : 0);
    const contentEnd = trimEnd(this.#text, contentStart, fullEnd);
    const span = { start: token.offset, end: contentEnd === contentStart ? headerEnd : contentEnd };
    const style = folded ? "folded" : "literal";
    return this.#register(lazyScalar(token, style, fullEnd, base(span, props, holder)));
  }

  #block(token: CST.BlockMap | CST.BlockSequence, props: Props, holder: Holder | undefined): MapNode | SeqNode {
    const first = token.items[0]?.start;
    const start =
      (token.type === "block-map" ? pairStart(token.items[0]) : offsetOf(first, "seq-item-ind")) ?? token.offset;
    const span = { start, end: start };
    const common = base(span, props, holder);
    if (token.type === "block-seq") {
      const items: Item[] = [];
      const seq: SeqNode = { kind: "seq", flow: false, items, ...common };
      for (const { start: before, value } of token.items) {
        const dash = offsetOf(before, "seq-item-ind");
        if (dash === undefined) continue;
        const item: Mutable<Item> = { kind: "item", node: undefined, seq, dash, comma: undefined };
        item.node = this.#node(value, readProps(before), dash + 1, item);
        items.push(item);
        span.end = item.node ? item.node.span.end : dash + 1;
      }
      return this.#register(seq);
    }
    const pairs: Pair[] = [];
    const map: MapNode = { kind: "map", flow: false, implicit: false, pairs, ...common };
    for (const item of token.items) {
      const pair = this.#pair(item, map, undefined);
      if (!pair) continue;
      pairs.push(pair);
      span.end = pairEnd(pair, span.end);
    }
    return this.#register(map);
  }

  #flow(token: CST.FlowCollection, props: Props, holder: Holder | undefined): MapNode | SeqNode {
    const last = token.end.find((part) => part.type === "flow-map-end" || part.type === "flow-seq-end");
    const span = { start: token.offset, end: last ? last.offset + last.source.length : token.offset + 1 };
    const common = base(span, props, holder);
    const commaAfter = (index: number): number | undefined => offsetOf(token.items[index + 1]?.start, "comma");
    if (token.start.type === "flow-map-start") {
      const pairs: Pair[] = [];
      const map: MapNode = { kind: "map", flow: true, implicit: false, pairs, ...common };
      for (const [index, item] of token.items.entries()) {
        const pair = this.#pair(item, map, commaAfter(index));
        if (pair) pairs.push(pair);
      }
      return this.#register(map);
    }
    const items: Item[] = [];
    const seq: SeqNode = { kind: "seq", flow: true, items, ...common };
    for (const [index, item] of token.items.entries()) {
      const held: Mutable<Item> = { kind: "item", node: undefined, seq, dash: undefined, comma: commaAfter(index) };
      const at = token.offset;
      const isPair = item.sep !== undefined || isExplicit(item);
      held.node = isPair ? this.#implicitMap(item, held) : this.#node(item.value, readProps(item.start), at, held);
      if (held.node) items.push(held);
    }
    return this.#register(seq);
  }

  /** The single pair of `[ image: x ]`. */
  #implicitMap(item: CST.CollectionItem, holder: Holder): MapNode {
    const pairs: Pair[] = [];
    const start = pairStart(item) ?? 0;
    const span = { start, end: start };
    const map: MapNode = { kind: "map", flow: true, implicit: true, pairs, ...base(span, NO_PROPS, holder) };
    const pair = this.#pair(item, map, undefined);
    if (pair) {
      pairs.push(pair);
      span.end = pairEnd(pair, start);
    }
    return map;
  }

  #pair(item: CST.CollectionItem, map: MapNode, comma: number | undefined): Pair | undefined {
    const keyProps = readProps(item.start);
    const explicit = isExplicit(item);
    if (!explicit && !item.key && !item.sep && !keyProps.anchor && !keyProps.tag) return undefined;
    const colon = offsetOf(item.sep, "map-value-ind");
    const pair: Mutable<Pair> = { kind: "pair", key: undefined, value: undefined, map, colon, explicit, comma };
    pair.key = this.#node(item.key, keyProps, colon ?? map.span.start, pair);
    if (colon !== undefined) pair.value = this.#node(item.value, readProps(item.sep), colon + 1, pair);
    return pair;
  }

  #register<T extends Resolved>(node: T): T {
    if (node.anchor) {
      const aliases: Alias[] = [];
      Object.assign(node, { aliases });
      this.anchored.push(node);
      const { name } = node.anchor;
      // A node inside this one that took its name keeps it.
      if (!this.#anchors.has(name)) this.#anchors.set(name, { node, aliases, height: this.#height });
    }
    return node;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function base(span: { start: number; end: number }, props: Props, holder: Holder | undefined) {
  return {
    span,
    outerStart: props.start ?? span.start,
    propsEnd: props.end,
    anchor: props.anchor,
    tag: props.tag,
    aliases: NO_ALIASES,
    holder,
  };
}

/** Block scalars are mostly scripts that nobody reads as a value: decode on first use. */
function lazyScalar(
  token: CST.BlockScalar,
  style: ScalarStyle,
  fullEnd: number,
  common: ReturnType<typeof base>,
): Scalar {
  let value: string | undefined;
  return {
    kind: "scalar",
    style,
    get value() {
      value ??= decode(token);
      return value;
    },
    fullEnd,
    ...common,
  };
}

function decode(token: CST.FlowScalar | CST.BlockScalar): string {
  return CST.resolveAsScalar(token, false, () => undefined)?.value ?? "";
}

function readProps(tokens: readonly CST.SourceToken[] | undefined): Props {
  const props = { ...NO_PROPS };
  for (const { type, offset, source } of tokens ?? []) {
    if (type === "anchor")
      props.anchor = { name: source.slice(1), span: { start: offset, end: offset + source.length } };
    else if (type === "tag") props.tag = source;
    else continue;
    props.start ??= offset;
    props.end = offset + source.length;
  }
  return props;
}

function offsetOf(tokens: readonly CST.SourceToken[] | undefined, type: CST.SourceToken["type"]): number | undefined {
  return tokens?.find((token) => token.type === type)?.offset;
}

function isExplicit(item: CST.CollectionItem): boolean {
  return offsetOf(item.start, "explicit-key-ind") !== undefined;
}

/** Where a pair begins: at its `?`, the anchor or tag of its key, its key, or its colon. */
function pairStart(item: CST.CollectionItem | undefined): number | undefined {
  const before = offsetOf(item?.start, "explicit-key-ind") ?? readProps(item?.start).start;
  return before ?? item?.key?.offset ?? offsetOf(item?.sep, "map-value-ind");
}

function pairEnd(pair: Pair, floor: number): number {
  if (pair.value) return pair.value.span.end;
  if (pair.colon !== undefined) return pair.colon + 1;
  return pair.key?.span.end ?? floor;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === "\n" || text[at - 1] === "\r" || text[at - 1] === " ")) at -= 1;
  return at;
}
