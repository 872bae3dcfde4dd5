import { Source } from "../source/source.ts";
import {
  type Node,
  type Scalar,
  type Tree,
  type WrittenText,
  asSeq,
  blockTextIndent,
  parse,
  readWritten,
  textStart,
} from "../syntax/index.ts";
import { editLiteral } from "./edit-literal.ts";
import { isPlainSafe, renderQuoted, renderScalar } from "./new-value.ts";
import { type TextEdit, applyEdits } from "./text-edit.ts";

/** A scalar whose value is edited: the edits into the file, and the value that they give it. */
export interface EditedScalar {
  readonly edits: readonly TextEdit[];
  readonly value: string;
}

type Quoting = "plain" | "single" | "double";

/**
 * Changes parts of a scalar's value: `edits` are spans of the value. The text keeps its style, but for a one-line plain or
 * single-quoted one whose new value needs other quotes. Aliases of the scalar change with it. `undefined` where the style
 * cannot hold the new value, or where the result, parsed again, is not exactly that value.
 */
export function editScalar(tree: Tree, scalar: Scalar, edits: readonly TextEdit[]): EditedScalar | undefined {
  const wanted = joinTouching(edits, scalar.value.length);
  if (!wanted || tree.faults.length > 0) return undefined;
  const value = applyEdits(scalar.value, wanted);
  if (value === scalar.value) return { edits: [], value };
  const written = readWritten(tree.source, scalar);
  if (!written || /\p{Cs}/u.test(value) || wanted.some((edit) => splitsEscape(written, edit))) return undefined;
  const spelt = spellEdits(tree.source, scalar, written, wanted, value);
  const joined = spelt && joinTouching(spelt, tree.source.text.length);
  if (!joined) return undefined;
  const isSure =
    isSimple(scalar, wanted) || isExactAlone(tree, scalar, joined, value) || isExact(tree, scalar, joined, value);
  return isSure ? { edits: joined, value } : undefined;
}

/** The edits in order, those that touch made one; `undefined` when they overlap or reach outside the text. */
function joinTouching(edits: readonly TextEdit[], length: number): TextEdit[] | undefined {
  const joined: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    if (edit.start < (last?.end ?? 0) || edit.end < edit.start || edit.end > length) return undefined;
    if (last?.end === edit.start) joined[joined.length - 1] = { ...last, end: edit.end, text: last.text + edit.text };
    else joined.push(edit);
  }
  return joined;
}

/** True when one end of an edit lies between two units that a single escape stands for. */
function splitsEscape({ starts }: WrittenText, { start, end }: TextEdit): boolean {
  return [start, end].some((at) => at > 0 && at < starts.length && starts[at] === starts[at - 1]);
}

function spellEdits(
  source: Source,
  scalar: Scalar,
  written: WrittenText,
  edits: readonly TextEdit[],
  value: string,
): TextEdit[] | undefined {
  const { style } = scalar;
  const start = textStart(source, scalar);
  if (style === "empty") return undefined;
  if (style === "literal" || style === "folded") {
    const indent = blockTextIndent(source, scalar);
    const texts = edits.map(({ text }) => text).join("");
    if (indent === undefined || !isPrintable(texts.replaceAll(/[\t\n]/g, ""))) return undefined;
    if (style === "literal") return editLiteral({ source, value: scalar.value, written, start, indent }, edits);
    return texts.includes("\n") ? undefined : edits.map((edit) => place(written, start, edit, edit.text));
  }
  const quoting = chooseQuoting(source, scalar, style, value);
  if (quoting !== style) return quoting && respell(source, scalar, written, edits, quoting);
  if (quoting !== "double" && edits.some(({ text }) => text.includes("\n"))) return undefined;
  return edits.map((edit) => place(written, start, edit, spell(edit.text, quoting)));
}

/** The quotes that the new value needs: as few changes as can be; `undefined` when a text of several lines needs others. */
function chooseQuoting(source: Source, scalar: Scalar, style: Quoting, value: string): Quoting | undefined {
  const isWrapped = source.slice(scalar.span).includes("\n");
  // Line breaks that the old value has are written as blank lines and stay so.
  const text = isWrapped ? value.replaceAll("\n", " ") : value;
  const holder = scalar.holder;
  const inFlow = holder?.kind === "pair" ? holder.map.flow : holder?.seq.flow === true;
  if (style === "double" || (style === "plain" && isPlainSafe(text, inFlow))) return style;
  const quoting = isPrintable(text) ? "single" : "double";
  return isWrapped && quoting !== style ? undefined : quoting;
}

function isPrintable(text: string): boolean {
  return renderQuoted(text).startsWith("'");
}

