import { describeToken, findTokens } from "../secrets/index.ts";
import type { Source } from "../source/source.ts";
import { isNull, parse } from "../syntax/index.ts";
import { UserError } from "../user-error.ts";
import { explainErrors } from "./explain.ts";
import { plainValue } from "./plain-value.ts";
import type { Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { validate } from "./validate.generated.js";
import { yamlProblems } from "./yaml-problems.ts";

/**
 * The settings that a file holds, YAML or JSON; none where it is empty. All that is wrong with it is one UserError, a line
 * `path:line:column: what` for each fault, by place.
 */
export function readSettings(source: Source): Settings {
  const tree = parse(source);
  const problems = yamlProblems(tree);
  // What does not parse, or has a key twice, leaves open what is meant.
  if (problems.length > 0) throw toError(source, problems);
  const value = isNull(tree.root) ? {} : plainValue(tree.root);
  const secrets = secretProblems(source);
  if (!validate(value)) throw toError(source, [...explainErrors(validate.errors ?? [], tree.root), ...secrets]);
  if (secrets.length > 0) throw toError(source, secrets);
  return value;
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
    .map(({ offset, message }) => {
      const { line, column } = source.position(offset);
      return `${source.path}:${line}:${column}: ${message}`;
    });
  return new UserError([...new Set(lines)].join("\n"));
}
