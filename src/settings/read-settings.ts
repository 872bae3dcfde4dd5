import { describeToken, findTokens } from "../secrets/index.ts";
import type { Source } from "../source/source.ts";
import { type Span, spansOverlap } from "../source/span.ts";
import { isNull, parse } from "../syntax/index.ts";
import { UserError } from "../user-error.ts";
import { explainErrors } from "./explain.ts";
import { keyOffsetOf, offsetOf, placeAt, pointerTo, stepInto } from "./place.ts";
import { plainValue } from "./plain-value.ts";
import type { Problem } from "./problem.ts";
import type { Schema } from "./schema/parts.ts";
import type { Settings } from "./settings.ts";
import { type SchemaError, validate } from "./validate.generated.js";
import { yamlProblems } from "./yaml-problems.ts";

/** The settings of a file, and where in it they stand. */
export interface SettingsFile {
  /** As people read it. */
  readonly path: string;
  readonly settings: Settings;
  /** Where a key or an item stands, by the keys and indexes that lead to it: `path:line:column`. */
  readonly placeOf: (path: readonly string[]) => string;
  /** Says what a validator of a schema found in what these keys lead to: a line `path:line:column: what` for each error. */
  readonly explain: (errors: readonly SchemaError[], schema: Schema, below: readonly string[]) => string[];
  /** Where the value of a key begins. */
  readonly placeOfValue: (path: readonly string[]) => string;
}

/** What a text is beside a settings file of YAML or JSON. */
interface Form {
  /** The key of the file that holds the settings. */
  readonly under?: string;
  /** True for a text that was made from a value: its lines are not those of the file. */
  readonly made?: boolean;
}

/**
 * The settings that a file holds, YAML or JSON; none where it is empty. All that is wrong with it is one UserError, a line
 * `path:line:column: what` for each fault, by place.
 */
export function readSettings(source: Source, { under, made = false }: Form = {}): SettingsFile {
  const tree = parse(source);
  const root = under === undefined ? tree.root : placeAt(tree.root, `/${under}`).node;
  const place = (offset: number): string => (made ? source.path : placeIn(source, offset));
  const problems = yamlProblems(tree, root);
  // What does not parse, or has a key twice, leaves open what is meant.
  if (problems.length > 0) throw toError(problems, place);
  const value = isNull(root) ? {} : plainValue(root);
  const secrets = secretProblems(source, under === undefined ? undefined : root?.span);
  if (!validate(value)) throw toError([...explainErrors(validate.errors ?? [], root), ...secrets], place);
  if (secrets.length > 0) throw toError(secrets, place);
  const start = { node: root, pair: undefined, path: [] };
  return {
    path: source.path,
    settings: value,
    placeOf: (path) => place(keyOffsetOf(path.reduce(stepInto, start))),
    explain: (errors, schema, below) => {
      const found = errors.map((error) => ({ ...error, instancePath: pointerTo(below) + error.instancePath }));
      return explainErrors(found, root, schema).map(({ offset, message }) => `${place(offset)}: ${message}`);
    },
    placeOfValue: (path) => place(offsetOf(path.reduce(stepInto, start))),
  };
}

/** Tokens in comments, and where a name of the same form is allowed; `span`: the part of the file that counts. */
function secretProblems({ text }: Source, span: Span | undefined): Problem[] {
  return findTokens(text)
    .filter(({ shape, span: own }) => shape.severity === "error" && (span === undefined || spansOverlap(own, span)))
    .map((token) => ({
      offset: token.span.start,
      message: `${describeToken(token, text)} is written here; settings name where secrets are, they hold none`,
    }));
}

function toError(problems: readonly Problem[], place: (offset: number) => string): UserError {
  const lines = problems
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => `${place(offset)}: ${message}`);
  return new UserError([...new Set(lines)].join("\n"));
}

function placeIn(source: Source, offset: number): string {
  const { line, column } = source.position(offset);
  return `${source.path}:${line}:${column}`;
}
