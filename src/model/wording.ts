import { UNKNOWN } from "../docker/reference.ts";
import { hasLooseCredentials, misplacedAuth } from "./auth-places.ts";
import type { Runner } from "./namespace.ts";
import type { PullSite, Use } from "./pulls.ts";

/** True when the use has some authentication, be it malformed: what is wrong with it is another rule's matter. */
export function isAuthenticated(use: Use): boolean {
  return (use.auth ?? use.cloudAuth ?? misplacedAuth(use.runner)) !== undefined || hasLooseCredentials(use);
}

/** The subject and verb of a message: `job `a` pulls`, `executors `a`, `b` and 3 more pull`. */
export function describePlace(uses: readonly Use[]): string {
  const runners = [...new Set(uses.map((use) => use.runner))];
  const [first, ...rest] = runners;
  if (!first) return "nothing pulls";
  if (rest.length === 0) return `${describeRunner(first)} pulls`;
  const noun = runners.every((one) => one.kind === first.kind) ? first.kind + "s" : "jobs and executors";
  return `${noun} ${listNames(runners.map(runnerName))} pull`;
}

/** The image as written, and what it stands for where that is one known image. */
export function describeImage({ text, image }: PullSite): string {
  const [only, ...others] = image.values;
  const known = only !== undefined && others.length === 0 && !only.includes(UNKNOWN) && only !== text;
  return known ? `\`${text}\` (\`${only}\`)` : `\`${text}\``;
}

/** A text with `…` for what is unknown in it. */
export function shownText(text: string): string {
  return text.replaceAll(UNKNOWN, "…");
}

/** `job `build``, `executor `node` of inline orb `tools``. */
export function describeRunner(runner: Runner): string {
  const orb = runner.namespace.name === "" ? "" : ` of inline orb \`${runner.namespace.name}\``;
  return `${runner.kind} \`${runner.name}\`${orb}`;
}

/** `a`, `b` and 3 more. */
export function listNames(names: readonly string[], most = 3): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most).map((name) => `\`${name}\``);
  const hidden = names.length - shown.length;
  if (hidden > 0) return `${shown.join(", ")} and ${hidden} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : (shown[0] ?? "");
}

function runnerName(runner: Runner): string {
  return runner.namespace.name === "" ? runner.name : `${runner.namespace.name}/${runner.name}`;
}