function spell(text: string, quoting: Quoting): string {
  if (quoting === "plain") return text;
  return quoting === "single" ? text.replaceAll("'", "''") : renderScalar(text, true).slice(1, -1);
}

/** The edit of a value as an edit of the file, in a style in which text on one line stands as it is spelt. */
function place({ starts, ends }: WrittenText, textAt: number, { start, end }: TextEdit, text: string): TextEdit {
  const before = start > 0 ? ends[start - 1] : starts[0];
  if (start === end) return { start: before ?? textAt, end: before ?? textAt, text };
  const from = starts[start] ?? textAt;
  return { start: from, end: ends[end - 1] ?? from, text };
}

/** A one-line scalar in other quotes: quotes at both ends, and what must be spelt differently between them. */
function respell(
  source: Source,
  { value, span }: Scalar,
  written: WrittenText,
  edits: readonly TextEdit[],
  quoting: Quoting,
): TextEdit[] {
  const quote = quoting === "single" ? "'" : '"';
  const inner = written.starts[0] ?? span.start;
  const last = written.ends.at(-1) ?? inner;
  const pieces: TextEdit[] = [{ start: span.start, end: inner, text: quote }];
  const keep = (from: number, to: number): void => {
    let at = from;
    for (const character of value.slice(from, to)) {
      const text = spell(character, quoting);
      const start = written.starts[at] ?? last;
      at += character.length;
      const there = { start, end: written.ends[at - 1] ?? last };
      if (source.slice(there) !== text) pieces.push({ ...there, text });
    }
  };
  let at = 0;
  for (const edit of edits) {
    keep(at, edit.start);
    pieces.push(place(written, inner, edit, spell(edit.text, quoting)));
    at = edit.end;
  }
  keep(at, value.length);
  pieces.push({ start: last, end: span.end, text: quote });
  return pieces;
}

/** True for edits inside of lines of a literal block, which hold any text: what a login or a word in a script needs. */
function isSimple({ style, value }: Scalar, edits: readonly TextEdit[]): boolean {
  if (style !== "literal") return false;
  return edits.every(({ start, end, text }) => {
    const startsLine = start === 0 || value[start - 1] === "\n";
    // At the end of the value a line break may have to follow.
    if (end >= value.length) return false;
    const isInside = !text.includes("\n") && !value.slice(start, end).includes("\n") && isPrintable(text);
    return isInside && (startsLine ? /^\S/.test(text) : value[end] !== "\n" || /\S$/.test(text));
  });
}

/** The same proof, of a value on one line by that text alone: what stands around it stays as it is. */
function isExactAlone({ source }: Tree, scalar: Scalar, edits: readonly TextEdit[], value: string): boolean {
  const { span, holder } = scalar;
  const isValue = holder?.kind === "pair" ? holder.value === scalar : holder?.kind === "item";
  if (!isValue || edits.some(({ start, end }) => start < span.start || end > span.end)) return false;
  const own = edits.map(({ start, end, text }) => ({ start: start - span.start, end: end - span.start, text }));
  const spelt = applyEdits(source.slice(span), own);
  if (/[\r\n]/.test(source.slice(span) + spelt)) return false;
  const isInFlow = holder?.kind === "pair" ? holder.map.flow : holder?.seq.flow === true;
  const { root, faults, comments } = parse(new Source(source.path, isInFlow ? `[${spelt}]` : `- ${spelt}`));
  const [item, ...others] = asSeq(root)?.items ?? [];
  const node = item?.node;
  const isWhole = node?.kind === "scalar" && node.value === value && node.span.end - node.span.start === spelt.length;
  return isWhole && others.length + faults.length + comments.length === 0;
}

/** The proof: after the edits the file parses, has the same comments, and the scalar at that place has that value. */
function isExact(tree: Tree, { span }: Scalar, edits: readonly TextEdit[], value: string): boolean {
  const { source, comments } = tree;
  const after = parse(new Source(source.path, applyEdits(source.text, edits)));
  const there = scalarAt(after.root, span.start);
  if (there?.value !== value || after.faults.length > 0) return false;
  return (
    after.comments.length === comments.length &&
    after.comments.every(({ text }, index) => text === comments[index]?.text)
  );
}

function scalarAt(node: Node | undefined, offset: number): Scalar | undefined {
  if (!node || node.outerStart > offset || node.span.end < offset) return undefined;
  if (node.kind === "scalar") return node.span.start === offset ? node : undefined;
  if (node.kind === "alias") return undefined;
  const children =
    node.kind === "map" ? node.pairs.flatMap(({ key, value }) => [key, value]) : node.items.map((item) => item.node);
  for (const child of children) {
    const found = scalarAt(child, offset);
    if (found) return found;
  }
  return undefined;
}
