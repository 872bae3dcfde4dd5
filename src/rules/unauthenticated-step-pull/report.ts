import { UNKNOWN, isConvenienceImage, parseReference } from "../../docker/reference.ts";
import type { Fix, Note, Severity } from "../../finding.ts";
import { type Declined, dockerLogin, isDeclined, vaultLogin } from "../../fixes/index.ts";
import {
  type AnonymousPulls,
  type Machine,
  type StepLogin,
  type StepPull,
  listNames,
  originOf,
  stepImagesOf,
} from "../../model/index.ts";
import type { Level, Report, RuleContext } from "../rule.ts";

/** Says what steps pull without a login, and what to do about it. */
export function reportStepPull(anonymous: AnonymousPulls, context: RuleContext): void {
  const { first } = anonymous;
  const severity = severityOf(anonymous, context);
  if (severity === "off") return;
  const fix = mayFix(anonymous) ? repair(anonymous, context) : undefined;
  const declined = fix && isDeclined(fix) ? `Log in by hand before it: ${fix.declined}` : undefined;
  context.report({
    at: first.span,
    about: aboutOf(anonymous),
    severity,
    message: messageFor(anonymous),
    why: whyFor(anonymous),
    help: declined ?? helpFor(anonymous),
    related: notesOn(anonymous, context),
    fix: fix && !isDeclined(fix) ? fix : undefined,
  });
}

/** A job is told of once: which of its steps pulls first does not matter, nor what else there is in a command that jobs share. */
function aboutOf(anonymous: AnonymousPulls): NonNullable<Report["about"]> {
  const { first, jobs } = anonymous;
  const images = new Set(together(anonymous).flatMap(({ texts }) => [...texts]));
  const what = [...images].filter((text) => text !== UNKNOWN).join(", ") || first.called;
  const [only, another] = new Set(jobs.map(({ run }) => run.job?.map?.span));
  return only && !another ? { at: only, what } : { what };
}

function repair(anonymous: AnonymousPulls, { config, origin, settings }: RuleContext): Fix | Declined {
  if (settings.strategy === "vault") return vaultLogin(config, anonymous, settings.vault ?? {});
  return dockerLogin({ config, origin, options: settings.dockerHub }, anonymous);
}

function severityOf({ first, origin, reliance }: AnonymousPulls, { settings }: RuleContext): Level {
  if (origin === "unknown") return settings.unresolvedImages;
  if (origin === "partly") return "info";
  if ([...first.texts].every(isConvenienceImage)) return settings.convenienceImages ?? "info";
  const severity: Severity = reliance === "none" ? "error" : "warning";
  return severity;
}

/** A login that is there already, but only seems to work, is for a person to mend. */
function mayFix({ origin, reliance, first }: AnonymousPulls): boolean {
  const isOwnMatter = reliance === "unchecked" || first.login?.isGuess === true || first.login?.server === "misnamed";
  return origin === "docker-hub" && !isOwnMatter;
}

function messageFor(anonymous: AnonymousPulls): string {
  const { first, jobs, origin, reliance } = anonymous;
  const names = [...new Set(jobs.map(({ run }) => run.jobName))];
  const subject = `a step of ${names.length === 1 ? "job" : "jobs"} ${listNames(names)}`;
  if (origin === "unknown") {
    const what = first.source ? `pulls ${imagesText([first])}` : `runs \`${first.called}\``;
    return `${subject} ${what} without a login to Docker Hub, which it may need`;
  }
  if (origin === "partly") {
    return `${subject} pulls ${imagesText([first])}${loginText(first, reliance)}, depending on a value that may name Docker Hub`;
  }
  return `${subject} pulls ${imagesText(together(anonymous))} from Docker Hub${loginText(first, reliance)}`;
}

/** What one command pulls of it: a build all that its Dockerfile names. */
function together({ first, jobs, origin }: AnonymousPulls): StepPull[] {
  const pulls = jobs[0]?.pulls ?? [first];
  return pulls.filter((pull) => pull.span.start === first.span.start && originOf(pull) === origin);
}

/** What there is of a login, as the end of a message. */
function loginText({ login }: StepPull, reliance: AnonymousPulls["reliance"]): string {
  if (login?.server === "misnamed") return " after a login under a name that pulls do not look for";
  if (reliance === "none" || !login) return " without logging in";
  if (reliance === "unchecked") return ` after \`${login.step.name}\`, which succeeds even when every login failed`;
  if (login.isGuess) return ` after \`${login.event?.text ?? login.step.name}\`, which may log in`;
  if (login.server === "unknown") return " after a login to a registry that only a variable names";
  if (login.event?.execution.mayFail === true) return " after a login whose failure is ignored";
  return " after a login that only some builds do";
}

