import { type Config, jobRunsOf } from "../model/index.ts";
import { type Command, parseShell, programOf } from "../shell/index.ts";

/** `circlesec`, `circlesec@1.2.3`, `node_modules/.bin/circlesec`, an image of that name; with a tag or version, or without. */
const NAME = /(?:^|\/)circlesec(?:[@:][^/]*)?$/;
/** Programs that run what their words name. */
const RUNNERS = new Set(["npx", "pnpx", "bunx", "npm", "pnpm", "yarn", "bun", "node", "docker", "podman"]);
/** What those programs do with a name without running it. */
const ONLY_FETCHES = /^(?:i|in|ci|add|install|update|up|remove|rm|uninstall|view|info|pull|push|build|tag|login)$/;

/** True when a job that a workflow runs calls circlesec, or an orb is circlesec's. Comments and other text do not count. */
export function callsCirclesec(config: Config): boolean {
  const { orbs, orbSources } = config.namespace;
  if (orbs.has("circlesec") || [...orbSources.values()].some((source) => NAME.test(source))) return true;
  const scripts = jobRunsOf(config)
    .filter(({ invocation }) => invocation !== undefined)
    .flatMap(({ steps }) => steps.flatMap(({ run }) => run?.scalar.value ?? []));
  return scripts.some((script) => script.includes("circlesec") && parseShell(script).commands.some(isCall));
}

function isCall(command: Command): boolean {
  const program = programOf(command);
  if (!program) return false;
  if (program.name === "circlesec") return true;
  const words = program.args.map(({ value, text }) => value ?? text);
  const verb = words.find((word) => !word.startsWith("-")) ?? "";
  return RUNNERS.has(program.name) && !ONLY_FETCHES.test(verb) && words.some((word) => NAME.test(word));
}
