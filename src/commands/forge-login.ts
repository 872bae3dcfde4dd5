import { resolve } from "node:path";
import type { HostKeys, TokenKeys } from "../fleet/config/fleet-file.ts";
import { createDisk } from "../io/disk.ts";
import { type ForgeCredential, credentialOfGit, readCredential } from "../io/forge-credential.ts";
import { authorizeAsApp } from "../services/github/app.ts";
import { serviceAt } from "../services/forge-host.ts";
import { SYSTEM_CLOCK } from "../services/http/clock.ts";
import { UserError } from "../user-error.ts";
import { LOGINS, headerFor } from "./token-variables.ts";

/** A forge that is logged in to, and what `fleet.yml` says of how. */
interface Login {
  readonly forge: HostKeys["forge"];
  readonly host: string;
  readonly base: string;
  readonly authority?: string | undefined;
  readonly keys: TokenKeys | undefined;
}

interface Around {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/**
 * The value of `Authorization` for each request: what `fleet.yml` names, else variables of the environment, else what git's
 * credential helpers know. Read anew when the last one was not taken. None at all is a UserError.
 */
export function authorizationFor(login: Login, around: Around): (renew: boolean) => Promise<string | undefined> {
  const { forge, keys, base, authority, host } = login;
  if (keys?.app) {
    const { id, keyFile, owner } = keys.app;
    const key = createDisk().readText(resolve(around.cwd, keyFile));
    return authorizeAsApp({ id, key, owner }, { service: serviceAt("GitHub", host), base, authority }, SYSTEM_CLOCK);
  }
  let known: string | undefined;
  return (renew) => {
    if (renew || known === undefined) known = headerFor(forge, findCredential(login, around));
    return Promise.resolve(known);
  };
}

function findCredential({ forge, host, keys }: Login, around: Around): ForgeCredential {
  if (keys) return readCredential(keys, around);
  const variables = LOGINS[forge].variablesOf(host);
  const found = variables.find(around.env) ?? credentialOfGit(host, around);
  if (found) return found;
  throw new UserError(`there is no token for \`${host}\``, {
    help: `Set ${variables.help}, or say in fleet.yml where it comes from (\`hosts\`, \`token\`)`,
  });
}
