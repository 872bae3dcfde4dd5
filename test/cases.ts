import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { fixSource } from "../src/engine/fix.ts";
import type { Fixed } from "../src/engine/fix.ts";
import { type Linted, lintSource } from "../src/engine/lint.ts";
import { type Repository } from "../src/model/index.ts";
import { RULES } from "../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS, type RuleOptions } from "../src/rules/rule.ts";
import { Source } from "../src/source/source.ts";

const FOLDER = new URL("../src/rules/", import.meta.url);

/** A case of a rule: a config and how it is to be read. */
export interface Case {
  readonly rule: string;
  /** `ok-…` or `bad-…`, without the ending. */
  readonly name: string;
  readonly text: string;
  /** Where the file stands; from a first line `# path: …`, else `.circleci/config.yml`. */
  readonly path: string;
  readonly options: RuleOptions;
  /** From a line `# options: unsafe`. */
  readonly unsafe: boolean;
  /** The files of the folder `<name>.repository` beside it, if there is one. */
  readonly repository: Repository;
  /** The file beside it with another ending. */
  readonly file: (ending: string) => string;
}

/** Every case of a rule, by name. */
export function casesOf(rule: string): Case[] {
  const folder = new URL(`${rule}/cases/`, FOLDER);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".yml") && !file.endsWith(".fixed.yml"));
  return files.toSorted().map((file) => {
    const name = file.replace(/\.yml$/, "");
    const text = readFileSync(new URL(file, folder), "utf8");
    const path = /^# path: (.+)$/m.exec(text)?.[1] ?? ".circleci/config.yml";
    const words = wordsOf(text);
    const beside = (ending: string): string => new URL(name + ending, folder).pathname;
    const options = { ...optionsIn(text), ruleOptions: { [rule]: ownOptionsIn(text) } };
    const repository = repositoryAt(new URL(`${name}.repository/`, folder));
    return { rule, name, text, path, options, unsafe: words.includes("unsafe"), repository, file: beside };
  });
}

/** A folder as the root of a repository. */
function repositoryAt(folder: URL): Repository {
  return {
    read: (path) => {
      const file = new URL(path, folder);
      return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
    },
  };
}

function wordsOf(text: string): string[] {
  return (/^# options: (.+)$/m.exec(text)?.[1] ?? "").split(" ").filter(Boolean);
}

/** Options of the rule itself, as JSON, from a line `# rule-options: {…}`. */
function ownOptionsIn(text: string): object {
  return JSON.parse(/^# rule-options: (.+)$/m.exec(text)?.[1] ?? "{}");
}

/** The options that a line `# options: …` of a text asks for. */
export function optionsIn(text: string): RuleOptions {
  return readOptions(wordsOf(text));
}

/** Options of a case: `source=project unresolved-images=info vault.engine=kv2 contexts.hub=USER,TOKEN project-variables=A`. */
function readOptions(words: readonly string[]): RuleOptions {
  const values = new Map(words.map((word) => word.split("=", 2) as [string, string]));
  const get = (key: string) => values.get(key) as never;
  const vault = [...values].flatMap(([key, value]) => (key.startsWith("vault.") ? [[key.slice(6), value]] : []));
  return {
    dockerHub: {
      source: get("source"),
      context: get("context"),
      username: get("username"),
      token: get("token"),
      authStyle: get("auth-style"),
      supplies: suppliesIn(values),
    },
    convenienceImages: get("convenience-images"),
    unresolvedImages: get("unresolved-images") ?? DEFAULT_RULE_OPTIONS.unresolvedImages,
    servedPulls: get("served-pulls"),
    levels: DEFAULT_RULE_OPTIONS.levels,
    ruleOptions: DEFAULT_RULE_OPTIONS.ruleOptions,
    strategy: get("strategy") ?? DEFAULT_RULE_OPTIONS.strategy,
    vault: vault.length > 0 ? Object.fromEntries(vault) : undefined,
    suppressions: {
      requireReason: words.includes("require-reason"),
      requireUntil: words.includes("require-until"),
      maxDays: values.has("max-days") ? Number(values.get("max-days")) : undefined,
    },
    today: get("today") ?? "2026-11-27",
  };
}

/** What contexts and the project are known to hold. */
function suppliesIn(values: ReadonlyMap<string, string>): RuleOptions["dockerHub"]["supplies"] {
  const contexts = [...values].flatMap(([key, value]) =>
    key.startsWith("contexts.") ? [[key.slice(9), value.split(",")] as const] : [],
  );
  const project = values.get("project-variables")?.split(",") ?? [];
  return contexts.length + project.length > 0 ? { contexts: Object.fromEntries(contexts), project } : undefined;
}

/** Lints a text as a case is linted: by every rule. */
export function lintCase({ path, options, repository }: Case, text: string): Linted {
  return lintSource(new Source(path, text), { rules: RULES, options, named: true, repository });
}

/** Fixes a text as a case is fixed. */
export function fixCase({ path, options, unsafe, repository }: Case, text: string): Fixed {
  return fixSource(new Source(path, text), { rules: RULES, options, named: true, unsafe, repository });
}
