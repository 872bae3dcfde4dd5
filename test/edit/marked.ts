import { describe, expect, test } from "vitest";
import { type Edits, applyEdits } from "../../src/edit/index.ts";
import type { Item, MapNode, Node, Pair, Scalar, SeqNode, Tree } from "../../src/syntax/index.ts";
import { read, walk } from "../syntax/trees.ts";

/** A shape of YAML, a text in which `^` stands before the place to edit, and what becomes of it (`declined`: nothing). */
export type Row = readonly [shape: string, before: string, after: string];
export const declined = "declined";

/** A tree and the place in it that was marked. */
export interface Place {
  readonly tree: Tree;
  readonly at: number;
}

/** Each row as it stands, and again in every disguise that must make no difference. */
const DISGUISES: readonly (readonly [name: string, put: (text: string) => string | undefined])[] = [
  ["", (text) => text],
  [" (CRLF)", (text) => text.replaceAll("\n", "\r\n")],
  [" (byte-order mark)", (text) => `\uFEFF${text}`],
  [" (text beyond the BMP above)", (text) => `# 🚀 🇩🇪\n${text}`],
  [" (no newline at the end)", (text) => (/[^\n]\n$/.test(text) ? text.slice(0, -1) : undefined)],
];

/** Tests of one verb: a table of shapes. `without` names a disguise that changes what a row means. */
export function verbTable(
  verb: string,
  edit: (place: Place) => Edits,
  rows: readonly Row[],
  without: (row: Row, disguise: string) => boolean = () => false,
): void {
  describe(verb, () => {
    for (const row of rows) {
      const [shape, before, after] = row;
      for (const [disguise, put] of DISGUISES) {
        const from = put(unindent(before));
        if (from === undefined || without(row, disguise)) continue;
        test(shape + disguise, () => {
          const place = mark(from);
          expect(place.tree.faults, "faults before the edit").toEqual([]);
          const edits = edit(place);
          if (after === declined) {
            expect(edits).toBeUndefined();
            return;
          }
          if (!edits) throw new Error("the verb declined");
          const result = applyEdits(place.tree.source.text, edits);
          expect(result).toBe(put(unindent(after)));
          const now = read(result);
          expect(now.faults, "faults after the edit").toEqual([]);
          expect(now.comments.map(({ text }) => text)).toEqual(place.tree.comments.map(({ text }) => text));
        });
      }
    }
  });
}

/** Template text without the indentation of its first line and without the line of the closing backtick. */
export function unindent(text: string): string {
  if (!text.startsWith("\n")) return text;
  const indent = /^\n+( *)/.exec(text)?.[1] ?? "";
  return text
    .slice(1)
    .replace(/\n *$/, "\n")
    .replaceAll(new RegExp(`^${indent}`, "gm"), "");
}

export function mark(text: string): Place {
  const at = text.indexOf("^");
  if (at === -1) throw new Error("the row has no mark");
  return { tree: read(text.slice(0, at) + text.slice(at + 1)), at };
}

/** The pair whose key starts at the mark. */
export function pairAt({ tree, at }: Place): Pair {
  return found(
    [...walk(tree.root)].find((one): one is Pair => one.kind === "pair" && (one.key?.outerStart ?? one.colon) === at),
  );
}

/** The list item whose value starts at the mark. */
export function itemAt({ tree, at }: Place): Item {
  return found([...walk(tree.root)].find((one): one is Item => one.kind === "item" && one.node?.outerStart === at));
}

/** The outermost map that starts at the mark. */
export function mapAt({ tree, at }: Place): MapNode {
  return found([...walk(tree.root)].find((one): one is MapNode => one.kind === "map" && one.span.start === at));
}

export function seqAt({ tree, at }: Place): SeqNode {
  return found([...walk(tree.root)].find((one): one is SeqNode => one.kind === "seq" && one.span.start === at));
}

export function scalarAt({ tree, at }: Place): Scalar {
  return found([...walk(tree.root)].find((one): one is Scalar => one.kind === "scalar" && one.outerStart === at));
}

export function nodeAt({ tree, at }: Place): Node {
  return found([...walk(tree.root)].find((one): one is Node => "outerStart" in one && one.outerStart === at));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("nothing starts at the mark");
  return value;
}
