import type { Act, BuildAct, Client } from "../../docker/acts.ts";
import { type Argument, textOf } from "../../docker/arguments.ts";
import { readImageCommand } from "../../docker/image-command.ts";
import type { Span } from "../../source/span.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import type { JobEvent } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import type { JobRun } from "../steps/job-run.ts";
import type { Step } from "../steps/step.ts";
import { type BuildPlace, type FetchedImage, imagesOf } from "./builds.ts";
import { imagesOfCompose } from "./compose.ts";
import { Engine } from "./engine.ts";
import { guessLogin, guessLoginOfStep, mayRunElsewhere, runsElsewhere } from "./guesses.ts";
import { hasEngineFromStart } from "./job-engine.ts";
import {
  type Keeping,
  type Reliance,
  type StepLogin,
  finds,
  isHubLogout,
  isLogoutOf,
  keepingOf,
  readStepLogin,
  relianceOn,
} from "./logins.ts";
import { actsOfOrb, loginOfOrb } from "./orb-images.ts";
import { ownImagesOf } from "./own-images.ts";
import type { StepImages, StepPull, StepPush } from "./step-images.ts";

const DOCKER: Client = { reads: ["docker"], needsEngine: true };
const BEST: readonly Reliance[] = ["sure", "unchecked", "maybe", "none"];

/** What the steps of a job do with images, by what they do. */
export function walkSteps(config: Config, run: JobRun, events: readonly JobEvent[]): StepImages {
  const walker = new Walker(config, run);
  for (const event of events) {
    if (event.kind === "step") walker.visitStep(event.step);
    else if (isHalt(event)) break;
    else walker.visitCommand(event);
  }
  const { pulls, fetched, logins, pushes, hasEngine } = walker;
  return { pulls, fetched, logins, pushes, hasEngine };
}

/** `circleci-agent step halt`, if nothing decides about it. */
function isHalt(event: CommandEvent): boolean {
  const { program, execution, step } = event;
  if (!/^circleci(?:-agent)?$/.test(program) || step.conditions.length > 0) return false;
  return execution.guards.length === 0 && event.args.slice(0, 2).map(textOf).join(" ") === "step halt";
}

/** A command after which the job has an engine: it starts one itself. */
function isEngineStart(event: CommandEvent): boolean {
  return (
    /^(?:dockerd|colima)$/.test(event.program) || (event.program === "service" && event.text === "service docker start")
  );
}

/** Where something fetches images. */
interface Occurrence {
  readonly step: Step;
  readonly called: string;
  readonly span: Span;
  readonly event: CommandEvent | undefined;
  readonly client: Client;
  /** The folder of the client's config, where a flag names it. */
  readonly config: Argument | undefined;
}

class Walker {
  readonly pulls: StepPull[] = [];
  readonly fetched: StepPull[] = [];
  readonly logins: StepLogin[] = [];
  readonly pushes: StepPush[] = [];
  readonly #config: Config;
  readonly #engine: Engine;
  readonly #isVirtual: boolean;
  /** Logins that nothing has undone. */
  #active: StepLogin[] = [];
  #logouts = 0;
  /** The step whose command came last. */
  #step: Step | undefined;
  #loggedOutBy: Step | undefined;

  constructor(config: Config, run: JobRun) {
    this.#config = config;
    this.#engine = new Engine(hasEngineFromStart(run), ownImagesOf(config));
    this.#isVirtual = run.machine === "machine" || run.machine === "runner" || run.machine === "windows";
  }

  get hasEngine(): boolean {
    return this.#engine.exists;
  }

  visitStep(step: Step): void {
    const { kind, name, place } = step;
    // What nobody knows may well start an engine if it says docker.
    if (kind === "remote-docker" || (kind === "unknown" && /docker/i.test(name))) this.#engine.exists = true;
    const login = loginOfOrb(step) ?? guessLoginOfStep(step);
    if (login) this.#add(login);
    if (mayRunElsewhere(step)) this.#engine.noteUnknown();
    const occurrence = { step, called: name, span: place.span, event: undefined, client: DOCKER, config: undefined };
    if (/publish|push/.test(name) && step.part?.does === "build") this.#push(occurrence);
    for (const act of actsOfOrb(step)) this.#do(act, occurrence);
  }

