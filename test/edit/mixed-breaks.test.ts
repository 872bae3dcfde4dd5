import { expect, test } from "vitest";
import { applyEdits, removeItem, removePair } from "../../src/edit/index.ts";
import { itemAt, mark, pairAt } from "./marked.ts";

test.each([
  ["a pair in the middle", "a: 1\r\n^b: 2\nc: 3\n", "a: 1\r\nc: 3\n"],
  ["a pair in the middle that ends with CRLF", "a: 1\n^b: 2\r\nc: 3\n", "a: 1\nc: 3\n"],
  ["the last pair of the file", "a: 1\r\nc: 3\n^b: 2", "a: 1\r\nc: 3"],
  ["the last pair behind CRLF", "a: 1\nc: 3\r\n^b: 2", "a: 1\nc: 3"],
])("%s goes with its own line break where a file has both", (_, before, after) => {
  const place = mark(`x:\n${before.replaceAll(/^(?=.)/gm, "  ")}`);
  const { text } = place.tree.source;
  expect(applyEdits(text, removePair(place.tree, pairAt(place)) ?? [])).toBe(
    `x:\n${after.replaceAll(/^(?=.)/gm, "  ")}`,
  );
});

test.each([
  ["an item in the middle", "- a\r\n- ^b\n- c\n", "- a\r\n- c\n"],
  ["the last item of the file", "- a\r\n- c\n- ^b", "- a\r\n- c"],
  ["the last item behind CRLF", "- a\n- c\r\n- ^b", "- a\n- c"],
])("%s goes with its own line break where a file has both", (_, before, after) => {
  const place = mark(`x:\n${before.replaceAll(/^(?=.)/gm, "  ")}`);
  const { text } = place.tree.source;
  expect(applyEdits(text, removeItem(place.tree, itemAt(place)) ?? [])).toBe(
    `x:\n${after.replaceAll(/^(?=.)/gm, "  ")}`,
  );
});
