/**
 * Image references as Docker reads them: the grammar and the defaults of `distribution/reference`
 * (normalize.go, regexp.go).
 */
export interface ImageReference {
  /** The registry's host, `docker.io` when the text names none. */
  readonly host: string;
  /** The repository, with `library/` for Docker's own images. */
  readonly path: string;
  /** `undefined` when a digest is given alone. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * Where an image is pulled from. `docker-hub-alias`: Docker Hub under a host name that Docker does not normalise, so
 * that a login to Docker Hub is not used for it. `unknown`: a variable stands where the registry would.
 */
export type Registry = "docker-hub" | "docker-hub-alias" | "other" | "unknown";

/** Stands in a text for what cannot be known before the pipeline runs: a variable, a parameter without a value. */
export const UNKNOWN = "\uFFFC";

const HUB_ALIASES = new Set(["registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com"]);
const MAX_PATH = 255;
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const BARE_ID = /^[0-9a-f]{64}$/;

/** Parses a reference; `undefined` for a text that Docker refuses. */
export function parseReference(text: string): ImageReference | undefined {
  if (BARE_ID.test(text)) return undefined;
  const [rest, digest] = cut(text, "@");
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const [hostText, remainder] = splitHost(rest);
  const colon = remainder.indexOf(":");
  const name = colon === -1 ? remainder : remainder.slice(0, colon);
  const tag = colon === -1 ? undefined : remainder.slice(colon + 1);
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  if (!PATH.test(name) || (hostText !== undefined && !HOST.test(hostText))) return undefined;
  const host = hostText === undefined || hostText === "index.docker.io" ? "docker.io" : hostText;
  const path = host === "docker.io" && !name.includes("/") ? `library/${name}` : name;
  if (path.length > MAX_PATH) return undefined;
  return { host, path, tag: tag ?? (digest === undefined ? "latest" : undefined), digest };
}

/**
 * The registry that a reference is pulled from, `unknown` for one that Docker refuses. `UNKNOWN` characters are
 * allowed: what stands in a tag, or behind a namespace, does not hide the registry.
 */
export function registryOf(text: string): Registry {
  const concrete = text.includes(UNKNOWN) ? makeConcrete(text) : text;
  // A tag that a parameter leaves empty hides nothing: the registry stands before it.
  const reference = concrete === undefined ? undefined : parseReference(concrete.replace(/:$/, ""));
  if (!reference) return "unknown";
  if (reference.host === "docker.io") return "docker-hub";
  return HUB_ALIASES.has(reference.host) ? "docker-hub-alias" : "other";
}

/** True for CircleCI's own images on Docker Hub, `cimg/…` and the retired `circleci/…`. */
export function isConvenienceImage(text: string): boolean {
  const reference = parseReference(makeConcrete(text) ?? "");
  return reference?.host === "docker.io" && /^(?:cimg|circleci)\//.test(reference.path);
}

/** The host of a registry in one spelling: Docker Hub has several. */
export function canonicalHost(host: string): string {
  const known = host.toLowerCase();
  return known === "index.docker.io" || HUB_ALIASES.has(known) ? "docker.io" : known;
}

/**
 * The host in one spelling and the parts of the path, as Docker completes them: `docker.io`, `library`, `node`. `UNKNOWN`
 * characters stay where they are; where the registry is unknown, what comes first may be part of a path.
 */
export function nameParts(text: string): [host: string, ...path: string[]] {
  const [name] = cut(text, "@");
  const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
  const [hostText, path] = splitHost(colon === -1 ? name : name.slice(0, colon));
  const host = canonicalHost(hostText ?? "docker.io");
  const parts = path.split("/");
  return [host, ...(host === "docker.io" && parts.length === 1 ? ["library"] : []), ...parts];
}

/** Replaces unknown parts by plausible ones where that cannot change the registry; `undefined` where it can. */
function makeConcrete(text: string): string | undefined {
  const first = text.indexOf(UNKNOWN);
  if (first === -1) return text;
  const known = text.slice(0, first);
  const slash = known.indexOf("/");
  const settled = slash === -1 ? /^[a-z0-9._-]+[:@]$/.test(known) && !text.includes("/", first) : true;
  if (!settled) return undefined;
  return text.includes("@") ? text.slice(0, text.indexOf("@")).replaceAll(UNKNOWN, "x") : text.replaceAll(UNKNOWN, "x");
}

/** Cuts off the registry host, if the first part of the path is one: it has a dot, a port or a capital. */
function splitHost(text: string): [string | undefined, string] {
  const slash = text.indexOf("/");
  if (slash === -1) return [undefined, text];
  const first = text.slice(0, slash);
  const isHost = first === "localhost" || /[.:A-Z]/.test(first);
  return isHost ? [first, text.slice(slash + 1)] : [undefined, text];
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
