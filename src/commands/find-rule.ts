import { nearestName } from "../nearest-name.ts";
import { RULES } from "../rules/index.ts";
import type { Rule } from "../rules/rule.ts";
import { UserError } from "../user-error.ts";

/** The ids of all rules, sorted. */
export const RULE_IDS: readonly string[] = RULES.map(({ meta }) => meta.id);

/** The rule of that id; one that there is not is a UserError that names the nearest. */
export function findRule(id: string): Rule {
  const rule = RULES.find(({ meta }) => meta.id === id);
  if (rule) return rule;
  const nearest = nearestName(id, RULE_IDS);
  throw new UserError(`there is no rule \`${id}\``, {
    help: nearest ? `Did you mean \`${nearest}\`?` : `Rules: ${RULE_IDS.join(", ")}`,
  });
}
