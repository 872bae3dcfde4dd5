import { type Argument, textOf } from "../../docker/arguments.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import type { Subshell } from "../../shell/index.ts";
import { joinPath } from "../repository.ts";

/** The folder that commands run in, as a path from the root of the repository; `undefined` where that is not known. */
export class Folders {
  readonly #home: string | undefined;
  readonly #current = new Map<Subshell | undefined, string | undefined>();

  /** `home`: where a step starts. */
  constructor(home: string | undefined) {
    this.#home = home;
    this.#current.set(undefined, home);
  }

  at(subshell: Subshell | undefined): string | undefined {
    let around = subshell;
    while (around && !this.#current.has(around)) around = around.outer;
    return this.#current.get(around);
  }

  /** What `cd`, `pushd` and `popd` do. */
  change(program: string, [target]: readonly Argument[], subshell: Subshell | undefined): void {
    const text = target && textOf(target);
    const known = program === "popd" || text === "-" ? undefined : this.#resolve(text, this.at(subshell));
    this.#current.set(subshell, known);
  }

  #resolve(text: string | undefined, from: string | undefined): string | undefined {
    if (text === undefined || text.includes(UNKNOWN) || text.startsWith("~") || text.startsWith("/")) {
      return isCheckout(text) ? this.#home : undefined;
    }
    return from === undefined ? undefined : joinPath(from, text);
  }
}

/** True for the folder that a job checks out to by default. */
function isCheckout(text: string | undefined): boolean {
  return text !== undefined && /^(?:~|\/home\/circleci)\/project\/?$/.test(text);
}

/** The folder of a step with a `working_directory`, in a job with one of its own; the job's is the root of the repository. */
export function homeOfStep(step: string | undefined, job: string | undefined): string | undefined {
  if (step === undefined || step === job) return "";
  const root = job?.replace(/\/$/, "");
  if (root !== undefined && step.startsWith(`${root}/`)) return joinPath("", step.slice(root.length + 1));
  const below = /^(?:~|\/home\/circleci)\/project\/(.*)$/.exec(step)?.[1];
  if (below !== undefined) return job === undefined ? joinPath("", below) : undefined;
  if (isCheckout(step)) return job === undefined ? "" : undefined;
  return /^[~/$]|<</.test(step) ? undefined : joinPath("", step);
}
