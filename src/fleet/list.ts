import { findTokens, findUserinfo } from "../secrets/index.ts";
import { UserError } from "../user-error.ts";
import type { Place } from "./repository.ts";

/** One repository as a person wrote it down. */
export interface ListEntry {
  readonly place: Place;
  /** Empty for a folder. */
  readonly host: string;
  /** `owner/name`, the path of a folder as written, or the URL of another remote. */
  readonly name: string;
}

/** What is known of hosts. */
export interface KnownHosts {
  /** The forge at a host; `undefined` for one that is none. */
  placeOf(host: string): Place | undefined;
  /** The forge that `owner/name` is meant of. */
  readonly usual: { readonly place: Place; readonly host: string };
}

const USUAL_HOSTS: Readonly<Record<string, Place>> = {
  "github.com": "github",
  "gitlab.com": "gitlab",
  "bitbucket.org": "bitbucket",
};
const PART = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\\.[A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*";
const NAME = new RegExp(`^(?!-)(?:(?:${PART})/)+(?:${PART})$`);
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;
const WORDS = { github: "github.com", gitlab: "gitlab.com", bitbucket: "bitbucket.org" } as const;

/** Hosts of self-hosted forges beside the three that everyone knows. */
export function knownHosts(own: Readonly<Record<string, Place>> = {}): KnownHosts {
  return {
    placeOf: (host) => own[host.toLowerCase()] ?? USUAL_HOSTS[host.toLowerCase()],
    usual: { place: "github", host: "github.com" },
  };
}

/**
 * The repositories of a list, one a line: `owner/name`, `gitlab:group/name`, a URL (https, ssh, `git@host:…`) or a path that
 * begins with `.`, `/` or `~`. Empty lines and what stands behind `#` count for nothing. A line that is none of these is a
 * UserError that names `shown` and the line, and shows nothing of it.
 */
export function readList(text: string, shown: string, hosts: KnownHosts): ListEntry[] {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((line, index) => {
      const entry = line.replace(/(?:^|\s)#.*$/, "").trim();
      return entry === "" ? [] : [readEntry(entry, `${shown}:${index + 1}`, hosts)];
    });
}

/** One line of a list; `at` is where it stands. */
export function readEntry(entry: string, at: string, hosts: KnownHosts): ListEntry {
  if (/^(?:\.{1,2}(?:[\\/]|$)|~?[\\/]|~$|[A-Za-z]:[\\/])/.test(entry))
    return { place: "folder", host: "", name: entry };
  const [, word = "", named = entry] = /^(github|gitlab|bitbucket):(?!\/)(.*)$/.exec(entry) ?? [];
  if (NAME.test(named)) {
    const usual = isForge(word) ? { place: word, host: WORDS[word] } : hosts.usual;
    return { ...usual, name: cutEnding(named) };
  }
  const [, scp = "", path = ""] = /^(?:[\w.-]+@)?([^\s:/@]+):(?!\/\/)(\S+)$/.exec(entry) ?? [];
  if (HOST.test(scp) && scp.includes(".")) return ofHost(scp, path, entry, hosts);
  return readUrl(entry, at, hosts);
}

function isForge(word: string): word is keyof typeof WORDS {
  return Object.hasOwn(WORDS, word);
}

function readUrl(entry: string, at: string, hosts: KnownHosts): ListEntry {
  const [, scheme = "", host = "", path = ""] =
    /^(https|ssh|file):\/\/(?:[\w.-]+@)?([^\s/@]*)\/(\S+)$/.exec(entry) ?? [];
  if (hasPassword(entry)) {
    throw new UserError(`${at}: a password or token is written in this address`, {
      help: "Leave it out of the address: tokens come from the environment, a file or a helper",
    });
  }
  if (scheme === "file") return { place: "git", host: "", name: entry };
  if (scheme === "" || !HOST.test(host)) {
    throw new UserError(`${at}: this is no repository`, {
      help: "Write `owner/name`, an https or ssh address, or a path that begins with `./` or `/`",
    });
  }
  const usualPort = scheme === "https" ? /:443$/ : /:22$/;
  return ofHost(host.replace(usualPort, ""), path, entry, hosts);
}

function hasPassword(entry: string): boolean {
  return /^[a-z]+:\/\/[^/]*:[^/]*@/i.test(entry) || findUserinfo(entry).length > 0 || findTokens(entry).length > 0;
}

/** A repository of a forge; one of a host that is none is a remote of git under its own address. */
function ofHost(host: string, path: string, entry: string, hosts: KnownHosts): ListEntry {
  const place = hosts.placeOf(host);
  const name = cutEnding(path.replace(/[?#].*$/, ""));
  if (place && place !== "git" && NAME.test(name)) return { place, host: host.toLowerCase(), name };
  return { place: "git", host: host.toLowerCase(), name: entry };
}

function cutEnding(path: string): string {
  return path
    .replace(/^\/+/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
}
