import { fstatSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import type { RunResult } from "../engine/result.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./lint-options.ts";

/** Where a report goes. */
export interface Output {
  readonly host: Host;
  /** True for a filter, whose standard output is the fixed text. */
  readonly filters: boolean;
}

/** Writes the report; with `fix -` the fixed text takes standard output and the report goes to standard error. */
export async function writeReport(result: RunResult, flags: Flags, { host, filters }: Output): Promise<void> {
  const { stdout, stderr } = host;
  if (filters) stdout.write(result.files[0]?.source.text ?? "");
  if (flags.diff) {
    const { unifiedDiff } = await import("../reporters/diff.ts");
    let isMasked = false;
    for (const file of result.files) {
      const patch = unifiedDiff(file, flags.showSecrets === true);
      stdout.write(patch.text);
      isMasked ||= patch.isMasked;
    }
    if (isMasked) stderr.write(MASKED);
  }
  const stream = filters || (flags.diff && flags.format === "pretty") ? stderr : stdout;
  stream.write(await render(result, flags, stream, host));
}

async function render(result: RunResult, flags: Flags, stream: NodeJS.WriteStream, { env }: Host): Promise<string> {
  if (flags.format === "json") {
    const { reportJson } = await import("../reporters/json.ts");
    return reportJson(result, { version: manifest.version });
  }
  const { reportPretty } = await import("../reporters/pretty.ts");
  const width = stream.isTTY ? Math.min(stream.columns, 120) : undefined;
  return reportPretty(result, {
    color: wantsColor(flags, stream, env),
    quiet: flags.quiet === true,
    failOn: flags.failOn,
    width,
  });
}

/** Said below a diff with masks, because it does not apply. */
const MASKED = `Secrets are masked as *** in this diff, so \`git apply\` refuses it. For a patch that applies:
  circlesec fix --diff --show-secrets > <file>

`;

/** Secrets are shown to a person at a terminal, or written to a file that the user named; never into a log. */
export function mayShowSecrets(stdout: Host["stdout"]): boolean {
  return stdout.isTTY || fstatSync(stdout.fd).isFile();
}

/** The flag decides, then NO_COLOR, then FORCE_COLOR, then whether someone is looking. */
function wantsColor({ color }: Flags, stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (color === false || color === "never") return false;
  if (color === "always") return true;
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stream.isTTY && TERM !== "dumb";
}
