import { parse } from "yaml";
import type { Job } from "./clients.ts";
import type { Environment } from "./process.ts";

/** How a job ended, and all that its steps have written, as the pipeline shows it. */
export interface JobResult {
  readonly passed: boolean;
  readonly log: string;
  /** The last line of the step that failed. */
  readonly reason: string | undefined;
}

interface ParsedConfig {
  readonly jobs: Readonly<Record<string, ParsedJob>>;
  readonly commands?: Readonly<Record<string, { readonly steps: readonly ParsedStep[] }>>;
}

interface ParsedJob {
  readonly shell?: string;
  readonly environment?: Environment;
  readonly steps: readonly ParsedStep[];
}

type ParsedStep = string | Readonly<Record<string, string | ParsedRun | null>>;

interface ParsedRun {
  readonly command: string;
  readonly shell?: string;
  readonly environment?: Environment;
  readonly when?: "always" | "on_fail" | "on_success";
}

const DEFAULT_SHELL = "/bin/bash -eo pipefail";

/**
 * Runs the steps of a job as CircleCI does: each `run` in a shell of its own, those of commands where these are called; after a
 * failure only what is to run always. Steps of CircleCI itself do nothing. Values of `secrets` are masked in the log.
 */
export async function runJob(config: string, name: string, on: Job, secrets: Environment = {}): Promise<JobResult> {
  const parsed = parse(config) as ParsedConfig;
  const job = parsed.jobs[name];
  if (!job) throw new Error(`there is no job ${name}`);
  let log = "";
  let reason: string | undefined;
  for (const step of expandSteps(parsed, job.steps)) {
    const when = step.when ?? "on_success";
    if (when !== "always" && (when === "on_fail") !== (reason !== undefined)) continue;
    const environment = { ...secrets, ...job.environment, ...step.environment };
    const { status, stdout, stderr } = await on.step(
      step.command,
      environment,
      step.shell ?? job.shell ?? DEFAULT_SHELL,
    );
    const text = mask(stdout + stderr, secrets);
    log += text;
    if (status !== 0) reason ??= text.trimEnd().split("\n").at(-1) ?? "";
  }
  return { passed: reason === undefined, log, reason };
}

function expandSteps(config: ParsedConfig, steps: readonly ParsedStep[]): ParsedRun[] {
  return steps.flatMap((step) => {
    const [name = "", body] = typeof step === "string" ? [step, null] : (Object.entries(step)[0] ?? []);
    if (name === "run") return [typeof body === "string" ? { command: body } : (body as ParsedRun)];
    return expandSteps(config, config.commands?.[name]?.steps ?? []);
  });
}

/** CircleCI hides values of variables of contexts and projects, those of less than four characters apart. */
function mask(text: string, secrets: Environment): string {
  const values = Object.values(secrets).filter((value) => value !== undefined && value.length >= 4);
  return values.reduce<string>((all, value) => all.replaceAll(String(value), "****"), text);
}
