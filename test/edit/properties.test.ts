import { existsSync, readFileSync, readdirSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TextEdit, applyEdits } from "../../src/edit/index.ts";
import { type Tree, expand } from "../../src/syntax/index.ts";
import { yamlText } from "../syntax/layouts.ts";
import { read } from "../syntax/trees.ts";
import { type Place, type Verb, verbs } from "./grafts.ts";

/** Printed with a failure, and the same in every run: a failure is a fact, not an accident. */
const RUN = { seed: 20_201_101, numRuns: 200 };
const CORPUS = new URL("../../../shared/corpus/files/", import.meta.url);

/** The text as it was, found from the text after the edits: what they put in is taken out again. */
function undo(after: string, before: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  let old = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    result += after.slice(at, at + start - old) + before.slice(start, end);
    at += start - old + text.length;
    old = end;
  }
  return result + after.slice(at);
}

function commentsOf(tree: Tree): string[] {
  return tree.comments.map(({ text }) => text);
}

/** A verb applied somewhere: the tree that it was applied to, the place, the edits and the text after them. */
interface Applied {
  readonly tree: Tree;
  readonly place: Place;
  readonly edits: readonly TextEdit[];
  readonly text: string;
}

function apply({ places }: Verb, text: string, index: number): Applied | "nowhere" | "declined" {
  const tree = read(text);
  const found = tree.faults.length === 0 ? places(tree) : [];
  const place = found[index % Math.max(1, found.length)];
  if (!place) return "nowhere";
  const edits = place.edit();
  return edits ? { tree, place, edits, text: applyEdits(text, edits) } : "declined";
}

const chosen = fc.record({ text: yamlText, index: fc.nat() });

/** Runs a check on one random place of each random text. */
function holds(verb: Verb, check: (applied: Applied) => void): void {
  let declined = 0;
  let taken = 0;
  const property = fc.property(chosen, ({ text, index }) => {
    const applied = apply(verb, text, index);
    if (applied === "declined") declined += 1;
    if (typeof applied === "string") return;
    taken += 1;
    check(applied);
  });
  fc.assert(property, RUN);
  expect(taken / (taken + declined), "share of places that the verb takes").toBeGreaterThanOrEqual(verb.accepts);
}

function meansWhatItSays({ tree, place, text }: Applied): void {
  const after = read(text);
  expect(after.faults).toEqual([]);
  place.graft();
  expect(expand(after.root)).toEqual(expand(tree.root));
}

describe.each(verbs)("$name, in random layouts", (verb) => {
  test("means what it says and nothing else", () => {
    holds(verb, meansWhatItSays);
    expect.hasAssertions();
  });

  test("keeps every comment, in order", () => {
    holds(verb, ({ tree, text }) => {
      expect(commentsOf(read(text))).toEqual(commentsOf(tree));
    });
  });

  test("takes out no more than it says, and leaves the rest as it was", () => {
    holds(verb, ({ tree: { source }, edits, text }) => {
      expect(undo(text, source.text, edits)).toBe(source.text);
      for (const edit of edits.filter(({ start, end }) => start < end)) {
        expect(source.slice(edit)).toMatch(verb.removes ?? /^$/);
      }
    });
  });

  test("writes lines as the file has them", () => {
    holds(verb, ({ tree: { source }, edits, text }) => {
      for (const edit of edits) {
        const breaks = edit.text.match(/\r?\n/g) ?? [];
        expect(breaks.every((one) => one === source.eol)).toBe(true);
        expect(edit.text).not.toMatch(/[\t ]\r?\n/);
      }
      expect(text.endsWith("\n")).toBe(source.text.endsWith("\n"));
    });
  });

  test("gives the same edits for the same text", () => {
    const property = fc.property(chosen, ({ text, index }) => {
      const [first, second] = [apply(verb, text, index), apply(verb, text, index)].map((one) =>
        typeof one === "string" ? one : one.edits,
      );
      expect(first).toEqual(second);
    });
    fc.assert(property, { ...RUN, numRuns: 100 });
  });
});

describe.skipIf(!existsSync(CORPUS))("in real configs (skipped where ../shared/corpus is missing)", () => {
  const paths = existsSync(CORPUS) ? readdirSync(CORPUS, { recursive: true, encoding: "utf8" }) : [];
  const files = paths.filter((path) => /\.ya?ml$/.test(path)).toSorted();

  test.each(verbs)("$name means what it says and nothing else", (verb) => {
    const texts = files.filter((_, at) => at % 17 === 0).map((file) => readFileSync(new URL(file, CORPUS), "utf8"));
    const found = texts.map((text, at) => apply(verb, text, at * 7919)).filter((one) => typeof one !== "string");
    expect(found.length).toBeGreaterThan(0);
    for (const applied of found) meansWhatItSays(applied);
  });
});
