import { afterEach, expect, test, vi } from "vitest";
import { Lexer } from "yaml";
import { fix, lint } from "../../src/index.ts";

const TEXT = `version: 2.1
jobs:
  build:
    docker:
      - image: acme/app:1
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;

afterEach(() => {
  vi.restoreAllMocks();
});

test("a config is linted without the full parser, and what a fix makes of it is proved with it", () => {
  const lex = vi.spyOn(Lexer.prototype, "lex");
  expect(lint(TEXT).findings).not.toEqual([]);
  expect(lex).not.toHaveBeenCalled();
  const { text } = fix(TEXT);
  expect(text).not.toBe(TEXT);
  expect(lex.mock.calls.map(([given]) => given)).toContain(text);
});
