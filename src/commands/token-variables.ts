import type { HostKeys } from "../fleet/config/fleet-file.ts";
import { type ForgeCredential, credentialIn } from "../io/forge-credential.ts";

/** Variables that hold what logs in to a host; the first that are set count. */
interface TokenVariables {
  find(env: NodeJS.ProcessEnv): ForgeCredential | undefined;
  /** What to set: names, for a person. */
  readonly help: string;
}

/** How a forge is logged in to. */
interface ForgeLogin {
  /** Those of its own host, or of any other one, so that no token goes where it was not meant for. */
  variablesOf(host: string): TokenVariables;
  /** Whether what has a username is sent with it; a token alone is a bearer's. */
  isBasic(username: string): boolean;
}

/** The logins of each forge: what its own tools call their variables, and what its API takes. */
export const LOGINS: Readonly<Record<HostKeys["forge"], ForgeLogin>> = {
  github: {
    variablesOf: (host) =>
      host === "github.com"
        ? tokens(["GH_TOKEN", "GITHUB_TOKEN"])
        : tokens(["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]),
    isBasic: (username) => !/^(?:oauth2|x-access-token)$/.test(username),
  },
  gitlab: {
    variablesOf: (host) =>
      host === "gitlab.com"
        ? tokens(["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "GL_TOKEN"])
        : tokens(["GITLAB_SELF_MANAGED_TOKEN"]),
    // Its API takes no name and password; git's helpers keep a token under any name.
    isBasic: () => false,
  },
  bitbucket: {
    variablesOf: (host) => (host === "bitbucket.org" ? BITBUCKET : tokens(["BITBUCKET_SERVER_TOKEN"])),
    isBasic: (username) => username !== "x-token-auth",
  },
};

/** The value of `Authorization`. */
export function headerFor(forge: HostKeys["forge"], { username, secret }: ForgeCredential): string {
  if (username === undefined || !LOGINS[forge].isBasic(username)) return `Bearer ${secret}`;
  return `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
}

function tokens(names: readonly string[]): TokenVariables {
  return { find: (env) => credentialIn(names, env), help: names[0] ?? "" };
}

/** A token of a repository, project or workspace, or one of a person, which is sent with who that is. */
const BITBUCKET: TokenVariables = {
  find: (env) =>
    credentialIn(["BITBUCKET_TOKEN"], env) ??
    ofPerson(["BITBUCKET_EMAIL", "BITBUCKET_USERNAME"], "BITBUCKET_API_TOKEN", env) ??
    ofPerson(["BITBUCKET_USERNAME", "BITBUCKET_EMAIL"], "BITBUCKET_APP_PASSWORD", env),
  help: "BITBUCKET_TOKEN, or BITBUCKET_EMAIL and BITBUCKET_API_TOKEN",
};

function ofPerson(names: readonly string[], token: string, env: NodeJS.ProcessEnv): ForgeCredential | undefined {
  const username = credentialIn(names, env)?.secret;
  const secret = credentialIn([token], env)?.secret;
  return username === undefined || secret === undefined ? undefined : { username, secret };
}
