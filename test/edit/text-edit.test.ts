import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EditSet, type TextEdit, applyEdits, editsCollide, joinEdits, mergeEdits } from "../../src/edit/index.ts";

const TEXT = "0123456789";

function edit(start: number, end: number, text = "x"): TextEdit {
  return { start, end, text };
}

describe("two edits", () => {
  test.each([
    ["apart", edit(0, 2), edit(5, 7)],
    ["that meet", edit(0, 2), edit(2, 4)],
    ["of which one inserts right behind the other", edit(0, 2), edit(2, 2)],
    ["that are one and the same", edit(0, 2), edit(0, 2)],
    ["that insert the same at the same place", edit(3, 3), edit(3, 3)],
    ["that insert at different places", edit(3, 3), edit(4, 4)],
  ])("%s do not collide", (_, a, b) => {
    expect([editsCollide(a, b), editsCollide(b, a)]).toEqual([false, false]);
  });

  test.each([
    ["that overlap", edit(0, 3), edit(2, 4)],
    ["of which one holds the other", edit(0, 9), edit(2, 4)],
    ["of which one inserts within the other", edit(0, 3), edit(2, 2)],
    ["of which one inserts where the other begins", edit(2, 4), edit(2, 2)],
    ["that replace the same by something else", edit(0, 2, "a"), edit(0, 2, "b")],
    ["that insert something else at the same place", edit(3, 3, "a"), edit(3, 3, "b")],
    ["that begin together and end apart", edit(0, 2), edit(0, 3)],
  ])("%s collide", (_, a, b) => {
    expect([editsCollide(a, b), editsCollide(b, a)]).toEqual([true, true]);
  });
});

describe("mergeEdits", () => {
  test("puts edits in order of place", () => {
    expect(mergeEdits([edit(5, 6), edit(0, 1), edit(1, 1), edit(1, 1)])).toEqual([edit(0, 1), edit(1, 1), edit(5, 6)]);
  });

  test("keeps identical edits once, however many there are", () => {
    expect(mergeEdits([edit(1, 2), edit(1, 2), edit(4, 4), edit(1, 2), edit(4, 4)])).toEqual([edit(1, 2), edit(4, 4)]);
  });

  test("refuses edits of which any two collide", () => {
    expect(mergeEdits([edit(8, 9), edit(0, 7), edit(2, 3)])).toBeUndefined();
    expect(mergeEdits([edit(3, 3, "a"), edit(0, 1), edit(3, 3, "b")])).toBeUndefined();
    expect(mergeEdits([edit(5, 5), edit(5, 8), edit(5, 5)])).toBeUndefined();
  });

  test("leaves the list that it was given as it was", () => {
    const given = [edit(5, 6), edit(0, 1)];
    mergeEdits(given);
    expect(given).toEqual([edit(5, 6), edit(0, 1)]);
  });
});

describe("applyEdits", () => {
  test.each([
    ["nothing", [], TEXT],
    ["an insertion at the start", [edit(0, 0)], "x0123456789"],
    ["an insertion at the end", [edit(10, 10)], "0123456789x"],
    ["a removal", [edit(2, 5, "")], "0156789"],
    ["a replacement of everything", [edit(0, 10, "")], ""],
    ["edits in any order", [edit(8, 9, "b"), edit(1, 2, "a")], "0a234567b9"],
    ["edits that meet", [edit(1, 3, "a"), edit(3, 3, "b"), edit(4, 5, "c")], "0ab3c56789"],
    ["identical edits once", [edit(3, 3), edit(3, 3)], "012x3456789"],
  ])("applies %s", (_, edits, expected) => {
    expect(applyEdits(TEXT, edits)).toBe(expected);
  });

  test("throws on edits that collide", () => {
    expect(() => applyEdits(TEXT, [edit(0, 3), edit(2, 4)])).toThrow(RangeError);
  });
});

describe("joinEdits", () => {
  test("joins insertions at the same place in the order in which they are given", () => {
    expect(joinEdits([edit(3, 3, "a"), edit(1, 1, "c"), edit(3, 3, "b")])).toEqual([edit(3, 3, "ab"), edit(1, 1, "c")]);
  });

  test("keeps an insertion that is given again once, others between or not", () => {
    expect(joinEdits([edit(3, 3, "a"), edit(3, 3, "a")])).toEqual([edit(3, 3, "a")]);
    expect(joinEdits([edit(3, 3, "a"), edit(3, 3, "b"), edit(3, 3, "a")])).toEqual([edit(3, 3, "ab")]);
  });

  test("leaves replacements alone", () => {
    const edits = [edit(1, 3, "a"), edit(1, 3, "b"), edit(3, 3, "c")];
    expect(joinEdits(edits)).toEqual(edits);
    expect(joinEdits([edit(1, 3), edit(1, 3)])).toEqual([edit(1, 3)]);
  });
});

const anyEdit = fc
  .record({ start: fc.nat(10), length: fc.nat(3), text: fc.constantFrom("", "a", "b") })
  .map(({ start, length, text }) => edit(start, Math.min(10, start + length), text));

const anyEdits = fc.array(anyEdit, { maxLength: 6 });

/** Whether any two of the edits collide, asked of each pair. */
function anyCollide(edits: readonly TextEdit[]): boolean {
  return edits.some((a, index) => edits.slice(index + 1).some((b) => editsCollide(a, b)));
}

describe("sets of random edits", () => {
  const RUN = { seed: 20_201_101, numRuns: 3000 };

  test("are merged exactly when no two of them collide", () => {
    const property = fc.property(anyEdits, (edits) => {
      expect(mergeEdits(edits) === undefined).toBe(anyCollide(edits));
    });
    fc.assert(property, RUN);
  });

  test("give the same text in whatever order they come", () => {
    const property = fc.property(anyEdits, (edits) => {
      fc.pre(!anyCollide(edits));
      expect(applyEdits(TEXT, edits)).toBe(applyEdits(TEXT, edits.toReversed()));
    });
    fc.assert(property, RUN);
  });

  test("are taken into an EditSet exactly when none collides with what is there", () => {
    const property = fc.property(fc.array(anyEdits, { maxLength: 5 }), (fixes) => {
      const set = new EditSet();
      const taken: TextEdit[] = [];
      for (const edits of fixes.filter((one) => !anyCollide(one))) {
        const fits = !edits.some((one) => taken.some((other) => editsCollide(one, other)));
        expect(set.tryAdd(edits)).toBe(fits);
        if (fits) taken.push(...edits);
      }
    });
    fc.assert(property, RUN);
  });
});
