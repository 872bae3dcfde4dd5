import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Programs } from "./build.ts";
import { pathOf } from "../package/run.ts";
import { type Environment, type Outcome, run } from "./process.ts";

const STEP_TIMEOUT = 50_000;

/** What the steps of a job may call, besides `docker`. */
const TOOLS =
  "awk base64 basename bash cat chmod cut date dirname env grep head jq ls mkdir mktemp printenv printf rm sed sh sleep sort tail touch tr uname curl".split(
    " ",
  );

/**
 * Docker's own client, but for pulls: it has no daemon here that could make them. Another client makes them, by the
 * very file that `docker login` has written.
 */
const DOCKER = `#!/bin/sh
[ "$1" = pull ] || exec DOCKER "$@"
for image; do :; done
config=\${DOCKER_CONFIG:-$HOME/.docker}/config.json
set --
[ ! -e "$config" ] || set -- --authfile "$config"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
SKOPEO copy --quiet --insecure-policy "$@" "docker://$image" "dir:$folder"
`;

/** A job: its own home, and the programs that its steps find. Nothing of it is left after `stop`. */
export class Job {
  readonly home = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-job-")));
  readonly #env: Environment;

  /** The steps see no variables but these, and what CircleCI itself would set. */
  constructor(programs: Programs, env: Environment) {
    const bin = join(this.home, "bin");
    mkdirSync(bin);
    for (const tool of TOOLS) link(pathOf(tool), join(bin, tool));
    link(programs.vault, join(bin, "vault"));
    const docker = DOCKER.replace("DOCKER", pathOf("docker") ?? "docker").replace(
      "SKOPEO",
      pathOf("skopeo") ?? "skopeo",
    );
    writeFileSync(join(bin, "docker"), docker);
    chmodSync(join(bin, "docker"), 0o755);
    writeFileSync(join(this.home, "bash.env"), "");
    this.#env = {
      PATH: bin,
      HOME: this.home,
      TMPDIR: this.home,
      BASH_ENV: join(this.home, "bash.env"),
      DOCKER_HOST: `unix://${join(this.home, "no-daemon.sock")}`,
      LC_ALL: "C.UTF-8",
      ...env,
    };
  }

  /** Runs a step as CircleCI does: its script from a file, after what earlier steps have added to `$BASH_ENV`. */
  step(script: string, env: Environment = {}, shell = "bash -eo pipefail"): Promise<Outcome> {
    const [program = "bash", ...flags] = shell.split(" ");
    const file = join(this.home, "step.sh");
    writeFileSync(file, script);
    const surroundings = { env: { ...this.#env, ...env }, cwd: this.home, timeout: STEP_TIMEOUT };
    return run(program, [...flags, file], surroundings);
  }

  /** Takes a program away. */
  remove(program: string): void {
    rmSync(join(this.home, "bin", program));
  }

  stop(): void {
    rmSync(this.home, { recursive: true });
  }
}

function link(target: string | undefined, path: string): void {
  if (target !== undefined) symlinkSync(target, path);
}
