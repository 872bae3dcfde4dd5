import { joinEdits } from "../edit/index.ts";
import type { Fix } from "../finding.ts";
import {
  type AnonymousPulls,
  type Config,
  type JobPulls,
  type LoginNames,
  type Step,
  namesOfLogin,
  relianceOn,
  stepImagesOf,
} from "../model/index.ts";
import { type ChosenContext, chooseCredential, variablesAmong } from "./credential.ts";
import { insertStep } from "./insert-step.ts";
import { placesForLogin } from "./login-place.ts";
import { type StepCredential, loginStep } from "./login-step.ts";
import { syntaxFor } from "./login-syntax.ts";
import { type Declined, isDeclined } from "./part.ts";
import type { RepairContext } from "./repair.ts";
import { callersOfRuns, isExternal, prerequisiteFor, supply } from "./supply.ts";

/**
 * Puts a login to Docker Hub right before the first of some pulls, in every job that pulls there, and gives the context that
 * supplies its variables to every workflow entry that runs one of those jobs: all of it, or nothing.
 */
export function dockerLogin(context: RepairContext, anonymous: AnonymousPulls): Fix | Declined {
  const { config } = context;
  const syntax = syntaxFor(anonymous);
  if (isDeclined(syntax)) return syntax;
  if (anonymous.jobs.some(({ run }) => run.steps.some(isSkippedAfterLogin))) {
    return { declined: "these versions of circleci/aws-ecr leave their own login out after it; 8.1.2 no longer does" };
  }
  const places = placesForLogin(config, anonymous.jobs);
  if (isDeclined(places)) return places;
  const chosen = chooseForStep(context, anonymous.jobs);
  const inserted = insertStep(config, places, loginStep(chosen, syntax, chosen.mayLack));
  if (isDeclined(inserted)) return inserted;
  const runs = places.flatMap((place) => place.runs);
  const supplied = supply(config, callersOfRuns(runs), chosen, inserted.extras);
  if (isDeclined(supplied)) return supplied;
  const external = isExternal(config, chosen);
  return {
    title: `Log in to Docker Hub before it${supplied.attached ? `, and add context \`${chosen.context}\`` : ""}`,
    // A login that only some builds do may be meant so.
    safety: external || anonymous.reliance === "maybe" ? "unsafe" : chosen.isThere ? "safe" : "needs-setup",
    edits: joinEdits([...inserted.edits, ...supplied.edits]),
    expects: [...inserted.expects, ...supplied.expects],
    setup: chosen.isThere && !external ? [] : [prerequisiteFor(chosen, external)],
  };
}

/** True for a login of an orb that does not happen once some other login has been done. */
function isSkippedAfterLogin({ part }: Step): boolean {
  return part?.does === "login" && part.skippedAfterLogin === true;
}

interface StepChoice extends ChosenContext, StepCredential {
  /** True when the job uses the variables already, so that nothing has to be set up. */
  readonly isThere: boolean;
  /** True when some builds have no credential and must go on without. */
  readonly mayLack: boolean;
}

/** The credential that the jobs log in with later on, else the one that the file's images are pulled with. */
function chooseForStep({ config, origin, options }: RepairContext, jobs: readonly JobPulls[]): StepChoice {
  const later = laterLogin(config, jobs);
  if (later) {
    const { names, isSure } = later;
    const variables = variablesAmong([names.username, names.password]);
    return { ...names, variables, context: undefined, sufficient: [], forAll: false, isThere: true, mayLack: !isSure };
  }
  const chosen = chooseCredential(origin, options);
  return { ...chosen, isThere: false, mayLack: chosen.context === undefined };
}

/** What every one of the jobs logs in to Docker Hub with later on, and whether they all surely do. */
function laterLogin(config: Config, jobs: readonly JobPulls[]): { names: LoginNames; isSure: boolean } | undefined {
  const found = jobs.map(({ run, pulls: [first] }) => {
    const { logins } = stepImagesOf(config, run);
    const login = logins.find((one) => namesOfLogin(one) !== undefined);
    const names = login && namesOfLogin(login);
    return names && { names, isSure: first !== undefined && relianceOn(login, first.step, []) === "sure" };
  });
  const [first] = found;
  const isSame = found.every(
    (one) => one?.names.username === first?.names.username && one?.names.password === first?.names.password,
  );
  return first && isSame ? { names: first.names, isSure: found.every((one) => one?.isSure === true) } : undefined;
}
