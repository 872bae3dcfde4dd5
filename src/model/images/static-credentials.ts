import type { Config } from "../config.ts";
import type { JobRun } from "../steps/job-run.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import { placesOf } from "../steps/read-steps.ts";
import type { Step } from "../steps/step.ts";
import { vaultEventsOf } from "../vault/index.ts";
import { type LoginNames, namesOfLogin } from "./hub-logins.ts";
import type { StepLogin } from "./logins.ts";
import { stepImagesOf } from "./step-images.ts";

/** A login to Docker Hub, in some jobs, with variables that live as long as somebody lets them. */
export interface StaticCredential {
  readonly login: StepLogin;
  readonly names: LoginNames;
  readonly runs: readonly JobRun[];
  /** True when one of the jobs pushes images. */
  readonly pushes: boolean;
  /** True when the step does nothing but log in. */
  readonly isAlone: boolean;
}

/** The logins to Docker Hub of a file's jobs, in front of a pull or push, with variables of a context or the project. */
export function staticCredentials(config: Config): StaticCredential[] {
  const found = new Map<string, StaticCredential & { readonly runs: JobRun[] }>();
  for (const run of jobRunsOf(config)) {
    const { logins, pulls, pushes } = stepImagesOf(config, run);
    if (pulls.length === 0 && pushes.length === 0) continue;
    for (const login of logins) {
      const names = login.isGuess ? undefined : namesOfLogin(login);
      if (!names || isSetByJob(config, run, login, names)) continue;
      const span = login.event?.span ?? login.step.place.span;
      const known = found.get(`${span.start}`);
      const isAlone = (known?.isAlone ?? true) && isAloneIn(run, login);
      const runs = known?.runs ?? [];
      runs.push(run);
      found.set(`${span.start}`, { login, names, runs, pushes: known?.pushes === true || pushes.length > 0, isAlone });
    }
  }
  return [...found.values()];
}

/** True when a step of the job has set the variable, or fetched something from a Vault before. */
function isSetByJob(config: Config, run: JobRun, { step, event }: StepLogin, { password }: LoginNames): boolean {
  if (event?.variables.get(password.slice(1)) !== undefined) return true;
  const upTo = new Set(run.steps.slice(0, run.steps.indexOf(step) + 1));
  return vaultEventsOf(config, run).some((one) => upTo.has(one.step));
}

function isAloneIn(run: JobRun, { step, event }: StepLogin): boolean {
  const { item } = step.place;
  if (!event) return run.steps.every((other) => other === step || !isAt(other, item));
  const script = step.run?.scalar.value ?? "";
  const { pipelineSpan } = event.execution.command;
  const rest = event.file === undefined ? script.slice(0, pipelineSpan.start) + script.slice(pipelineSpan.end) : script;
  return rest.trim() === "";
}

function isAt(step: Step, item: Step["place"]["item"]): boolean {
  return placesOf(step).some((place) => place.item === item);
}
