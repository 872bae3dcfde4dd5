import { SEVERITIES } from "../../finding.ts";
import { visible } from "../../reporters/text.ts";
import type { FleetReport } from "./fleet-report.ts";
import type { ReportedRepository } from "./reported.ts";
import { webAddress } from "./web-address.ts";

type Cell = string | number | undefined;

/** One column: its heading, and what stands in it. */
const COLUMNS: readonly (readonly [head: string, cell: (reported: ReportedRepository) => Cell])[] = [
  ["repository", ({ name }) => name],
  ["host", ({ repository }) => repository.host],
  ["state", ({ state }) => state],
  ["reason", ({ reason }) => reason],
  ["pulls", ({ pulls }) => pulls.all],
  ["with_credentials", ({ pulls }) => pulls.now],
  ["with_credentials_once_merged", ({ pulls }) => pulls.merged],
  ["fixes", ({ planned }) => planned?.files.reduce((sum, { applied }) => sum + applied.length, 0)],
  ...SEVERITIES.map((severity) => {
    const cell = ({ planned }: ReportedRepository): Cell =>
      planned?.files.flatMap(({ findings }) => findings).filter((one) => one.severity === severity).length;
    return [`${severity}s_left`, cell] as const;
  }),
  ["risks", ({ planned }) => [...new Set(planned?.risks.map(({ kind }) => kind))].join(" ")],
  ["proposal", ({ proposal }) => webAddress(proposal?.url)],
  ["proposal_state", ({ proposal }) => proposal?.state],
  ["checks", ({ checks }) => checks],
  ["wave", ({ proposal }) => proposal?.wave],
  ["topics", ({ repository }) => repository.topics.join(" ")],
  ["visibility", ({ repository }) => repository.visibility],
  ["url", ({ repository }) => webAddress(repository.url)],
  ["commit", ({ planned }) => planned?.commit],
];

/** What a spreadsheet takes for a formula, also after spaces and in the wide forms that some of them read alike. */
const FORMULA = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;

/** RFC 4180, a row for each repository. No cell is a formula, whatever repositories are called. */
export function* reportCsv({ repositories }: FleetReport): Generator<string> {
  yield rowOf(COLUMNS.map(([head]) => head));
  for (const reported of repositories()) yield rowOf(COLUMNS.map(([, cell]) => cell(reported)));
}

function rowOf(cells: readonly Cell[]): string {
  return `${cells.map(writeCell).join(",")}\r\n`;
}

function writeCell(cell: Cell): string {
  if (typeof cell !== "string") return cell === undefined ? "" : String(cell);
  const text = visible(FORMULA.test(cell) ? `'${cell}` : cell);
  return /[",'\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
