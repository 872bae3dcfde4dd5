import { isDeclined, replaceByVaultLogin } from "../../fixes/index.ts";
import { type Config, type StaticCredential, listNames, staticCredentials } from "../../model/index.ts";
import type { RuleContext } from "../rule.ts";

/** Reports each login to Docker Hub with a credential that is kept. */
export function reportStaticLogins(config: Config, context: RuleContext): void {
  for (const found of staticCredentials(config)) report(found, context);
}

function report(found: StaticCredential, context: RuleContext): void {
  const { config, settings } = context;
  const { login, names, runs } = found;
  const jobs = [...new Set(runs.map(({ jobName }) => jobName))];
  const fix = replaceByVaultLogin(config, found, settings.vault ?? {});
  context.report({
    at: login.event?.span ?? login.step.place.span,
    about: { what: names.password },
    message: `${jobs.length === 1 ? "job" : "jobs"} ${listNames(jobs)} ${jobs.length === 1 ? "logs" : "log"} in to Docker Hub with the long-lived \`${names.password}\`, while the settings name a Vault`,
    why: whyFor(found),
    help: isDeclined(fix) ? `Log in with Vault instead by hand: ${fix.declined}` : undefined,
    fix: isDeclined(fix) ? undefined : fix,
  });
}

function whyFor({ runs }: StaticCredential): string {
  const contexts = new Set(runs.flatMap(({ invocation }) => invocation?.contexts.names ?? []));
  const where = contexts.size === 0 ? "in every job of the project" : "in every job that may use the context";
  return `What is stored once works ${where} until somebody replaces it; what Vault gives is for this job, and ends with it`;
}
