import { type Argument, textOf } from "../../docker/arguments.ts";
import type { Client, LogoutAct, Store } from "../../docker/acts.ts";
import { type Login, readLogin } from "../../docker/login.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import type { Guard } from "../../shell/index.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import type { Step } from "../steps/step.ts";

/** Where a login stores what it got, and where a pull looks for it. */
export interface Keeping {
  readonly store: Store;
  /** Whose: the user's of the job, or root's behind `sudo`. */
  readonly user: "own" | "root";
  /** The folder of the config where it is named. */
  readonly folder: string | undefined;
}

/** A login that a job's steps do. */
export interface StepLogin {
  readonly step: Step;
  /** `misnamed`: Docker Hub under a name under which no pull from it looks. `unknown`: a variable names it. */
  readonly server: "docker-hub" | "misnamed" | "other" | "unknown";
  /** `undefined` for a login that is no command of a script. */
  readonly event: CommandEvent | undefined;
  readonly login: Login | undefined;
  /** Names of the variables that it logs in with; empty where they are not known. */
  readonly variables: readonly string[];
  /** `undefined`: whatever a pull reads. */
  readonly keeping: Keeping | undefined;
  /** It succeeds although every attempt failed. */
  readonly ignoresFailure: boolean;
  /** Only its name says that it logs in. */
  readonly isGuess: boolean;
}

/** What a job can rely on of a login at some later place. */
export type Reliance = "sure" | "maybe" | "unchecked" | "none";

const HUB = new Set(["", "docker.io", "https://index.docker.io/v1/"]);
const NEVER_FOUND = new Set(["index.docker.io", "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com"]);

/** Reads a command as a login to a registry. */
export function readStepLogin(event: CommandEvent): StepLogin | undefined {
  const { execution, step } = event;
  const login = readLogin(execution.command);
  if (!login) return writtenConfig(event);
  const store = STORES[login.client];
  if (store === undefined) return undefined;
  return {
    step,
    event,
    login,
    server: serverOf(login, event),
    variables: variablesOf(login),
    keeping: keepingOf(event, store, configOf(event)),
    ignoresFailure: false,
    isGuess: false,
  };
}

const STORES: Readonly<Record<string, Store>> = {
  docker: "docker",
  nerdctl: "docker",
  "crane auth": "docker",
  podman: "containers",
  buildah: "containers",
  skopeo: "containers",
};

function serverOf({ server, client }: Login, event: CommandEvent): StepLogin["server"] {
  const texts = server ? [...event.textsOf(server)] : [""];
  // podman without a server asks its configuration, which begins with Docker Hub where nothing else is set.
  if (texts.every((text) => HUB.has(text))) return "docker-hub";
  if (texts.every((text) => NEVER_FOUND.has(text))) return client === "docker" ? "misnamed" : "docker-hub";
  return texts.some((text) => text.includes(UNKNOWN) || HUB.has(text)) ? "unknown" : "other";
}

/** The variables in the user name and password of a login. */
function variablesOf(login: Login): string[] {
  const parts = [login.username?.parts ?? [], login.password?.parts ?? []].flat();
  const before = login.command.pipeline[login.command.pipelineIndex - 1];
  const piped = before?.args.flatMap((word) => word.parts) ?? [];
  const names = [...parts, ...piped].flatMap((part) => (part.kind === "variable" ? [part.name] : []));
  return [...new Set(names)];
}

const CONFIG_FILE = /(?:^|\/)\.docker\/config\.json["']?$|DOCKER_CONFIG\}?["']?\/config\.json["']?$/;
const OTHER_HOSTS = /gcr\.io|pkg\.dev|amazonaws\.com|azurecr\.io|quay\.io|ghcr\.io|ECR|GCR|QUAY|GHCR|GITHUB/;

