import { fstatSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import type { Gate } from "../engine/gate.ts";
import type { RunResult } from "../engine/result.ts";
import { writeReportFile } from "../io/report-file.ts";
import { type ReportOptions, formatOf } from "../reporters/formats.ts";
import type { Rule } from "../rules/rule.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./flags.ts";
import { showsLinks } from "./terminal.ts";
import type { WantedReport } from "./wanted-reports.ts";

/** What is to be written of a run. */
export interface Output {
  readonly host: Host;
  /** True for a filter, whose standard output is the fixed text. */
  readonly filters: boolean;
  readonly reports: readonly WantedReport[];
  readonly gate: Gate;
  readonly flags: Flags;
  /** The rules that ran. */
  readonly rules: readonly Rule[];
}

/**
 * Writes the reports; with `fix -` the fixed text takes standard output and a report without a file goes to standard error,
 * as the one beside a diff does.
 */
export async function writeReports(result: RunResult, output: Output): Promise<void> {
  const { host, filters, reports, flags } = output;
  const { stdout, stderr } = host;
  if (filters) stdout.write(result.files[0]?.source.text ?? "");
  if (flags.diff) await writeDiff(result, flags, host);
  const stream = filters || flags.diff ? stderr : stdout;
  for (const { format, path } of reports) {
    const report = await formatOf(format).load();
    const options = optionsFor(path === undefined ? stream : undefined, output);
    const text = report(result, options);
    if (path === undefined) stream.write(text);
    else writeReportFile(path, text);
  }
  const shown = reports.find(({ path }) => path === undefined);
  const forLines = shown && formatOf(shown.format).takesLines ? stream : stderr;
  if (flags.statistics) {
    const { reportStatistics } = await import("../reporters/statistics.ts");
    const text = reportStatistics(result);
    if (text !== "") forLines.write(`\n${text}`);
  }
  if (!reports.some(({ format }) => formatOf(format).tellsFailures)) {
    const { reportFailures } = await import("../reporters/concise.ts");
    stderr.write(reportFailures(result));
  }
}

async function writeDiff(result: RunResult, flags: Flags, { stdout, stderr }: Host): Promise<void> {
  const { unifiedDiff } = await import("../reporters/diff.ts");
  let isMasked = false;
  for (const file of result.files) {
    const patch = unifiedDiff(file, flags.showSecrets === true);
    stdout.write(patch.text);
    isMasked ||= patch.isMasked;
  }
  if (isMasked) stderr.write(MASKED);
}

/** How a report looks on a stream, or without one in a file. */
function optionsFor(stream: NodeJS.WriteStream | undefined, { host, gate, flags, rules }: Output): ReportOptions {
  return {
    version: manifest.version,
    rules: rules.map(({ meta }) => meta),
    reportSuppressed: flags.reportSuppressed === true,
    color: stream ? wantsColor(flags, stream, host.env) : flags.color === "always",
    quiet: flags.quiet === true,
    ...gate,
    width: stream?.isTTY ? Math.min(stream.columns, 120) : undefined,
    links: stream !== undefined && showsLinks(stream, host.env),
  };
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
export function wantsColor(
  { color }: Pick<Flags, "color">,
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): boolean {
  if (color === false || color === "never") return false;
  if (color === "always") return true;
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stream.isTTY && TERM !== "dumb";
}
