import type { MapNode } from "../../syntax/index.ts";
import type { Runner } from "../namespace.ts";
import type { Scope } from "../possible.ts";
import type { Invocation } from "../workflows.ts";
import type { Frame } from "./frame.ts";
import type { Step } from "./step.ts";

/** What a job's steps run on. `runner`: a self-hosted machine; `container-runner`: a self-hosted container runner. */
export type Machine = "docker" | "container-runner" | "machine" | "runner" | "windows" | "macos" | "unknown";

/** A job as one workflow entry runs it. */
export interface JobRun {
  /** As the config names it. */
  readonly jobName: string;
  /** `undefined` for a job of a registry orb. */
  readonly job: Runner | undefined;
  /** `undefined` when no workflow of the file runs it. */
  readonly invocation: Invocation | undefined;
  readonly machine: Machine;
  /** What `environment`, `shell` and `working_directory` come from: the job, then its executors. */
  readonly settings: readonly Setting[];
  /** Every resource class that it can run on; none where the file does not show it. */
  readonly resourceClasses: ReadonlySet<string>;
  readonly frame: Frame;
  readonly steps: readonly Step[];
}

/** A job or executor and what its parameters are there. */
export interface Setting {
  readonly map: MapNode;
  readonly scope: Scope;
}
