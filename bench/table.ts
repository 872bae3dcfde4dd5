import { type Measurement, type Table, ratiosTo, summarize } from "./measure.ts";

/** Rows that compare measurements with the first of them: name, ratio, its spread, the median itself, rounds. */
export function ratioRows({ measurements, unit }: Table): { head: string[]; rows: string[][] } {
  const [baseline] = measurements;
  if (!baseline || baseline.missing) throw new Error(`nothing to compare with: ${baseline?.missing}`);
  return { head: ["×", "min–max", unit, "rounds"], rows: measurements.map((one) => ratioRow(baseline, one)) };
}

function ratioRow(baseline: Measurement, measurement: Measurement): string[] {
  if (measurement.missing !== undefined) return [measurement.name, "–", "–", "–", `not here: ${measurement.missing}`];
  const ratio = summarize(ratiosTo(baseline, measurement));
  const { median } = summarize(measurement.rounds);
  const range = measurement === baseline ? "" : `${digits(ratio.min)}–${digits(ratio.max)}`;
  return [measurement.name, digits(ratio.median), range, digits(median), String(measurement.rounds.length)];
}

function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

/** A table in lines for a terminal. */
export function renderRatios(table: Table): string {
  const { head, rows } = ratioRows(table);
  return renderTable([table.title, ...head], rows) + (table.note ? `\n${table.note}` : "");
}

/** Columns of text: the first to the left, the others to the right. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  return [lines[0], widths.map((width) => "-".repeat(width)).join("  "), ...lines.slice(1)].join("\n");
}
