import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Fixed, fixSource } from "../engine/fix.ts";
import { type Linted, lintSource } from "../engine/lint.ts";
import { NO_FILES, type Repository } from "../model/index.ts";
import { DEFAULT_RULE_OPTIONS, type Rule, type RuleOptions } from "../rules/rule.ts";
import { Source } from "../source/source.ts";

/** A case of a rule: a config and how it is to be read. */
export interface Case {
  /** The id of the rule that it is a case of. */
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

/** The cases in a folder, by name; `id` is the rule that their own options are for. */
export function readCases(folder: string, id: string): Case[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".yml") && !file.endsWith(".fixed.yml"));
  return files.toSorted().map((file) => {
    const name = file.replace(/\.yml$/, "");
    const text = readFileSync(join(folder, file), "utf8");
    const repository = repositoryAt(join(folder, `${name}.repository`));
    return { ...toCase(text, id), name, repository, file: (ending) => join(folder, name + ending) };
  });
}

/** A text as a case that stands alone. */
export function toCase(text: string, id: string): Case {
  const words = (/^# options: (.+)$/m.exec(text)?.[1] ?? "").split(" ").filter(Boolean);
  return {
    rule: id,
    name: "",
    text,
    path: /^# path: (.+)$/m.exec(text)?.[1] ?? ".circleci/config.yml",
    options: { ...readOptions(words), ruleOptions: { [id]: ownOptionsIn(text) } },
    unsafe: words.includes("unsafe"),
    repository: NO_FILES,
    file: () => "",
  };
}

/** A folder as the root of a repository. */
function repositoryAt(folder: string): Repository {
  return {
    read: (path) => {
      const file = join(folder, path);
      return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
    },
  };
}

/** Options of the rule itself, as JSON, from a line `# rule-options: {…}`. */
function ownOptionsIn(text: string): object {
  return JSON.parse(/^# rule-options: (.+)$/m.exec(text)?.[1] ?? "{}");
}

/** What a case can say of Docker Hub, and the name of it in options. */
const DOCKER_HUB = new Map([
  ["source", "source"],
  ["context", "context"],
  ["username", "username"],
  ["token", "token"],
  ["auth-style", "authStyle"],
]);
const OTHERS = new Map([
  ["convenience-images", "convenienceImages"],
  ["unresolved-images", "unresolvedImages"],
  ["served-pulls", "servedPulls"],
  ["strategy", "strategy"],
  ["today", "today"],
]);
const DEMANDS = new Map([
  ["require-reason", "requireReason"],
  ["require-until", "requireUntil"],
  ["max-days", "maxDays"],
]);
const REGISTRIES = new Set(["trusted", "mirrors"]);
const PROJECT = "project-variables";
const MAPS = /^(vault|contexts)\.(.+)$/;

/** Options of a case: `source=project require-reason vault.engine=kv2 contexts.hub=USER,TOKEN project-variables=A,B trusted=ghcr.io`. */
function readOptions(words: readonly string[]): RuleOptions {
  const said = words.filter((word) => word !== "unsafe").map(readWord);
  const known = [DOCKER_HUB, OTHERS, DEMANDS, REGISTRIES];
  const unknown = said.find(([key]) => !known.some((names) => names.has(key)) && key !== PROJECT && !MAPS.test(key));
  if (unknown) throw new TypeError(`a case has no option \`${unknown[0]}\``);
  const pick = (names: ReadonlyMap<string, string>) =>
    Object.fromEntries(said.flatMap(([key, value]) => (names.has(key) ? [[names.get(key), value]] : [])));
  const below = (map: string) =>
    said.flatMap(([key, value]) => {
      const [, name, own] = MAPS.exec(key) ?? [];
      return name === map ? [[own, value] as const] : [];
    });
  const [vault, contexts] = [below("vault"), below("contexts").map(([name, value]) => [name, namesIn(value)])];
  const project = said.flatMap(([key, value]) => (key === PROJECT ? namesIn(value) : []));
  const supplies = { contexts: Object.fromEntries(contexts), project };
  const registries = said.flatMap(([key, value]) => (REGISTRIES.has(key) ? [[key, namesIn(value)]] : []));
  const options: Partial<RuleOptions> = JSON.parse(
    JSON.stringify({
      today: "2026-11-27",
      dockerHub: { ...pick(DOCKER_HUB), ...(contexts.length + project.length > 0 && { supplies }) },
      suppressions: pick(DEMANDS),
      registries: { ...DEFAULT_RULE_OPTIONS.registries, ...Object.fromEntries(registries) },
      ...pick(OTHERS),
      ...(vault.length > 0 && { vault: Object.fromEntries(vault) }),
    }),
  );
  return { ...DEFAULT_RULE_OPTIONS, ...options };
}

function namesIn(value: string | number | boolean): string[] {
  return String(value).split(",");
}

/** A word without a value is `true`; one of digits is a number. */
function readWord(word: string): readonly [key: string, value: string | number | boolean] {
  const equals = word.indexOf("=");
  if (equals === -1) return [word, true];
  const value = word.slice(equals + 1);
  return [word.slice(0, equals), /^\d+$/.test(value) ? Number(value) : value];
}

/** Lints a text as a case is linted. */
export function lintCase({ path, options, repository }: Case, text: string, rules: readonly Rule[]): Linted {
  return lintSource(new Source(path, text), { rules, options, named: true, repository });
}

/** Fixes a text as a case is fixed. */
export function fixCase({ path, options, unsafe, repository }: Case, text: string, rules: readonly Rule[]): Fixed {
  return fixSource(new Source(path, text), { rules, options, named: true, unsafe, repository });
}
