import { UNKNOWN, registryOf } from "../docker/reference.ts";
import { concealerFor } from "../engine/conceal.ts";
import {
  type Config,
  type PullSite,
  describePlace,
  isAuthenticated,
  jobRunsOf,
  originOf,
  shownText,
  stepImagesOf,
  withoutMirrored,
} from "../model/index.ts";

/** What there is to know of a file besides what is wrong with it. */
export interface Survey {
  /** Pulls from Docker Hub, of jobs, executors and steps, by whether they have credentials. */
  readonly authenticated: number;
  readonly anonymous: number;
  /** Who pulls an image whose registry only a run knows, each a clause. */
  readonly unresolved: readonly string[];
  /** What decides while a pipeline runs which jobs it has. */
  readonly isSetup: boolean;
  /** True where a comment at its top says that a program writes it. */
  readonly isGenerated: boolean;
}

const SAYS_GENERATED =
  /\b(?:do not (?:edit|modify)|don't edit|auto-?generated|(?:is|was|file) generated|generated (?:by|from|with|using))\b/i;
const HEAD = /^(?:\uFEFF)?(?:[ \t]*(?:#.*|---)?\r?\n)*/;

/** `mirrors`: resource classes of runners that have a mirror of Docker Hub. */
export function surveyConfig(config: Config, mirrors: readonly string[]): Survey {
  const conceal = concealerFor(config);
  const sites = config.pullSites.filter(({ example }) => !example).map((site) => withoutMirrored(site, mirrors));
  const places = [...sites.flatMap(usesOf), ...stepsOf(config)];
  const authenticated = places.filter(Boolean).length;
  return {
    authenticated,
    anonymous: places.length - authenticated,
    unresolved: sites
      .filter(isUnresolved)
      .map((site) => conceal(`${describePlace(site.uses)} \`${shownText(site.text)}\``)),
    isSetup: config.kind === "setup",
    isGenerated: SAYS_GENERATED.test(HEAD.exec(config.tree.source.text)?.[0] ?? ""),
  };
}

/** For each use that pulls from Docker Hub, whether it has credentials. */
function usesOf({ registries, uses }: PullSite): boolean[] {
  const isHub =
    registries.size > 0 && [...registries].every((one) => one === "docker-hub" || one === "docker-hub-alias");
  return isHub ? uses.map(isAuthenticated) : [];
}

/** The same for each place in a step that pulls, in whatever jobs; the worst of them counts. */
function stepsOf(config: Config): boolean[] {
  const places = new Map<string, boolean>();
  for (const run of jobRunsOf(config)) {
    for (const pull of stepImagesOf(config, run).pulls) {
      const origin = originOf(pull);
      if (pull.isLocal !== "no" || (origin !== "docker-hub" && origin !== "docker-hub-alias")) continue;
      const place = `${pull.span.start} ${[...pull.texts].join(" ")}`;
      places.set(place, (places.get(place) ?? true) && pull.reliance === "sure" && origin === "docker-hub");
    }
  }
  return [...places.values()];
}

function isUnresolved({ image, uses }: PullSite): boolean {
  return (
    [...image.values].some((value) => value.includes(UNKNOWN) && registryOf(value) === "unknown") &&
    !uses.every(isAuthenticated)
  );
}
