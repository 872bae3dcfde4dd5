import type { ComposeAct } from "./acts.ts";
import { type Argument, type Booleans, hasFlag, readOptions, textOf, valuesOf } from "./arguments.ts";

const GLOBAL: Booleans = {
  short: "vh",
  long: "compatibility dry-run all-resources verbose no-ansi tls tlsverify skip-hostname-check help version".split(" "),
};
/** Flags that take no value, by verb. */
const OWN: Readonly<Record<string, Booleans>> = {
  up: {
    short: "dVwy",
    long: "detach quiet-pull renew-anon-volumes always-recreate-deps abort-on-container-exit abort-on-container-failure build force-recreate no-recreate no-start no-build no-deps no-color no-log-prefix remove-orphans attach-dependencies wait watch menu timestamps quiet-build yes".split(
      " ",
    ),
  },
  run: {
    short: "dTitPqQ",
    long: "detach no-TTY interactive tty service-ports use-aliases rm no-deps build quiet quiet-pull quiet-build remove-orphans".split(
      " ",
    ),
  },
  create: { short: "y", long: "build force-recreate no-recreate no-build quiet-pull remove-orphans yes".split(" ") },
  pull: {
    short: "q",
    long: "quiet include-deps ignore-buildable ignore-pull-failures parallel no-parallel".split(" "),
  },
  build: {
    short: "q",
    long: "pull quiet no-cache compress force-rm no-rm parallel with-dependencies push print check".split(" "),
  },
};
const VERBS: ReadonlyMap<string, ComposeAct["verb"]> = new Map([
  ["up", "up"],
  ["run", "run"],
  ["create", "create"],
  ["pull", "pull"],
  ["build", "build"],
  ["watch", "up"],
]);

/** What `docker compose …` and `docker-compose …` do: `args` are what stands behind that name. */
export function readComposeCommand(args: readonly Argument[]): { verb: string; act: ComposeAct } | undefined {
  const global = readOptions(args, GLOBAL, "first");
  const [name, ...rest] = global.operands;
  const verb = name && VERBS.get(textOf(name));
  if (!name || !verb) return undefined;
  const own = readOptions(rest, OWN[verb] ?? GLOBAL, verb === "run" ? "first" : "all");
  if (valuesOf(own, "--pull").some((policy) => textOf(policy) === "never")) return undefined;
  return {
    verb: textOf(name),
    act: {
      kind: "compose",
      verb,
      files: valuesOf(global, "-f", "--file"),
      folder: valuesOf(global, "--project-directory")[0],
      profiles: valuesOf(global, "--profile"),
      services: verb === "run" ? own.operands.slice(0, 1) : own.operands,
      withDependencies:
        !hasFlag(own, "--no-deps") && verb !== "build" && (verb !== "pull" || hasFlag(own, "--include-deps")),
    },
  };
}
