import { fileURLToPath } from "node:url";
import { RULES } from "../src/rules/index.ts";
import * as testing from "../src/testing/cases.ts";

/** The folder of the cases of a built-in rule. */
export function folderOf(id: string): string {
  return fileURLToPath(new URL(`../src/rules/${id}/cases/`, import.meta.url));
}

/** Every case of a built-in rule, by name. */
export function casesOf(id: string): testing.Case[] {
  return testing.readCases(folderOf(id), id);
}

/** Fixes a text as a case is fixed: by every rule. */
export function fixCase(one: testing.Case, text: string) {
  return testing.fixCase(one, text, RULES);
}

export type { Case } from "../src/testing/cases.ts";

/** Lints a text as a case is linted: by every rule. */
export function lintCase(one: testing.Case, text: string) {
  return testing.lintCase(one, text, RULES);
}
