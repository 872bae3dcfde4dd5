import type { Config } from "../config.ts";
import { knownTexts } from "../possible.ts";
import type { JobRun } from "../steps/job-run.ts";
import type { Step } from "../steps/step.ts";
import { Memory } from "../../source/memory.ts";
import type { CommandEvent } from "./command-event.ts";
import { readCommands } from "./read-commands.ts";
import { matters } from "./relevance.ts";

/** Something that a job does, in order: a command of a script, or a step that is none. */
export type JobEvent = CommandEvent | StepEvent;

/** A step without a script, or with one that has to do with no image and no credential. */
export interface StepEvent {
  readonly kind: "step";
  readonly step: Step;
}

const cache = new Memory<readonly Step[], readonly JobEvent[]>();

/**
 * What a job does, step by step, scripts of the repository included; empty where nothing of it has to do with an image, a registry
 * or a Vault. Once for jobs that run the same steps.
 */
export function eventsOf(config: Config, run: JobRun): readonly JobEvent[] {
  const known = cache.get(run.steps);
  if (known) return known;
  const matter = run.steps.map((step) => step.kind !== "builtin" && stepMatters(step, config));
  const events = matter.includes(true) ? readCommands(config, run, matter) : [];
  cache.set(run.steps, events);
  return events;
}

function stepMatters({ run, frame }: Step, config: Config): boolean {
  if (!run) return true;
  const { value } = run.scalar;
  if (matters(value, config)) return true;
  const given = value.includes("<<") ? knownTexts(value, frame.scope) : [];
  return given.some(({ replacement }) => matters(replacement, config));
}
