import type { Span } from "../source/span.ts";
import { hasPlaceholderWord } from "./placeholder.ts";

/** A credential in the authority of a URL, `scheme://user:password@host`. */
export interface Userinfo {
  /** The password; the user where a token stands in its place, `https://<token>@github.com`. */
  readonly span: Span;
  readonly user: string;
  /** Without its port, in lower case. */
  readonly host: string;
  /** What follows the host and port up to the end of the word. */
  readonly rest: string;
}

/** After `://`. A quote, a space or anything that makes up a reference ends it: a password with one is no literal. */
const AUTHORITY =
  /([^\s:@/"'`<>{}$\\\uFFFC]{0,300})(?::([^\s/"'`<>{}$\\?#\uFFFC]{0,300}))?@(\[[0-9a-f:.]{2,45}\]|[a-z0-9_][a-z0-9._-]{0,252})(:\d{1,5})?(?![\w.@${<%-])([^\s"'`<>]{0,80})/iy;
/** The user or password that a forge wants beside a token. */
const NO_PASSWORD = /^(?:x-oauth-basic|x)?$/i;
const TOKEN_AS_USER = /^(?:[0-9a-f]{40}|(?:gh[pousr]_|github_pat_|glpat-|ATBB|dckr_[po]at_)[\w-]{20,}(?:\.[\w.]+)?)$/;
const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "0.0.0.0", "::1", "172.17.0.1", "host.docker.internal"]);
const LOCAL_ENDINGS = /(?:^|\.)(?:local|localhost|localdomain|test|invalid|example|example\.(?:com|net|org))$/;
/** Passwords that guard nothing, and names that stand for one. */
const WEAK = new Set(
  "password passwd passw0rd pass pwd secret token key changeme user username root admin guest postgres mysql foo bar".split(
    " ",
  ),
);

/** Finds the literal credentials in URLs, those of a local host left out. */
export function findUserinfo(text: string): readonly Userinfo[] {
  const found: Userinfo[] = [];
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 1)) {
    const userinfo = readAuthority(text, at + 3);
    if (userinfo && !isLocalHost(userinfo.host)) found.push(userinfo);
  }
  return found;
}

/**
 * True for a host that only the job itself reaches: the loopback, names reserved for examples, and names of one label,
 * as containers have. `serviceNames` are names with dots that containers of this config were given.
 */
export function isLocalHost(host: string, serviceNames?: ReadonlySet<string>): boolean {
  const name = host.toLowerCase().replace(/^([^:]*|\[.*\]):\d+$/, "$1");
  const bare = name.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  if (LOCAL_HOSTS.has(bare) || serviceNames?.has(host) || serviceNames?.has(bare)) return true;
  return !/[.:]/.test(bare) || bare.startsWith("127.") || LOCAL_ENDINGS.test(bare);
}

function readAuthority(text: string, start: number): Userinfo | undefined {
  if (!/[a-z\d]/i.test(text[start - 4] ?? "")) return undefined;
  AUTHORITY.lastIndex = start;
  const match = AUTHORITY.exec(text);
  if (!match) return undefined;
  const [, user = "", password = "", host = "", , rest = ""] = match;
  const found = { user, host: host.toLowerCase().replace(/^\[|\]$/g, ""), rest };
  if (NO_PASSWORD.test(password)) {
    return TOKEN_AS_USER.test(user) ? { ...found, span: { start, end: start + user.length } } : undefined;
  }
  if (!isLiteral(password, user)) return undefined;
  const from = start + user.length + 1;
  return { ...found, span: { start: from, end: from + password.length } };
}

/** False for a variable's name, a weak password of tests, and what stands for a password. */
function isLiteral(password: string, user: string): boolean {
  const text = password.toLowerCase();
  if (password.length < 3 || new Set(text).size < 3) return false;
  if (WEAK.has(text) || text === user.toLowerCase() || hasPlaceholderWord(password)) return false;
  return !/^%\w+%$|^[A-Z]+(?:_[A-Z0-9]+)*$|^(?:my|the|some)[-_]?(?:password|pass|secret|token)$/.test(password);
}
