import type { FileError } from "../engine/result.ts";
import type { EffectiveSettings } from "../find-settings/index.ts";
import type { Rule } from "../rules/rule.ts";
import type { Work } from "../run/run-files.ts";
import { type RunOptions, mustBeCircleci, runSource } from "../run/run-source.ts";
import { Source } from "../source/source.ts";
import { type RunRules, findRules } from "./file-rules.ts";
import type { Flags } from "./flags.ts";
import { toRuleOptions } from "./run-options.ts";

/** What a run lints with. */
export interface Linting {
  /** All rules that run, on whatever file, one of each id. */
  readonly rules: readonly Rule[];
  readonly rulesFor: RunRules["rulesFor"];
  /** The plugins that could not be used. */
  readonly errors: readonly FileError[];
  readonly work: Work;
}

export interface LintingOptions {
  readonly run: RunOptions;
  readonly flags: Flags;
  /** By folder. */
  readonly settings: ReadonlyMap<string, EffectiveSettings>;
  /** Has the day that it is. */
  readonly now: { readonly today: string };
}

/** Loads the rules and what they need, and gets ready for any file of the run. */
export async function openLinting({ run, flags, settings, now }: LintingOptions): Promise<Linting> {
  const { rules, rulesFor, errors } = await findRules(settings, flags, toRuleOptions(flags, now));
  return {
    rules,
    rulesFor,
    errors,
    work: ({ file: { path, shown, named }, text, repository, watch }) => {
      const result = runSource(new Source(shown, text), run, { named, ...rulesFor(path), repository }, watch);
      if (result && named) mustBeCircleci(result);
      return result;
    },
  };
}