  visitCommand(event: CommandEvent): void {
    const { program, step } = event;
    if (step !== this.#step && step.run?.scalar.value.includes("registry-mirror") === true)
      this.#engine.hasMirror = true;
    this.#step = step;
    if (isEngineStart(event)) this.#engine.exists = true;
    const command = readImageCommand(program, () => event.args);
    const login = readStepLogin(event) ?? (command ? undefined : guessLogin(event));
    if (login) this.#add(login);
    if (!command && runsElsewhere(event)) this.#engine.noteUnknown();
    if (!command) return;
    const { called, client, config } = command;
    const occurrence = { step, called, span: event.span, event, client, config };
    if (/ (?:image )?push$/.test(called)) this.#push(occurrence);
    for (const act of command.acts) this.#do(act, occurrence);
  }

  #add(login: StepLogin): void {
    this.logins.push(login);
    this.#active.push(login);
  }

  #do(act: Act, at: Occurrence): void {
    const engine = this.#engine;
    if (at.client.needsEngine && !engine.exists) return;
    switch (act.kind) {
      case "pull":
        return this.#fetch(
          act.images.map(({ texts }) => ({ texts, source: undefined })),
          at,
          act.when === "always",
        );
      case "build":
        return this.#build(act, at);
      case "compose": {
        const { images, built } = imagesOfCompose(act, this.#placeOf(at));
        this.#fetch(images, at, act.verb === "pull");
        engine.keep(built.map((text) => ({ texts: new Set([text]), word: undefined })));
        return undefined;
      }
      case "builder":
        engine.builder = act.image ?? engine.builder;
        return act.starts ? this.#startBuilder(at) : undefined;
      case "local":
        return engine.keep(act.images);
      case "logout":
        this.#active = this.#active.filter((login) => !isLogoutOf(act, at.event, login));
        if (isHubLogout(act, at.event)) {
          this.#logouts += 1;
          this.#loggedOutBy = at.step;
        }
        return undefined;
    }
  }

  #build(act: BuildAct, at: Occurrence): void {
    this.#startBuilder(at);
    this.#fetch(imagesOf(act, this.#placeOf(at)), at, false);
    if (act.isLoaded) this.#engine.keep(act.tags);
  }

  #startBuilder(at: Occurrence): void {
    const { builder } = this.#engine;
    if (builder) this.#fetch([{ texts: builder.texts, source: undefined }], at, true);
    this.#engine.builder = undefined;
  }

  #placeOf({ event }: Occurrence): BuildPlace {
    const body = event && bodiesOf(event);
    return {
      folder: event ? event.folder : "",
      repository: this.#config.repository,
      input: body === "" ? undefined : body,
      variable: (name) => event?.variables.get(name),
    };
  }

  #fetch(images: readonly FetchedImage[], at: Occurrence, always: boolean): void {
    const keeping = keepingAt(at);
    const best = this.#bestLogin(at, keeping);
    for (const { texts, source } of images) {
      const isLocal = always ? "no" : this.#engine.has(texts);
      const logouts = { logouts: this.#logouts, loggedOutBy: this.#loggedOutBy };
      const pull = { ...at, texts, source, isLocal, keeping, ...logouts, ...best };
      this.fetched.push(pull);
      if (!this.#engine.hasMirror) this.pulls.push(pull);
    }
  }

  #push(at: Occurrence): void {
    this.pushes.push({ reliance: this.#bestLogin(at, keepingAt(at)).reliance });
  }

  #bestLogin(
    { step, client, event }: Occurrence,
    keeping: Keeping,
  ): { reliance: Reliance; login: StepLogin | undefined } {
    let best: { reliance: Reliance; login: StepLogin | undefined } = { reliance: "none", login: undefined };
    const guards = event?.execution.guards ?? [];
    for (const login of this.#active) {
      if (best.reliance === "sure") break;
      const isFound = finds(client, keeping, login.keeping, this.#isVirtual);
      const reliance = isFound === false ? "none" : relianceOn(login, step, guards);
      const own = isFound === undefined && reliance === "sure" ? "maybe" : reliance;
      const isBetter = BEST.indexOf(own) < BEST.indexOf(best.reliance);
      if (isBetter || (login.server === "misnamed" && !best.login)) best = { reliance: own, login };
    }
    return best;
  }
}

/** Where a client looks for its credentials. */
function keepingAt({ event, client, config }: Occurrence): Keeping {
  const [store = "docker"] = client.reads;
  return event ? keepingOf(event, store, config) : { store, user: "own", folder: undefined };
}

/** The texts of a command's here-documents. */
function bodiesOf({ execution }: CommandEvent): string {
  return execution.command.redirects
    .map(({ body }) => body?.text ?? "")
    .join("\n")
    .trim();
}
