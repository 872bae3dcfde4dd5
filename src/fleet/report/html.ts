import { endPage, startPage } from "../../reporters/html-page.ts";
import { escapeHtml } from "../../reporters/html-text.ts";
import { SharedDiffs } from "./diffs.ts";
import type { FleetReport } from "./fleet-report.ts";
import { filterHtml } from "./html-filter.ts";
import { needsHtml } from "./html-needs.ts";
import { repositoryHtml } from "./html-repository.ts";
import { FLEET_SCRIPT } from "./html-script.ts";
import { FLEET_STYLE } from "./html-style.ts";
import { coverageHtml, tablesHtml, troublesHtml } from "./html-totals.ts";
import { trendHtml } from "./html-trend.ts";
import { numbersOf } from "./numbers.ts";
import { percent, repositories } from "./wording.ts";

const PARTS = { style: FLEET_STYLE, script: FLEET_SCRIPT };

/**
 * One page with everything, which loads nothing, piece by piece. Without its script all of it can be read; the script filters,
 * sorts and copies. A change that many repositories share is in it once.
 */
export function* reportHtml(report: FleetReport): Generator<string> {
  const { totals, at, version } = report;
  const numbers = numbersOf(totals);
  const diffs = new SharedDiffs();
  for (const { planned } of report.repositories()) for (const { diff } of planned?.files ?? []) diffs.count(diff);
  const title = `Registry credentials: ${percent(totals.pulls.now, totals.pulls.all)} of ${repositories(totals.repositories)}`;
  yield lines([
    startPage(totals.pulls.all === 0 ? "Registry credentials" : title, PARTS),
    "<header>",
    "<h1>Registry credentials in CircleCI</h1>",
    `<p class="dim">${escapeHtml(at.slice(0, 16).replace("T", " "))} UTC</p>`,
    "</header>",
    "<main>",
    ...coverageHtml(totals),
    ...trendHtml(totals.trend),
    ...troublesHtml(totals),
    ...needsHtml(totals.prerequisites),
    ...tablesHtml(totals, numbers),
    ...filterHtml(totals, numbers),
  ]);
  for (const reported of report.repositories()) yield lines(repositoryHtml(reported, numbers, diffs));
  yield lines([
    ...(totals.repositories === 0 ? [] : ["</div>", "</section>"]),
    ...diffs.sharedHtml(),
    "</main>",
    `<footer><p class="dim">Made by circlesec ${escapeHtml(version)}</p></footer>`,
  ]);
  yield endPage(PARTS);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
