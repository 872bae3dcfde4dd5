import type { JobEvent } from "../commands/job-commands.ts";
import { runsElsewhere } from "../images/guesses.ts";
import type { Step } from "../steps/step.ts";

/** A line that runs a script or a target of which nothing is known, in a text that was not worth parsing. */
const RUNS_SCRIPT =
  /^[ \t]*(?:sudo )?(?:\.{0,2}\/|[\w-]+\/)[\w./-]+|\.(?:sh|bash|py|rb|js|ts)\b|(?:^|[\s;&|])(?:source|\.|g?make|rake|task|just|mage|eval) |\b(?:npm|yarn|pnpm) run\b/m;

/**
 * True for something that may have got a token of Vault's though nothing shows it: a script that is not here, a command of
 * an orb that is not known. `next`: what comes behind it.
 */
export function mayHaveLoggedIn(event: JobEvent, next: JobEvent | undefined): boolean {
  if (event.kind === "step") return mayHaveLoggedInByStep(event.step);
  const { program } = event;
  if (program === "eval" || (/vault|akeyless|teller|doppler/.test(program) && program !== "vault")) return true;
  if (/^(?:npm|yarn|pnpm)$/.test(program)) return / run\b/.test(event.text);
  // What could be read of it comes right behind it.
  const isRead = next?.kind === "command" && next.file !== undefined && next.file !== event.file;
  return (runsElsewhere(event) || program === "source" || program === ".") && !isRead;
}

function mayHaveLoggedInByStep({ kind, name, run, frame }: Step): boolean {
  if (kind === "unknown") {
    const orb = frame.namespace.orbSources.get(name.slice(0, name.indexOf("/")));
    // None of CircleCI's own orbs has to do with Vault.
    return orb?.startsWith("circleci/") !== true;
  }
  return kind === "run" && RUNS_SCRIPT.test(run?.scalar.value ?? "");
}

/** True for a script that gives a variable a value, in whatever way, or keeps a token where Vault's command line finds it. */
export function setsInText(text: string, variable: string): boolean {
  const assigns = new RegExp(String.raw`\b${variable}["']?=|\bread\b[^\n]*\b${variable}\b`);
  return assigns.test(text) || /\.vault-token/.test(text);
}
