import { describeToken, findTokens } from "../secrets/index.ts";
import type { Source } from "../source/source.ts";
import { isNull, parse } from "../syntax/index.ts";
import { UserError } from "../user-error.ts";
import { explainErrors } from "./explain.ts";
import { keyOffsetOf, offsetOf, stepInto } from "./place.ts";
import { plainValue } from "./plain-value.ts";
import type { Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { validate } from "./validate.generated.js";
import { yamlProblems } from "./yaml-problems.ts";

/** The settings of a file, and where in it they stand. */
export interface SettingsFile {
  /** As people read it. */
  readonly path: string;
  readonly settings: Settings;
  /** Where a key or an item stands, by the keys and indexes that lead to it: `path:line:column`. */
  readonly placeOf: (path: readonly string[]) => string;
  /** Where the value of a key begins. */
  readonly placeOfValue: (path: readonly string[]) => string;
}

/**
 * The settings that a file holds, YAML or JSON; none where it is empty. All that is wrong with it is one UserError, a line
 * `path:line:column: what` for each fault, by place.
 */
export function readSettings(source: Source): SettingsFile {
  const tree = parse(source);
  const problems = yamlProblems(tree);
  // What does not parse, or has a key twice, leaves open what is meant.
  if (problems.length > 0) throw toError(source, problems);
  const value = isNull(tree.root) ? {} : plainValue(tree.root);
  const secrets = secretProblems(source);
  if (!validate(value)) throw toError(source, [...explainErrors(validate.errors ?? [], tree.root), ...secrets]);
  if (secrets.length > 0) throw toError(source, secrets);
  const root = { node: tree.root, pair: undefined, path: [] };
  return {
    path: source.path,
    settings: value,
    placeOf: (path) => placeIn(source, keyOffsetOf(path.reduce(stepInto, root))),
    placeOfValue: (path) => placeIn(source, offsetOf(path.reduce(stepInto, root))),
  };
}

/** Tokens in comments, and where a name of the same form is allowed. */
function secretProblems({ text }: Source): Problem[] {
  return findTokens(text)
    .filter(({ shape }) => shape.severity === "error")
    .map((token) => ({
      offset: token.span.start,
      message: `${describeToken(token, text)} is written here; settings name where secrets are, they hold none`,
    }));
}

function toError(source: Source, problems: readonly Problem[]): UserError {
  const lines = problems
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => `${placeIn(source, offset)}: ${message}`);
  return new UserError([...new Set(lines)].join("\n"));
}

function placeIn(source: Source, offset: number): string {
  const { line, column } = source.position(offset);
  return `${source.path}:${line}:${column}`;
}
