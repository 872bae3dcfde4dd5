import { globOf } from "./glob.ts";
import { UNKNOWN, canonicalHost, nameParts, registryOf } from "./reference.ts";

/**
 * Whether an image comes from where some patterns say. `unknown`: what a variable holds decides. `none`: nothing is pulled
 * from elsewhere, because Docker refuses the text or the registry is the machine itself.
 */
export type Trust = "trusted" | "untrusted" | "unknown" | "none";

/** Hosts that lead back to the machine. */
const LOOPBACK = /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

/**
 * What patterns say of an image: hosts of registries, or paths that begin with one, as in `docker.io/cimg`; `*` stands for any
 * text without `/`. A pattern means whatever lies below it, part by part.
 */
export function trustOf(image: string, patterns: readonly string[]): Trust {
  const parts = nameParts(image);
  const isSettled = registryOf(image) !== "unknown";
  const [host] = parts;
  if (!isSettled && !image.includes(UNKNOWN)) return "none";
  // Without a host of its own, a text that a variable begins is no image of Docker Hub yet.
  if (!isSettled && host === "docker.io") return "unknown";
  if (isSettled && LOOPBACK.test(host)) return "none";
  const answers = patterns.map((pattern) => covers(partsOf(pattern), parts));
  if (answers.includes("yes")) return "trusted";
  return !isSettled || answers.includes("maybe") ? "unknown" : "untrusted";
}

/**
 * The shortest part of an image's name that no pattern reaches into: its registry, `quay.io`, or where patterns know that, the
 * namespace, `docker.io/library`, or more.
 */
export function untrustedPartOf(image: string, patterns: readonly string[]): string {
  const parts = nameParts(image);
  const lengths = parts.map((_, index) => index + 1);
  const reaches = (length: number): boolean =>
    patterns.some((pattern) => covers(partsOf(pattern).slice(0, length), parts.slice(0, length)) !== "no");
  const length = lengths.find((one) => !reaches(one)) ?? parts.length;
  return parts.slice(0, length).join("/");
}

/** The namespace that an image is published in, as a pattern: `quay.io/acme`; the registry where it has none. */
export function namespaceOf(image: string): string {
  const parts = nameParts(image);
  const isKnown = parts.length > 2 && parts[1]?.includes(UNKNOWN) === false;
  return parts.slice(0, isKnown ? 2 : 1).join("/");
}

function partsOf(pattern: string): string[] {
  const [host = "", ...path] = pattern.split("/");
  return [canonicalHost(host), ...path];
}

function covers(pattern: readonly string[], parts: readonly string[]): "yes" | "maybe" | "no" {
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index];
    if (part === undefined) return "no";
    if (globOf(wanted).test(part)) continue;
    return mayBecome(part, wanted) ? "maybe" : "no";
  }
  return "yes";
}

/** True where what is unknown in a part can make it one that the pattern means: what stands before it decides. */
function mayBecome(part: string, pattern: string): boolean {
  const end = part.indexOf(UNKNOWN);
  if (end === -1) return false;
  const known = part.slice(0, end);
  const star = pattern.indexOf("*");
  const wanted = star === -1 ? pattern : pattern.slice(0, star);
  return wanted.startsWith(known) || (star !== -1 && known.startsWith(wanted));
}
