import type { Span } from "../../source/span.ts";
import type { Item, MapNode, Scalar } from "../../syntax/index.ts";
import type { OrbPart } from "../orbs/index.ts";
import type { Frame } from "./frame.ts";

/** One step of a job as it runs there: commands expanded, conditions that are known decided. */
export interface Step {
  /**
   * `run`; what CircleCI does itself; one thing that a command or job of a known orb does; or something of which only the
   * name is known.
   */
  readonly kind: "run" | "remote-docker" | "builtin" | "orb" | "unknown";
  /** As it is called: `run`, `checkout`, `docker/check`. */
  readonly name: string;
  readonly place: StepPlace;
  /** `when` and `unless` around it whose outcome only the pipeline knows, outermost first. */
  readonly conditions: readonly Condition[];
  /** Whether it runs after a failure: `on_fail` only then, `always` too. */
  readonly timing: "on_success" | "always" | "on_fail";
  readonly background: boolean;
  readonly run: Run | undefined;
  /** What the orb does here. */
  readonly part: OrbPart | undefined;
  /** What is given to the orb's command or job. */
  readonly args: MapNode | undefined;
  /** The parameter of the orb that takes steps which run right before this one. */
  readonly hook: OrbHook | undefined;
  readonly frame: Frame;
}

/** A parameter that takes steps, and the switch that lets them run. */
export interface OrbHook {
  readonly parameter: string;
  readonly switch: string | undefined;
}

/** The script of a step and how it is run. */
export interface Run {
  readonly scalar: Scalar;
  /** What the pipeline shows. */
  readonly title: string | undefined;
  /** The `shell` of the step itself. */
  readonly shell: string | undefined;
  readonly environment: MapNode | undefined;
  readonly workingDirectory: string | undefined;
  /** `command` beside an empty `run`: CircleCI refuses it. */
  readonly misplaced: boolean;
}

/** Where a step is written, and the step that led there. */
export interface StepPlace {
  readonly span: Span;
  /** `undefined` for a step that is no item of a list. */
  readonly item: Item | undefined;
  /** What the list belongs to. */
  readonly owner: StepOwner;
  /** The call of the command whose step it is, the step that the list is given to, or the condition around it. */
  readonly caller: StepPlace | undefined;
  /** The conditions around it: those of its step are these, or more. */
  readonly conditions: readonly Condition[];
}

/** `argument`: a list that is given to a command or job as a parameter. `condition`: that of a `when` or `unless`. */
export type StepOwner = "job" | "command" | "pre-steps" | "post-steps" | "argument" | "condition";

/** A `when` or `unless`. Steps behind the same one share the object. */
export interface Condition {
  readonly span: Span;
}