/** Images, and the file that names them. */
function imagesText(pulls: readonly StepPull[]): string {
  const texts = new Set(pulls.flatMap((pull) => [...pull.texts]));
  const shown = [...texts].filter((text) => text !== UNKNOWN).map((text) => text.replaceAll(UNKNOWN, "…"));
  const images = shown.length === 0 ? "an image" : listNames(shown);
  const files = new Set(pulls.map(({ source }) => source?.file));
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) return images;
  return `${images} (\`${file}${shown.length === 1 ? `:${pulls[0]?.source?.line}` : ""}\`)`;
}

const LIMIT = "Docker Hub limits anonymous pulls by address";
const WHY: Readonly<Record<Machine, string>> = {
  docker: `CircleCI's arrangement with Docker Hub serves the images that a Docker executor runs, not what its steps pull; ${LIMIT}`,
  "container-runner": `What steps pull on a self-hosted runner comes from your own address, and ${LIMIT}`,
  machine: `CircleCI's arrangement with Docker Hub does not serve what steps pull on a machine executor; ${LIMIT}`,
  runner: `What steps pull on a self-hosted runner comes from your own address, and ${LIMIT}`,
  windows: `CircleCI's arrangement with Docker Hub does not serve what steps pull on a Windows machine; ${LIMIT}`,
  macos: `CircleCI's arrangement with Docker Hub does not serve what steps pull on macOS; ${LIMIT}`,
  unknown: `CircleCI's arrangement with Docker Hub serves the images that Docker executors run, not what steps pull; ${LIMIT}`,
};
const WHY_REMOTE = `CircleCI's arrangement with Docker Hub serves the images that a Docker executor runs, not what steps pull through remote Docker; ${LIMIT}`;
const WHY_OWN_IMAGES =
  "Docker Hub does not limit pulls of the images that CircleCI publishes, says CircleCI's support; it is an anonymous pull all the same";
const WHY_UNCHECKED =
  "This version of the orb forgets how the login ended: with a wrong or missing credential the job stays green, and the pull is anonymous";
const WHY_OLD_NAME =
  "Docker keeps what this login gets under the name that it is given, and looks for it under another one when it pulls from Docker Hub";

function whyFor({ first, jobs, reliance }: AnonymousPulls): string {
  if (reliance === "unchecked") return WHY_UNCHECKED;
  if (first.login?.server === "misnamed") return WHY_OLD_NAME;
  if ([...first.texts].every(isConvenienceImage)) return WHY_OWN_IMAGES;
  const machines = new Set(jobs.map(({ run }) => run.machine));
  const [machine] = machines;
  if (machine === undefined || machines.size > 1) return WHY.unknown;
  return machine === "docker" && first.client.needsEngine ? WHY_REMOTE : WHY[machine];
}

function helpFor({ first, reliance, origin }: AnonymousPulls): string | undefined {
  if (reliance === "unchecked")
    return "Use circleci/docker 4.0.0, or log in with a `run` step: `docker login --password-stdin`";
  if (origin === "docker-hub-alias") return aliasHelp(first);
  if (first.login?.server === "misnamed") return "Leave the registry out of the login: Docker Hub is the default";
  if (origin === "partly") return "Log in before it, or use one job for each registry";
  if (first.login?.isGuess === true)
    return "Log in in a step of the config, where it can be seen, or ignore this finding";
  return undefined;
}

function aliasHelp({ texts }: StepPull): string {
  const [text = ""] = texts;
  const reference = parseReference(text);
  const name = reference ? `\`${reference.path.replace(/^library\//, "")}\`` : "the image without the host";
  return `Write ${name}: Docker uses no login to Docker Hub for \`${reference?.host ?? text}\``;
}

function notesOn({ first, jobs, reliance }: AnonymousPulls, { config }: RuleContext): Note[] {
  const notes = new Map<string, Note>();
  const add = (span: StepPull["span"], text: string): void =>
    void notes.set(`${span.start} ${text}`, { ...span, text });
  const { login } = first;
  const isShared = new Set(jobs.map(({ run }) => run.jobName)).size > 1;
  if (login) add(spanOf(login), "it logs in here");
  for (const { run, pulls } of jobs) {
    const later = stepImagesOf(config, run).logins.find(({ server }) => server === "docker-hub");
    if (reliance === "none" && later && spanOf(later).start > first.span.start)
      add(spanOf(later), "it logs in only here");
    for (const [start, own] of byStart(pulls.filter((pull) => originOf(pull) !== "unknown"))) {
      const [one] = own;
      if (one && start !== first.span.start) add(one.span, `it pulls ${imagesText(own)} here`);
    }
    if (isShared && run.job) add(run.job.nameSpan, `job \`${run.jobName}\` comes to it`);
  }
  return [...notes.values()];
}

function byStart(pulls: readonly StepPull[]): ReadonlyMap<number, readonly StepPull[]> {
  const groups = new Map<number, StepPull[]>();
  for (const pull of pulls) {
    const group = groups.get(pull.span.start);
    if (group) group.push(pull);
    else groups.set(pull.span.start, [pull]);
  }
  return groups;
}

function spanOf({ event, step }: StepLogin): StepPull["span"] {
  return event?.span ?? step.place.span;
}
