import type { Act } from "../../docker/acts.ts";
import { type Argument, impliedArgument } from "../../docker/arguments.ts";
import { readImageCommand } from "../../docker/image-command.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import { textOf } from "../../syntax/index.ts";
import { type OrbText, argumentOf } from "../orbs/index.ts";
import { evaluateNode } from "../possible.ts";
import type { Step } from "../steps/step.ts";
import type { StepLogin } from "./logins.ts";

const BUILDKIT = "moby/buildkit:buildx-stable-1";
const HUB = new Set(["", "docker.io", "https://index.docker.io/v1/"]);

/** The login that a step of an orb does; `undefined` for any other step. */
export function loginOfOrb(step: Step): StepLogin | undefined {
  const { part } = step;
  if (part?.does !== "login" || !part.server) return undefined;
  const servers = [...textsOf(step, part.server)];
  const isHub = servers.every((server) => HUB.has(server));
  const isOther = servers.every((server) => !HUB.has(server) && !server.includes(UNKNOWN));
  return {
    step,
    server: isHub ? "docker-hub" : isOther ? "other" : "unknown",
    event: undefined,
    login: undefined,
    variables: [part.username, part.password].flatMap((name) => (name ? [...textsOf(step, name)] : [])),
    keeping: { store: "docker", user: "own", folder: undefined },
    ignoresFailure: part.ignoresFailure === true,
    isGuess: false,
  };
}

/** What a step of an orb does with images. */
export function actsOfOrb(step: Step): readonly Act[] {
  const { part, args } = step;
  if (part?.does === "builder") return [{ kind: "builder", image: impliedArgument(BUILDKIT), starts: false }];
  if (part?.does === "pull") {
    const listed = [...textsOf(step, part.images)].flatMap((texts) => texts.split(/[,\s]+/));
    const images = listed.filter((image) => image !== "").map(impliedArgument);
    return images.length > 0 ? [{ kind: "pull", images, when: "always" }] : [];
  }
  if (part?.does !== "build") return [];
  const folder = part.folder ? `${onlyTextOf(step, part.folder)}/` : "";
  const extra = part.extra === undefined ? "" : (textOf(argumentOf(args, part.extra)) ?? "");
  const file = folder + onlyTextOf(step, part.file);
  const words = ["build", ...split(extra), "--file", file, onlyTextOf(step, part.context)];
  return readImageCommand("docker", () => words.map(toArgument))?.acts ?? [];
}

function split(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** A word that a shell has yet to expand. */
function toArgument(text: string): Argument {
  return impliedArgument(text.replaceAll(/\$\{?\w+\}?|<<[^<>]*>>/g, UNKNOWN).replaceAll(/["']/g, ""));
}

function onlyTextOf(step: Step, text: OrbText): string {
  const [only, ...others] = textsOf(step, text);
  return only === undefined || others.length > 0 ? UNKNOWN : only;
}

/** What a parameter of the orb is in this step, variables in it unknown. */
function textsOf({ args, frame }: Step, { parameter, default: fallback }: OrbText): ReadonlySet<string> {
  const node = argumentOf(args, parameter);
  return node ? evaluateNode(node, frame.scope).values : new Set([fallback]);
}
