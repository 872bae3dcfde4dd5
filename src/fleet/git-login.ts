import { writeTemporary } from "../io/temporary-file.ts";
import type { Forge } from "./forge.ts";
import { createGitForge } from "./git-forge.ts";

/** Where git runs, and what it takes from the environment. */
export interface GitAround {
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

/** How git logs in to a host. */
export interface GitLogin {
  /** Where repositories are, without a slash at the end: only there the header is sent. */
  readonly web: string;
  /** The value of `Authorization`. */
  readonly header: string | undefined;
  /** Certificates to trust, in PEM. */
  readonly authority: string | undefined;
  /** Who commits; where it is not said, whoever git is told. */
  readonly person: Person | undefined;
}

/** A person, as commits name one. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/**
 * Git for the repositories of one host, by their addresses. The token is in the environment of its commands alone: in no
 * argument and no file. What it commits is by who the token stands for, so that it is known again on any machine.
 */
export function openGitWithLogin(host: string, login: GitLogin, { env, folder }: GitAround): Forge {
  const { web, header, authority, person } = login;
  const trusted = authority === undefined ? undefined : writeTemporary("authority.pem", authority);
  const settings: [key: string, value: string][] = [];
  if (header !== undefined) settings.push([`http.${web}/.extraHeader`, `Authorization: ${header}`]);
  if (trusted) settings.push([`http.${web}/.sslCAInfo`, trusted.path]);
  const place = { env: { ...withSettings(env, settings), ...identityOf(person) }, folder, allowsFiles: false };
  const forge = createGitForge(host, { ...place, allowsPlain: web.startsWith("http:") });
  return {
    ...forge,
    async end() {
      await forge.end();
      trusted?.remove();
    },
  };
}

/** Behind the settings that the environment has already (git-config, `GIT_CONFIG_COUNT`). */
function withSettings(env: NodeJS.ProcessEnv, settings: readonly [key: string, value: string][]): NodeJS.ProcessEnv {
  const before = Number(env["GIT_CONFIG_COUNT"] ?? 0) || 0;
  const own = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value],
  ]);
  return { ...env, ...Object.fromEntries(own), GIT_CONFIG_COUNT: String(before + settings.length) };
}

function identityOf(person: Person | undefined): NodeJS.ProcessEnv {
  if (!person) return {};
  const { name, email } = person;
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}
