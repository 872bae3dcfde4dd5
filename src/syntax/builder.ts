import { CST } from "yaml";
import { Anchors, MAX_HEIGHT } from "./anchors.ts";
import {
  BlockScalar,
  type Mutable,
  NO_PROPS,
  type Props,
  makeItem,
  makeMap,
  makePair,
  makeScalar,
  makeSeq,
  pairEnd,
  trimEnd,
} from "./make.ts";
import type { Alias, Holder, Item, MapNode, Node, Pair, Resolved, Scalar, ScalarStyle, SeqNode } from "./nodes.ts";

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
  readonly anchors = new Anchors();
  readonly #text: string;
  /** Height of what was read last at this level. */
  #height = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(document: CST.Document): Node | undefined {
    const root = this.#node(document.value, readProps(document.start), document.offset, undefined);
    this.anchors.sort();
    return root;
  }

  #node(token: CST.Token | null | undefined, props: Props, at: number, holder: Holder | undefined): Node | undefined {
    const beside = this.#height;
    this.#height = 0;
    this.anchors.open(props);
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
    return this.#close(makeScalar("empty", "", { start: end, end }, props, holder));
  }

  #alias({ offset, source }: CST.FlowScalar, props: Props, holder: Holder | undefined): Alias {
    const span = { start: offset, end: offset + source.length };
    const { alias, height } = this.anchors.alias(source.slice(1), span, props, holder);
    this.#height = height;
    return alias;
  }

  #scalar(token: CST.FlowScalar, props: Props, holder: Holder | undefined): Scalar {
    const span = { start: token.offset, end: token.offset + token.source.length };
    const style = STYLES[token.type] ?? "plain";
    const plainLine = style === "plain" && !token.source.includes("\n");
    const value = plainLine ? token.source : decode(token);
    return this.#close(makeScalar(style, value, span, props, holder));
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
    return this.#close(new BlockScalar(style, () => decode(token), span, fullEnd, props, holder));
  }

  #block(token: CST.BlockMap | CST.BlockSequence, props: Props, holder: Holder | undefined): MapNode | SeqNode {
    const first = token.items[0]?.start;
    const start =
      (token.type === "block-map" ? pairStart(token.items[0]) : offsetOf(first, "seq-item-ind")) ?? token.offset;
    const span = { start, end: start };
    if (token.type === "block-seq") {
      const items: Item[] = [];
      const seq = makeSeq(false, items, span, props, holder);
      for (const { start: before, value } of token.items) {
        const dash = offsetOf(before, "seq-item-ind");
        if (dash === undefined) continue;
        const item = makeItem(seq, dash);
        item.node = this.#node(value, readProps(before), dash + 1, item);
        items.push(item);
        span.end = item.node ? item.node.span.end : dash + 1;
      }
      return this.#close(seq);
    }
    const pairs: Pair[] = [];
    const map = makeMap("block", pairs, span, props, holder);
    for (const item of token.items) {
      const pair = this.#pair(item, map, undefined);
      if (!pair) continue;
      pairs.push(pair);
      span.end = pairEnd(pair, span.end);
    }
    return this.#close(map);
  }

  #flow(token: CST.FlowCollection, props: Props, holder: Holder | undefined): MapNode | SeqNode {
    const last = token.end.find((part) => part.type === "flow-map-end" || part.type === "flow-seq-end");
    const span = { start: token.offset, end: last ? last.offset + last.source.length : token.offset + 1 };
    const commaAfter = (index: number): number | undefined => offsetOf(token.items[index + 1]?.start, "comma");
    if (token.start.type === "flow-map-start") {
      const pairs: Pair[] = [];
      const map = makeMap("flow", pairs, span, props, holder);
      for (const [index, item] of token.items.entries()) {
        const pair = this.#pair(item, map, commaAfter(index));
        if (pair) pairs.push(pair);
      }
      return this.#close(map);
    }
    const items: Item[] = [];
    const seq = makeSeq(true, items, span, props, holder);
    for (const [index, item] of token.items.entries()) {
      const held: Mutable<Item> = makeItem(seq, undefined);
      held.comma = commaAfter(index);
      const at = token.offset;
      const isPair = item.sep !== undefined || isExplicit(item);
      held.node = isPair ? this.#implicitMap(item, held) : this.#node(item.value, readProps(item.start), at, held);
      if (held.node) items.push(held);
    }
    return this.#close(seq);
  }

  /** The single pair of `[ image: x ]`. */
  #implicitMap(item: CST.CollectionItem, holder: Holder): MapNode {
    const pairs: Pair[] = [];
    const start = pairStart(item) ?? 0;
    const span = { start, end: start };
    const map = makeMap("implicit", pairs, span, NO_PROPS, holder);
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
    const pair = makePair(map, colon, explicit);
    pair.comma = comma;
    pair.key = this.#node(item.key, keyProps, colon ?? map.span.start, pair);
    if (colon !== undefined) pair.value = this.#node(item.value, readProps(item.sep), colon + 1, pair);
    return pair;
  }

  #close<T extends Resolved>(node: T): T {
    return this.anchors.close(node, this.#height);
  }
}

function decode(token: CST.FlowScalar | CST.BlockScalar): string {
  return CST.resolveAsScalar(token, false, () => undefined)?.value ?? "";
}

function readProps(tokens: readonly CST.SourceToken[] | undefined): Props {
  const props: Mutable<Props> = { ...NO_PROPS };
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
