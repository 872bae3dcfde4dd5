import { escapeHtml } from "../../reporters/html-text.ts";
import type { TrendPoint } from "./tally.ts";
import { grouped, share } from "./wording.ts";

/** Runs that are drawn and listed, the last ones. */
const RUNS = 200;
const WIDTH = 1000;
const HEIGHT = 200;

/** Coverage over the runs that counted pulls, as a chart, and every run as a line. */
export function trendHtml(trend: readonly TrendPoint[]): string[] {
  if (trend.length === 0) return [];
  const runs = trend.slice(-RUNS);
  return ["<section><h2>Runs</h2>", ...chartHtml(runs), ...runsHtml(runs), "</section>"];
}

function chartHtml(runs: readonly TrendPoint[]): string[] {
  const points = runs.flatMap(({ at, pulls }) =>
    pulls && pulls.all > 0 ? [{ at, time: Date.parse(at), part: pulls.now / pulls.all, pulls }] : [],
  );
  const [first] = points;
  const last = points.at(-1);
  if (points.length < 2 || !first || !last) return [];
  const span = last.time - first.time;
  const places = points.map(({ time, part, at, pulls }, index) => {
    const along = span > 0 ? (time - first.time) / span : index / (points.length - 1);
    return { x: Math.round(WIDTH * along), y: Math.round(HEIGHT * (1 - part)), at, pulls };
  });
  const line = places.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  const dots = places.map(
    ({ x, y, at, pulls }) =>
      `<path class="dot" d="M${x} ${y}h0"><title>${escapeHtml(at.slice(0, 10))}: ${share(pulls.now, pulls.all)}</title></path>`,
  );
  const words = `Pulls with credentials: ${share(first.pulls.now, first.pulls.all)} on ${first.at.slice(0, 10)}, ${share(last.pulls.now, last.pulls.all)} on ${last.at.slice(0, 10)}`;
  return [
    '<figure class="chart"><div class="axis" aria-hidden="true"><span>100%</span><span>50%</span><span>0%</span></div>',
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(words)}">`,
    `<path class="grid" d="M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}"></path>`,
    `<path class="area" d="${line}V${HEIGHT}H${places[0]?.x ?? 0}Z"></path><path class="line" d="${line}"></path>`,
    ...dots,
    "</svg>",
    `<div class="days" aria-hidden="true"><span>${escapeHtml(first.at.slice(0, 10))}</span><span>${escapeHtml(last.at.slice(0, 10))}</span></div>`,
    "<figcaption>Pulls from Docker Hub with credentials, run by run</figcaption></figure>",
  ];
}

function runsHtml(runs: readonly TrendPoint[]): string[] {
  const rows = runs.toReversed().map(({ at, command, pulls, counts }) => {
    const cells = [command, grouped(counts["repositories"] ?? 0), pulls ? share(pulls.now, pulls.all) : ""];
    const moment = escapeHtml(at.slice(0, 16).replace("T", " "));
    return `<tr><th scope="row">${moment}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
  });
  const heads = ["run (UTC)", "command", "repositories", "with credentials"];
  return [
    `<details><summary>Every run</summary><div class="scroll" tabindex="0" role="region" aria-label="Every run">`,
    `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody>`,
    ...rows,
    "</tbody></table></div></details>",
  ];
}
