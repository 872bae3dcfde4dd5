import type { CommandEvent } from "../commands/command-event.ts";
import type { Step } from "../steps/step.ts";
import type { StepLogin } from "./logins.ts";

/** A name with both of these says that what it stands for logs in to a registry. */
const REGISTRY = /docker|registry|hub|container/i;
const LOGIN = /log-?_?in|sign-?_?in|auth|credential/i;
/** Programs that do what some other file says. */
const RUNNERS = /^(?:g?make|npm|yarn|pnpm|rake|task|just|mage|bazel|gradlew?|invoke|inv|tox|nox|mvnw?|ant|sbt)$/;
const INTERPRETERS = /^(?:(?:ba|da|z)?sh|python[\d.]*|ruby|perl|node|source|\.)$/;

/** True for a command that does what some other file says. */
export function runsElsewhere({ program, execution }: CommandEvent): boolean {
  const { name, args } = execution.command;
  if (RUNNERS.test(program) || name?.text.includes("/") === true) return true;
  return INTERPRETERS.test(program) && args.some(({ text }) => /\.(?:sh|bash|py|rb|pl|js)["']?$/.test(text));
}

/** True for a step whose script, as far as its text tells, has a command that does what some other file says. */
export function mayRunElsewhere({ run, kind }: Step): boolean {
  if (!run) return kind === "unknown";
  return /\b(?:g?make|rake|task|just|mage|bazel|gradlew?|tox|nox|mvnw?|ant|sbt)\b|\b(?:npm|yarn|pnpm) |[\w.]\/[\w.]/.test(
    run.scalar.value,
  );
}

/** The login that a command does which runs another file, if its words say so. */
export function guessLogin(event: CommandEvent): StepLogin | undefined {
  return runsElsewhere(event) && saysLogin(event.text + (event.execution.command.name?.text ?? ""))
    ? guess(event.step, event)
    : undefined;
}

/** The login that a step does of which only the name is known, if that says so. */
export function guessLoginOfStep(step: Step): StepLogin | undefined {
  return step.kind === "unknown" && saysLogin(step.name) ? guess(step, undefined) : undefined;
}

function saysLogin(text: string): boolean {
  return REGISTRY.test(text) && LOGIN.test(text);
}

function guess(step: Step, event: CommandEvent | undefined): StepLogin {
  return {
    step,
    event,
    server: "docker-hub",
    login: undefined,
    variables: [],
    keeping: undefined,
    ignoresFailure: false,
    isGuess: true,
  };
}
