import type { Client } from "../../docker/acts.ts";
import type { Span } from "../../source/span.ts";
import { Memory } from "../../source/memory.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import { eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import type { JobRun } from "../steps/job-run.ts";
import type { Step } from "../steps/step.ts";
import type { SourceLine } from "./builds.ts";
import { hasEngineFromStart } from "./job-engine.ts";
import type { Keeping, Reliance, StepLogin } from "./logins.ts";
import { walkSteps } from "./walk-steps.ts";

/** An image that a job's steps fetch from a registry. */
export interface StepPull {
  readonly step: Step;
  /** Every text that the image can be. */
  readonly texts: ReadonlySet<string>;
  /** What fetches it, as a person calls it: `docker run`. */
  readonly called: string;
  /** The command, or the step, in the config. */
  readonly span: Span;
  /** `undefined` for what an orb does. */
  readonly event: CommandEvent | undefined;
  /** The line of a Dockerfile or compose file that names it. */
  readonly source: SourceLine | undefined;
  readonly client: Client;
  /** Where it looks for credentials first. */
  readonly keeping: Keeping;
  /**
   * How far a login to Docker Hub before it can be relied on, and the best of those logins; one under a wrong name where there
   * is no better.
   */
  readonly reliance: Reliance;
  readonly login: StepLogin | undefined;
  /** How many logouts from Docker Hub come before it. */
  readonly logouts: number;
  /** The step of the last of them. */
  readonly loggedOutBy: Step | undefined;
  /** Whether the engine has the image already, so that nothing is fetched. */
  readonly isLocal: "yes" | "maybe" | "no";
}

/** A push, and how far a login to Docker Hub before it can be relied on. */
export interface StepPush {
  readonly reliance: Reliance;
}

/** What the steps of a job do with images and registries, in order. */
export interface StepImages {
  /** Those that go to a mirror which the job sets up are left out. */
  readonly pulls: readonly StepPull[];
  /** All of them. */
  readonly fetched: readonly StepPull[];
  readonly logins: readonly StepLogin[];
  /** What it pushes: its credential can do more than pull. */
  readonly pushes: readonly StepPush[];
  /** False for a job whose steps never have a container engine. */
  readonly hasEngine: boolean;
}

const cache = new Memory<readonly Step[], StepImages>();

/** Finds what the steps of a job fetch and log in to. Once for jobs that run the same steps. */
export function stepImagesOf(config: Config, run: JobRun): StepImages {
  const known = cache.get(run.steps);
  if (known) return known;
  const events = eventsOf(config, run);
  const images = events.length > 0 ? walkSteps(config, run, events) : nothingIn(run);
  cache.set(run.steps, images);
  return images;
}

function nothingIn(run: JobRun): StepImages {
  return { pulls: [], fetched: [], logins: [], pushes: [], hasEngine: hasEngineFromStart(run) };
}
