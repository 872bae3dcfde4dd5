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
import type { SchemaError } from "./validate.generated.js";
import { yamlProblems } from "./yaml-problems.ts";

/** What a file of YAML or JSON says, and where in it that stands. */
export interface ReadDocument<T> {
  readonly value: T;
  /** Where a key or an item stands, by the keys and indexes that lead to it: `path:line:column`. */
  readonly placeOf: (path: readonly string[]) => string;
  /** Says what a validator of a schema found in what these keys lead to: a line `path:line:column: what` for each error. */
  readonly explain: (errors: readonly SchemaError[], schema: Schema, below: readonly string[]) => string[];
  /** Where the value of a key begins. */
  readonly placeOfValue: (path: readonly string[]) => string;
}

/** What a document is to be. */
interface DocumentForm<T> {
  readonly schema: Schema;
  readonly validate: { (value: unknown): value is T; errors?: readonly SchemaError[] | null };
  /** What messages call the file: `a settings file`. */
  readonly noun: string;
  /** The key of the file that holds the document. */
  readonly under?: string | undefined;
  /** True for a text that was made from a value: its lines are not those of the file. */
  readonly made?: boolean;
}

/**
 * The document that a file holds, YAML or JSON; an empty one where it is empty. All that is wrong with it is one UserError, a
 * line `path:line:column: what` for each fault, by place.
 */
export function readDocument<T>(source: Source, form: DocumentForm<T>): ReadDocument<T> {
  const { schema, validate, noun, under, made = false } = form;
  const tree = parse(source);
  const root = under === undefined ? tree.root : placeAt(tree.root, `/${under}`).node;
  const place = (offset: number): string => (made ? source.path : placeIn(source, offset));
  const problems = yamlProblems(tree, root);
  // What does not parse, or has a key twice, leaves open what is meant.
  if (problems.length > 0) throw toError(problems, place);
  const value = isNull(root) ? {} : plainValue(root);
  const secrets = secretProblems(source, under === undefined ? undefined : root?.span);
  if (!validate(value)) {
    throw toError([...explainErrors(validate.errors ?? [], root, schema, noun), ...secrets], place);
  }
  if (secrets.length > 0) throw toError(secrets, place);
  const start = { node: root, pair: undefined, path: [] };
  return {
    value,
    placeOf: (path) => place(keyOffsetOf(path.reduce(stepInto, start))),
    explain: (errors, own, below) => {
      const found = errors.map((error) => ({ ...error, instancePath: pointerTo(below) + error.instancePath }));
      return explainErrors(found, root, own).map(({ offset, message }) => `${place(offset)}: ${message}`);
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
