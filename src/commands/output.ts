import { fstatSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import type { Gate } from "../engine/gate.ts";
import type { FileResult, RunEnd, RunStart } from "../engine/result.ts";
import type { Output } from "../io/output.ts";
import { writeReportFile } from "../io/report-file.ts";
import { type ReportOptions, formatOf } from "../reporters/formats.ts";
import type { RuleCount } from "../reporters/statistics.ts";
import type { Rule } from "../rules/rule.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./flags.ts";
import { Outlet } from "./outlet.ts";
import { showsLinks } from "./terminal.ts";
import type { WantedReport } from "./wanted-reports.ts";

/** What is to be written of a run. */
export interface OutputOptions {
  readonly host: Host;
  /** True for a filter, whose standard output is the fixed text. */
  readonly filters: boolean;
  readonly reports: readonly WantedReport[];
  readonly gate: Gate;
  readonly flags: Flags;
  /** The rules that run, loaded when they are asked for. */
  readonly askRules: () => Promise<readonly Rule[]>;
  /** Takes away what stands in the way of text on a terminal. */
  readonly clear: () => void;
}

/** Part of what is written of a run. */
interface Written {
  readonly file: (file: FileResult) => Promise<void> | void;
  readonly end: (run: RunEnd) => Promise<void> | void;
}

/**
 * What is written of a run while its files come: the reports; with `fix -` the fixed text takes standard output and a report
 * without a file goes to standard error, as the one beside a diff does.
 */
export async function openOutput(run: RunStart, output: OutputOptions): Promise<Written> {
  const { filters, reports, flags } = output;
  const open = (wanted: readonly WantedReport[]) =>
    Promise.all(wanted.map((report) => openReport(report, run, output)));
  const parts: Written[] = [
    // A stream that cannot be written to ends the run.
    ...(await open(reports.filter(({ path }) => path !== undefined))),
    ...(filters ? [filtered(output)] : []),
    ...(flags.diff ? [await openDiff(output)] : []),
    ...(await open(reports.filter(({ path }) => path === undefined))),
    ...(flags.statistics ? [await openStatistics(output)] : []),
    ...(reports.some(({ format }) => formatOf(format).tellsFailures) ? [] : [await openFailures(output)]),
  ];
  return {
    file: async (file) => {
      for (const part of parts) await part.file(file);
    },
    end: async (end) => {
      for (const part of parts) await part.end(end);
    },
  };
}

/** The fixed text of the only file. */
function filtered({ host }: OutputOptions): Written {
  return {
    file: ({ source }) => void host.stdout.write(source.text),
    end: () => undefined,
  };
}

function openOutlet(stream: Output, waits: boolean, { clear }: OutputOptions): Outlet {
  return new Outlet(stream, { waits, prepare: stream.isTTY ? clear : () => undefined });
}

async function openDiff(output: OutputOptions): Promise<Written> {
  const { host, flags } = output;
  const { unifiedDiff } = await import("../reporters/diff.ts");
  const outlet = openOutlet(host.stdout, false, output);
  let isMasked = false;
  return {
    file: (file) => {
      const patch = unifiedDiff(file, flags.showSecrets === true);
      isMasked ||= patch.isMasked;
      return outlet.add(patch.text);
    },
    end: async () => {
      await outlet.flush();
      if (isMasked) host.stderr.write(MASKED);
    },
  };
}

async function openReport({ format, path }: WantedReport, run: RunStart, output: OutputOptions): Promise<Written> {
  const { askRules } = output;
  const reporter = await formatOf(format).load(async () => (await askRules()).map(({ meta }) => meta));
  if (path !== undefined) {
    const report = reporter(run, optionsFor(undefined, output));
    const texts: string[] = [];
    return {
      file: (file) => void texts.push(report.file(file)),
      end: (end) => {
        writeReportFile(path, texts.join("") + report.end(end));
      },
    };
  }
  const stream = streamOf(output);
  const report = reporter(run, optionsFor(stream, output));
  const outlet = openOutlet(stream, mustWait(run, output), output);
  return {
    file: (file) => outlet.add(report.file(file)),
    end: async (end) => {
      await outlet.add(report.end(end));
      await outlet.flush();
    },
  };
}

function streamOf({ host, filters, flags }: OutputOptions): Output {
  return filters || flags.diff ? host.stderr : host.stdout;
}

/**
 * A reader that goes away ends the process: that must neither leave files unfixed nor reports unwritten. On a terminal a diff
 * comes first as a whole.
 */
function mustWait({ command, written }: RunStart, { flags, reports }: OutputOptions): boolean {
  return (command === "fix" && written) || flags.diff === true || reports.some(({ path }) => path !== undefined);
}

async function openStatistics(output: OutputOptions): Promise<Written> {
  const { host, reports } = output;
  const { countRules, reportStatistics } = await import("../reporters/statistics.ts");
  const counts = new Map<string, RuleCount>();
  const shown = reports.find(({ path }) => path === undefined);
  const stream = shown && formatOf(shown.format).takesLines ? streamOf(output) : host.stderr;
  return {
    file: (file) => {
      countRules(counts, file);
    },
    end: () => {
      const text = reportStatistics(counts);
      if (text !== "") stream.write(`\n${text}`);
    },
  };
}

/** What failed, where no report tells it. */
async function openFailures({ host }: OutputOptions): Promise<Written> {
  const { reportFailures } = await import("../reporters/concise.ts");
  const broken: FileResult[] = [];
  return {
    file: (file) => {
      if (file.crashes.length + file.refused.length > 0) broken.push(file);
    },
    end: (run) => void host.stderr.write(reportFailures(run, broken)),
  };
}

/** How a report looks on a stream, or without one in a file. */
function optionsFor(stream: Output | undefined, { host, gate, flags }: OutputOptions): ReportOptions {
  return {
    version: manifest.version,
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
  stream: Pick<Output, "isTTY">,
  env: NodeJS.ProcessEnv,
): boolean {
  if (color === false || color === "never") return false;
  if (color === "always") return true;
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stream.isTTY && TERM !== "dumb";
}
