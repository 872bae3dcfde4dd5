import type { Client, ImageCommand } from "./acts.ts";
import { type Argument, type Booleans, readOptions, textOf, valuesOf } from "./arguments.ts";
import { readComposeCommand } from "./compose-command.ts";
import { readEngineCommand } from "./engine-commands.ts";
import { isTool, readTool } from "./tools.ts";

const DOCKER: Client = { reads: ["docker"], needsEngine: true };
/** Without a login of their own they use that of docker (containers-auth.json(5)). */
const PODMAN: Client = { reads: ["containers", "docker"], needsEngine: false };

/** Clients of container engines, by the name of the program. */
const ENGINES: ReadonlyMap<string, Client> = new Map([
  ["docker", DOCKER],
  ["nerdctl", DOCKER],
  ["podman", PODMAN],
  ["buildah", PODMAN],
]);
/** Programs that are `compose` by themselves, and the client behind them. */
const COMPOSERS: ReadonlyMap<string, Client> = new Map([
  ["docker-compose", DOCKER],
  ["podman-compose", PODMAN],
]);
const GLOBAL: Booleans = {
  short: "Dvh",
  long: "debug tls tlsverify version help remote noout syslog trace".split(" "),
};

/**
 * What a program does with images; `undefined` for one that does nothing with them, or nothing that is known. Its arguments
 * are only asked for when its name is known.
 */
export function readImageCommand(program: string, read: () => readonly Argument[]): ImageCommand | undefined {
  const composer = COMPOSERS.get(program);
  if (composer) return compose(program, read(), composer, undefined);
  const client = ENGINES.get(program);
  if (!client) {
    const tool = isTool(program) ? readTool(program, read()) : undefined;
    return tool && { ...tool, config: undefined };
  }
  const global = readOptions(read(), GLOBAL, "first");
  const config = valuesOf(global, "--config")[0];
  const [first, ...rest] = global.operands;
  if (first && textOf(first) === "compose") return compose(`${program} compose`, rest, client, config);
  const command = readEngineCommand(global.operands);
  return command && { called: `${program} ${command.called}`, client, acts: command.acts, config };
}

function compose(
  called: string,
  args: readonly Argument[],
  client: Client,
  config: Argument | undefined,
): ImageCommand | undefined {
  const command = readComposeCommand(args);
  return command && { called: `${called} ${command.verb}`, client, acts: [command.act], config };
}