/** A command that writes the client's config itself. */
function writtenConfig(event: CommandEvent): StepLogin | undefined {
  const { command } = event.execution;
  const isCopy = /^(?:cp|mv|tee|install|ln)$/.test(event.program);
  if (!isCopy && command.redirects.length === 0) return undefined;
  const targets = command.redirects
    .filter(({ operator }) => operator.startsWith(">"))
    .flatMap(({ target }) => target ?? []);
  const written = [...targets, ...(isCopy ? command.args.slice(-1) : [])].some(({ text }) => CONFIG_FILE.test(text));
  if (!written) return undefined;
  const text = command.pipeline.map((one) => one?.args.map((arg) => arg.text).join(" ") ?? "").join(" ");
  const body = command.redirects.map((redirect) => redirect.body?.text ?? "").join(" ");
  const isOther = OTHER_HOSTS.test(text + body) && !/docker\.io/.test(text + body);
  return {
    step: event.step,
    event,
    login: undefined,
    server: isOther || /"(?:credsStore|credHelpers|experimental|features)"/.test(text + body) ? "other" : "docker-hub",
    variables: [],
    keeping: keepingOf(event, "docker", undefined),
    ignoresFailure: false,
    isGuess: false,
  };
}

/** What keeps the credentials of a client where a command runs. */
export function keepingOf(
  { execution, wrappers, variables }: CommandEvent,
  store: Store,
  config: Argument | undefined,
): Keeping {
  const { command } = execution;
  const keepsHome = command.args.slice(0, 4).some(({ text }) => /^-[A-Za-z]*E|^--preserve-env|^HOME=/.test(text));
  const [named] = store === "docker" ? (variables.get("DOCKER_CONFIG") ?? []) : [];
  return {
    store,
    user: wrappers.includes("sudo") && !keepsHome ? "root" : "own",
    folder: config ? textOf(config) : named,
  };
}

/** `docker --config folder login`. */
function configOf({ args }: CommandEvent): Argument | undefined {
  const index = args.findIndex((arg) => textOf(arg) === "--config");
  return index === -1 ? undefined : args[index + 1];
}

/** True when a pull by the client finds what the login stored. `undefined`: perhaps. */
export function finds(
  client: Client,
  pull: Keeping,
  login: Keeping | undefined,
  isVirtual: boolean,
): boolean | undefined {
  if (!login) return true;
  if (!client.reads.includes(login.store)) return false;
  if (login.folder !== pull.folder && (login.store === "docker" || pull.folder !== undefined)) return false;
  if (login.user === pull.user) return true;
  // In a container the steps often run as root already.
  return isVirtual ? false : undefined;
}

/** What a command at another place of the job can rely on of a login that comes before it. */
export function relianceOn(login: StepLogin, step: Step, guards: readonly Guard[]): Reliance {
  const { event, server } = login;
  if (login.step.background || login.step.timing === "on_fail") return "none";
  if (server === "other" || server === "misnamed") return "none";
  if (event?.execution.background) return "none";
  const isConditional = login.step.conditions.some((condition) => !step.conditions.includes(condition));
  if (isConditional || server === "unknown" || login.isGuess) return "maybe";
  if (login.ignoresFailure) return "unchecked";
  if (!event) return "sure";
  if (event.execution.mayFail) return "maybe";
  const isSameScript = event.step === step;
  const isOpen = event.execution.guards.some(
    (guard) => !guards.includes(guard) && (isSameScript || !guard.settled) && !asksForCredential(guard, login),
  );
  return isOpen ? "maybe" : "sure";
}

const ABOUT_CREDENTIALS =
  /PASS|TOKEN|SECRET|PWD|USER|LOGIN|CRED|AUTH|_KEY$|^CIRCLE_OIDC|^CIRCLE_PR_|^CIRCLE_PROJECT_USERNAME$/;

/** True for a condition that only asks whether there is a credential: builds of forks have none. */
function asksForCredential({ text }: Guard, { variables }: StepLogin): boolean {
  const names = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  return names.length > 0 && names.every((name) => variables.includes(name) || ABOUT_CREDENTIALS.test(name));
}

/** True when a logout makes a login unusable. */
export function isLogoutOf(act: LogoutAct, event: CommandEvent | undefined, login: StepLogin): boolean {
  if (act.all) return true;
  const isSure = event !== undefined && event.execution.guards.length === 0;
  return isSure && isOfHub(act) === (login.server === "docker-hub");
}

/** True when no login to Docker Hub before it is of use after it. */
export function isHubLogout(act: LogoutAct, event: CommandEvent | undefined): boolean {
  return act.all || (isOfHub(act) && event !== undefined && event.execution.guards.length === 0);
}

function isOfHub({ server }: LogoutAct): boolean {
  return HUB.has(server ? textOf(server) : "");
}
