import { nearestName } from "../nearest-name.ts";
import { RULES } from "../rules/index.ts";
import { UserError } from "../user-error.ts";

/** The ids of all built-in rules, sorted. */
export const RULE_IDS: readonly string[] = RULES.map(({ meta }) => meta.id);

/** What is said of an id that is not among those that there are. */
export function unknownRule(id: string, known: readonly string[]): UserError {
  const nearest = nearestName(id, known);
  return new UserError(`there is no rule \`${id}\``, {
    help: nearest ? `Did you mean \`${nearest}\`?` : `Rules: ${known.join(", ")}`,
  });
}
