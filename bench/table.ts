import { type Measurement, ratiosTo, summarize } from "./measure.ts";

/** Lines that compare measurements with the first of them. */
export function renderRatios(title: string, measurements: readonly Measurement[]): string {
  const [baseline] = measurements;
  if (!baseline) throw new Error(`nothing was measured for ${title}`);
  const rows = measurements.map((measurement) => {
    const ratio = summarize(ratiosTo(baseline, measurement));
    const { median } = summarize(measurement.rounds);
    const range = measurement === baseline ? "" : `${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}`;
    return [measurement.name, ratio.median.toFixed(2), range, median.toFixed(median < 100 ? 1 : 0)];
  });
  return renderTable([title, "×", "min–max", "ms"], rows);
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
