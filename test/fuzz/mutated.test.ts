import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { casesOf } from "../cases.ts";
import { budget, firstFailure } from "./budget.ts";
import { mutated } from "./mutations.ts";
import { runOptions } from "./options.ts";

const cases = RULES.flatMap(({ meta }) => casesOf(meta.id));

test("whatever is done to a config, lint and fix keep their promises", () => {
  const samples = fc.tuple(mutated(cases.map(({ text }) => text)), runOptions).map(([{ index, text }, chosen]) => {
    const { path = ".circleci/config.yml", options, repository } = cases[index] ?? {};
    return {
      path,
      text,
      repository,
      unsafe: chosen.unsafe,
      options: chosen.asIs && options ? options : chosen.options,
    };
  });
  expect(firstFailure(samples, budget("mutated configs", 600))).toBeUndefined();
}, 300_000);
