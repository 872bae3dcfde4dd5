import { registryOf } from "../docker/reference.ts";
import type { Possible } from "./possible.ts";
import type { PullSite } from "./pulls.ts";
import { haveMirror } from "./resource-classes.ts";

/**
 * A site without the pulls that runners make through a mirror of Docker Hub, and without the uses that have no others. `mirrors`:
 * resource classes of such runners, `*` for any text without `/`.
 */
export function withoutMirrored(site: PullSite, mirrors: readonly string[]): PullSite {
  if (mirrors.length === 0) return site;
  const isMirrored = (image: Possible, classes: ReadonlySet<string>): boolean =>
    haveMirror(classes, mirrors) && ![...image.values].some((value) => registryOf(value) === "docker-hub-alias");
  const pulled = new Set(site.pulls.map(({ use }) => use));
  const pulls = site.pulls.filter(({ image, resourceClasses }) => !isMirrored(image, resourceClasses));
  const left = new Set(pulls.map(({ use }) => use));
  const uses = site.uses.filter((use) =>
    pulled.has(use) ? left.has(use) : !isMirrored(site.image, use.resourceClasses),
  );
  return { ...site, pulls, uses };
}
