import * as fc from "fast-check";
import { expect, test } from "vitest";
import { budget, firstFailure } from "./budget.ts";
import { configs } from "./configs.ts";
import { runOptions } from "./options.ts";

test("whatever a config is put together from, lint and fix keep their promises", () => {
  const samples = fc.tuple(configs, runOptions).map(([text, { unsafe, options }]) => {
    return { path: ".circleci/config.yml", text, unsafe, options, repository: undefined };
  });
  expect(firstFailure(samples, budget("made-up configs", 400))).toBeUndefined();
}, 300_000);
