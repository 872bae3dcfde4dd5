import type { Span } from "../source/span.ts";

/** Replaces a span of the source, as it was read, by `text`. An empty span inserts. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** True when the two edits cannot both be applied: they touch the same place and are not one and the same edit. */
export function editsCollide(a: TextEdit, b: TextEdit): boolean {
  if (a.start === b.start && a.end === b.end && a.text === b.text) return false;
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}

/** The edits in order of place, identical ones once; `undefined` when two of them collide. */
export function mergeEdits(edits: readonly TextEdit[]): TextEdit[] | undefined {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const merged: TextEdit[] = [];
  for (const edit of sorted) {
    const last = merged.at(-1);
    if (last && editsCollide(last, edit)) return undefined;
    if (last && last.start === edit.start && last.end === edit.end) continue;
    merged.push(edit);
  }
  return merged;
}

/** Applies edits that do not collide. Throws on edits that do: a caller that got here has skipped `mergeEdits`. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const merged = mergeEdits(edits);
  if (!merged) throw new RangeError("edits collide");
  let result = "";
  let at = 0;
  for (const edit of merged) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
