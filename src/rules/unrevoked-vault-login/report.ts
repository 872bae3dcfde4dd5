import { isDeclined, revokeVaultToken } from "../../fixes/index.ts";
import { type UnrevokedLogin, listNames } from "../../model/index.ts";
import type { RuleContext } from "../rule.ts";

/** Says which login leaves its token behind. */
export function reportUnrevoked(found: UnrevokedLogin, context: RuleContext): void {
  const { login, late, runs } = found;
  const fix = revokeVaultToken(context.config, found);
  const names = [...new Set(runs.map(({ jobName }) => jobName))];
  const jobs = `${names.length === 1 ? "job" : "jobs"} ${listNames(names)}`;
  const verbs = names.length === 1 ? ["logs", "revokes"] : ["log", "revoke"];
  const rest = late ? `${verbs[1]} the token only when all steps before have passed` : `never ${verbs[1]} the token`;
  context.report({
    at: login.span,
    message: `${jobs} ${verbs[0]} in to Vault and ${rest}`,
    why: late ? WHY_LATE : WHY_NEVER,
    related: late ? [{ ...late.span, text: "it revokes the token here" }] : [],
    help: isDeclined(fix) ? `Revoke the token whatever happens: ${fix.declined}` : undefined,
    fix: isDeclined(fix) ? undefined : fix,
  });
}

const WHY_NEVER =
  "The token and what it was given work until Vault ends them, for whoever finds them in a log, a cache or a rerun with SSH";
const WHY_LATE =
  "When a step fails, the token and what it was given work until Vault ends them, for whoever finds them in a rerun with SSH or a log";
