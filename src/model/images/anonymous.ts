import { type Registry, registryOf } from "../../docker/reference.ts";
import { haveMirror } from "../resource-classes.ts";
import type { Config } from "../config.ts";
import type { JobRun } from "../steps/job-run.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import type { Reliance } from "./logins.ts";
import { type StepPull, stepImagesOf } from "./step-images.ts";
import { Memory } from "../../source/memory.ts";

/** Pulls from Docker Hub, in some jobs, that no login certainly precedes. */
export interface AnonymousPulls {
  /** The first of them. */
  readonly first: StepPull;
  /** What there is of a login before it. */
  readonly reliance: Exclude<Reliance, "sure">;
  readonly origin: ImageOrigin;
  /** The jobs whose first such pull it is. */
  readonly jobs: readonly JobPulls[];
}

/** All such pulls of one run of a job, in order. */
export interface JobPulls {
  readonly run: JobRun;
  readonly pulls: readonly StepPull[];
}

/**
 * Where an image comes from. `docker-hub-alias`: Docker Hub, under a name for which no login to it is used. `partly`: some of
 * the texts that it can be are on Docker Hub. `unknown`: a variable or a file that is not here decides.
 */
export type ImageOrigin = "docker-hub" | "docker-hub-alias" | "partly" | "unknown" | "other";

const WORST: readonly Reliance[] = ["none", "unchecked", "maybe"];
const cache = new Memory<Config, Map<string, readonly AnonymousPulls[]>>();

/**
 * The pulls of a file's steps that no login precedes: once a job, at the first of its worst ones; apart from them those that
 * look for their credentials elsewhere, and those for which no login helps. `mirrors`: resource classes whose daemons have a mirror
 * of Docker Hub, `*` for any text without `/`.
 */
export function anonymousPullsIn(config: Config, mirrors: readonly string[] = []): readonly AnonymousPulls[] {
  const known = cache.get(config) ?? new Map<string, readonly AnonymousPulls[]>();
  cache.set(config, known);
  const found = known.get(mirrors.join(" ")) ?? readAnonymousPulls(config, mirrors);
  known.set(mirrors.join(" "), found);
  return found;
}

function readAnonymousPulls(config: Config, mirrors: readonly string[]): readonly AnonymousPulls[] {
  const groups = new Map<string, AnonymousPulls & { readonly jobs: JobPulls[] }>();
  for (const run of jobRunsOf(config)) {
    const hasMirror = haveMirror(run.resourceClasses, mirrors);
    const pulls = stepImagesOf(config, run).pulls.filter(
      (pull) => isAnonymous(pull) && !(hasMirror && asksMirror(pull)),
    );
    for (const own of byKeeping(pulls)) {
      const worst = worstOf(own);
      if (!worst) continue;
      const { first, reliance, origin } = worst;
      const key = `${first.span.start} ${first.span.end} ${reliance} ${origin} ${[...first.texts].join("|")}`;
      const group = groups.get(key) ?? { first, reliance, origin, jobs: [] };
      groups.set(key, group);
      group.jobs.push({ run, pulls: own });
    }
  }
  return [...groups.values()].toSorted((a, b) => a.first.span.start - b.first.span.start);
}

/** What can be said of where an image comes from. */
export function originOf({ texts }: Pick<StepPull, "texts">): ImageOrigin {
  const registries = new Set<Registry>([...texts].map(registryOf));
  if (!registries.has("docker-hub") && !registries.has("docker-hub-alias")) {
    return registries.has("unknown") ? "unknown" : "other";
  }
  if (registries.has("unknown") || registries.has("other")) return "partly";
  return registries.has("docker-hub-alias") ? "docker-hub-alias" : "docker-hub";
}

function isAnonymous(pull: StepPull): boolean {
  const origin = originOf(pull);
  if (pull.isLocal !== "no" || origin === "other") return false;
  return origin === "docker-hub-alias" || pull.reliance !== "sure";
}

/** True for what a daemon with a mirror of Docker Hub asks that for: Docker Hub by its own name. Other clients go there themselves. */
function asksMirror({ client, texts }: StepPull): boolean {
  return client.needsEngine && ![...texts].some((text) => registryOf(text) === "docker-hub-alias");
}

/** Pulls that one login serves, together; each for which none does, alone. */
function byKeeping(pulls: readonly StepPull[]): StepPull[][] {
  const groups = new Map<string, StepPull[]>();
  for (const pull of pulls) {
    const { store, user, folder } = pull.keeping;
    const isAlias = originOf(pull) === "docker-hub-alias";
    const key = isAlias ? `alias ${pull.span.start}` : [store, user, folder, pull.logouts].join(" ");
    const group = groups.get(key);
    if (group) group.push(pull);
    else groups.set(key, [pull]);
  }
  return [...groups.values()];
}

/** The first of the gravest pulls: those that surely are from Docker Hub, then those without any login. */
function worstOf(pulls: readonly StepPull[]): Omit<AnonymousPulls, "jobs"> | undefined {
  const ranked = pulls.map((first) => {
    const origin = originOf(first);
    const reliance = first.reliance === "sure" ? "none" : first.reliance;
    const isCertain = origin === "docker-hub" || origin === "docker-hub-alias";
    const rank = (isCertain ? 0 : origin === "partly" ? 10 : 20) + WORST.indexOf(reliance);
    return { first, reliance, origin, rank };
  });
  const lowest = Math.min(...ranked.map(({ rank }) => rank));
  return ranked.find(({ rank }) => rank === lowest);
}
