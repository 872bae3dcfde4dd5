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

/** The edits of one fix, identical ones once, with insertions at the same place joined in the order they are given. */
export function joinEdits(edits: readonly TextEdit[]): TextEdit[] {
  const distinct = new Map(edits.map((edit) => [`${edit.start} ${edit.end} ${edit.text}`, edit]));
  const joined: TextEdit[] = [];
  for (const edit of distinct.values()) {
    const index = joined.findIndex(({ start, end }) => start === edit.start && end === edit.end && start === end);
    const there = joined[index];
    if (there) joined[index] = { ...there, text: there.text + edit.text };
    else joined.push(edit);
  }
  return joined;
}

/** Edits of several fixes that can be applied together. */
export class EditSet {
  /** In order of place, none colliding with another. */
  readonly #edits: TextEdit[] = [];

  /** Adds all of the edits, or none if one of them collides with an edit of the set. They must not collide themselves. */
  tryAdd(edits: readonly TextEdit[]): boolean {
    const places = edits.map((edit) => ({ edit, index: this.#indexOf(edit) }));
    if (places.some(({ edit, index }) => this.#collidesAt(edit, index))) return false;
    for (const { edit } of places) {
      const index = this.#indexOf(edit);
      const there = this.#edits[index];
      if (there?.start !== edit.start || there.end !== edit.end) this.#edits.splice(index, 0, edit);
    }
    return true;
  }

  #collidesAt(edit: TextEdit, index: number): boolean {
    const before = this.#edits[index - 1];
    const after = this.#edits[index];
    return (before !== undefined && editsCollide(before, edit)) || (after !== undefined && editsCollide(after, edit));
  }

  /** Index of the first edit that does not start before this one. */
  #indexOf({ start }: TextEdit): number {
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#edits[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Where the new texts of edits stand once all are applied; empty for edits that collide. */
export function spansAfter(edits: readonly TextEdit[]): Span[] {
  let shift = 0;
  return (mergeEdits(edits) ?? []).map(({ start, end, text }) => {
    const span = { start: start + shift, end: start + shift + text.length };
    shift += text.length - (end - start);
    return span;
  });
}

/** Where an offset of the text is found once edits that do not collide are applied; what is inserted there comes before it. */
export function offsetAfter(edits: readonly TextEdit[], offset: number): number {
  const before = (mergeEdits(edits) ?? []).filter(({ end }) => end <= offset);
  return before.reduce((at, { start, end, text }) => at + text.length - (end - start), offset);
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
