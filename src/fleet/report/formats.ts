import type { FleetReport } from "./fleet-report.ts";

export type ReportFormat = "table" | "json" | "csv" | "markdown" | "html";

/** How a report looks where it can look one way or another. */
export interface ReportLook {
  readonly color: boolean;
  /** Columns of a line. */
  readonly width: number;
}

/** A report in a format, piece by piece; of the formats only that one is loaded. */
export async function writeReport(
  format: ReportFormat,
  report: FleetReport,
  look: ReportLook,
): Promise<Iterable<string>> {
  if (format === "table") return (await import("./table.ts")).reportTable(report, look);
  if (format === "json") return (await import("./json.ts")).reportJson(report);
  if (format === "csv") return (await import("./csv.ts")).reportCsv(report);
  if (format === "html") return (await import("./html.ts")).reportHtml(report);
  return [(await import("./markdown.ts")).reportMarkdown(report)];
}
