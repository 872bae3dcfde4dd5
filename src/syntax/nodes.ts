import type { Span } from "../source/span.ts";

/**
 * The YAML tree that everything above this folder reads. Each node knows where it was written. Values are the text of
 * the scalar, never a number or a boolean: CircleCI reads YAML 1.1 and most parsers 1.2, so what `on` means is for the
 * model to say.
 */
export type Node = Scalar | MapNode | SeqNode | Alias;

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "empty";

export interface Anchor {
  readonly name: string;
  readonly span: Span;
}

/** Where a node hangs: the pair or item that holds it; `undefined` for the root. */
export type Holder = Pair | Item;

interface NodeBase {
  /** The content itself, without anchor, tag, comments and trailing line breaks. */
  readonly span: Span;
  /** Offset of the first character that belongs to the node: its anchor or tag, else its content. */
  readonly outerStart: number;
  /** Offset just after its anchor and tag; `undefined` when it has neither. */
  readonly propsEnd: number | undefined;
  readonly anchor: Anchor | undefined;
  readonly tag: string | undefined;
  /** Aliases that resolve to this very node, in document order. */
  readonly aliases: readonly Alias[];
  holder: Holder | undefined;
}

export interface Scalar extends NodeBase {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  /** The value as text: quotes, escapes and folding resolved; empty for an absent value that only has an anchor. */
  readonly value: string;
  /** End of the scalar with the trailing line breaks that belong to a block scalar; else the end of `span`. */
  readonly fullEnd: number;
}

export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly flow: boolean;
  /** True for the one pair of `[ image: x ]`: a map that has no braces. */
  readonly implicit: boolean;
  readonly pairs: readonly Pair[];
}

export interface SeqNode extends NodeBase {
  readonly kind: "seq";
  readonly flow: boolean;
  readonly items: readonly Item[];
}

export interface Alias extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  /** The node of the last anchor of that name before this place; `undefined` if there is none. Never an alias. */
  readonly target: Resolved | undefined;
}

/** A node that is not an alias. */
export type Resolved = Scalar | MapNode | SeqNode;

export interface Pair {
  readonly kind: "pair";
  readonly key: Node | undefined;
  readonly value: Node | undefined;
  readonly map: MapNode;
  /** Offset of the `:`; `undefined` where there is none (`{a}`, `? a`). */
  readonly colon: number | undefined;
  /** Written with the explicit `?` indicator. */
  readonly explicit: boolean;
  /** Offset of the comma after it, in a flow map. */
  readonly comma: number | undefined;
}

export interface Item {
  readonly kind: "item";
  readonly node: Node | undefined;
  readonly seq: SeqNode;
  /** Offset of the `-`; `undefined` in a flow sequence. */
  readonly dash: number | undefined;
  /** Offset of the comma after it, in a flow sequence. */
  readonly comma: number | undefined;
}

export interface Comment {
  readonly span: Span;
  readonly text: string;
}

/** The node behind an alias, or the node itself; `undefined` for nothing and for an alias without an anchor. */
export function resolve(node: Node | undefined): Resolved | undefined {
  return node?.kind === "alias" ? node.target : node;
}

/** The map behind a node, through an alias. */
export function asMap(node: Node | undefined): MapNode | undefined {
  const target = resolve(node);
  return target?.kind === "map" ? target : undefined;
}

/** The sequence behind a node, through an alias. */
export function asSeq(node: Node | undefined): SeqNode | undefined {
  const target = resolve(node);
  return target?.kind === "seq" ? target : undefined;
}

/** The scalar behind a node, through an alias. */
export function asScalar(node: Node | undefined): Scalar | undefined {
  const target = resolve(node);
  return target?.kind === "scalar" ? target : undefined;
}

/** The text of a scalar, through an alias; `undefined` for maps, sequences and null (`~`, `null`, nothing). */
export function textOf(node: Node | undefined): string | undefined {
  const scalar = asScalar(node);
  return scalar && !isNullText(scalar) ? scalar.value : undefined;
}

/** True for what YAML reads as null: nothing at all, `~`, `null`. */
export function isNull(node: Node | undefined): boolean {
  const target = resolve(node);
  return target === undefined || (target.kind === "scalar" && isNullText(target));
}

function isNullText(scalar: Scalar): boolean {
  return scalar.style === "empty" || (scalar.style === "plain" && /^(?:~|null|Null|NULL|)$/.test(scalar.value));
}

/**
 * True when YAML 1.1 and 1.2 read a plain scalar of this text as a string: no null, boolean, merge, number, date. What
 * looks like a number at first sight counts as one.
 */
export function isPlainString(text: string): boolean {
  const other =
    /^(?:|~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?\.(?:inf|nan)|[-+]?[.\d][\d._:a-fox+-]*|\d{4}-\d\d?-\d\d?[t\s].*)$/i;
  return !other.test(text);
}

/** True for what YAML 1.1 reads as true, as CircleCI does: `true`, `yes`, `on` in any usual case, not quoted. */
export function isTrue(node: Node | undefined): boolean {
  const scalar = asScalar(node);
  return scalar?.style === "plain" && /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/.test(scalar.value);
}
