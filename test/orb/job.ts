import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import packageJson from "../../package.json" with { type: "json" };
import { type Outcome, run } from "../integration/process.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import type { Registry } from "./registry.ts";
import { SCRIPTS } from "./sources.ts";

export const VERSION = packageJson.version;

/** A container of a job, with a checkout that its steps run in. Gone after the test. */
export class Job {
  readonly home = temporaryFolder();
  readonly results = join(this.home, "results");
  readonly checkout: string;
  readonly #variables: Record<string, string>;

  constructor(checkout: string, registry: Registry) {
    this.checkout = checkout;
    const temporary = join(this.home, "tmp");
    mkdirSync(temporary);
    this.#variables = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.home,
      TMPDIR: temporary,
      GIT_CONFIG_NOSYSTEM: "1",
      npm_config_registry: registry.url,
      npm_config_cache: join(this.home, "npm-cache"),
      CIRCLESEC_RESULTS: this.results,
      CIRCLESEC_VERSION: VERSION,
    };
  }

  /** Runs a script of the orb as a step of the job. */
  step(script: string, variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.shell(readFileSync(join(SCRIPTS, script), "utf8"), variables);
  }

  /** The same for a text. CircleCI runs it with these options of bash. */
  shell(text: string, variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const env = { ...this.#variables, ...variables };
    return run("bash", ["-eo", "pipefail", "-c", text], { cwd: this.checkout, env });
  }

  result(path: string): string {
    return readFileSync(join(this.results, path), "utf8");
  }
}
