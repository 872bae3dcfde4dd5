import { type StaticVault, listNames } from "../../model/index.ts";
import type { Report } from "../rule.ts";
import type { RuleContext } from "../rule.ts";

const HELP =
  "Log in with CircleCI's OIDC token: `vault write auth/jwt/login …`; `circlesec vault setup` prints what Vault needs for it";
const OIDC = "CircleCI's OIDC token proves which job asks, and ends after an hour";
const WHY_WRITTEN =
  "Everyone who can read the repository, its history or the pipeline's page in CircleCI can log in to Vault with it";

/** Says how a long-lived credential of Vault's is used. */
export function reportStatic(place: StaticVault, context: RuleContext): void {
  const what = place.does === "give" ? place.secret.name : place.does === "read" ? "VAULT_TOKEN" : place.method;
  context.report({ at: place.span, about: { what }, ...describe(place) });
}

function describe(place: StaticVault): Omit<Report, "at"> {
  const subject = `${place.jobs.length === 1 ? "job" : "jobs"} ${listNames(place.jobs)}`;
  const verb = (word: string): string => (place.jobs.length === 1 ? `${word}s` : word);
  switch (place.does) {
    case "read":
      return {
        severity: "warning",
        message: `${subject} ${verb("read")} from Vault with a token that ${place.isWritten ? "the file sets" : "no step gets"}`,
        why: place.isWritten
          ? `Moved to a context, the token would still open Vault for whoever gets hold of it; ${OIDC}`
          : `The token has to come from a context or the project, and opens Vault for whoever gets hold of it there; ${OIDC}`,
        help: HELP,
      };
    case "give":
      return {
        severity: "error",
        message:
          place.orb === undefined
            ? `\`${place.secret.name}\` of a login to Vault in ${subject} is written in the file`
            : `\`${place.secret.name}\`, given to \`${place.orb}\` in ${subject}, is written in the file`,
        why: WHY_WRITTEN,
        help: `Revoke it. ${HELP}`,
      };
    default: {
      const { kept, by } = METHODS[place.method];
      const how = place.orb === undefined ? by : `${by} (\`${place.orb}\`)`;
      return {
        severity: "warning",
        message: `${subject} ${verb("log")} in to Vault ${how}`,
        why: `${kept} opens Vault for whoever gets hold of it; ${OIDC}`,
        help: HELP,
      };
    }
  }
}

const METHODS = {
  approle: { by: "by AppRole", kept: "A secret id" },
  userpass: { by: "with a password", kept: "A password" },
  token: { by: "with a ready-made token", kept: "A token" },
};
