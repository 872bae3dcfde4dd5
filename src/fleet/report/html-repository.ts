import { codeHtml, escapeHtml, inlineHtml } from "../../reporters/html-text.ts";
import type { PlannedFile, PlannedFinding, PlannedRepository } from "../plan.ts";
import type { SharedDiffs } from "./diffs.ts";
import { type Numbers, numbersIn } from "./numbers.ts";
import { type ReportedRepository, STATES } from "./reported.ts";
import { webAddress } from "./web-address.ts";
import { MEANING, grouped, proposalName } from "./wording.ts";

/** Items of one list with a repository; the others are counted. */
const ITEMS = 50;

/** One repository: a line that opens to all that is known of it. */
export function repositoryHtml(reported: ReportedRepository, numbers: Numbers, diffs: SharedDiffs): string[] {
  const { name, repository, state, pulls, proposal, checks, planned } = reported;
  const { owner, topic, rule, risk } = numbersIn(reported, numbers);
  const left = planned?.files.reduce((sum, { findings }) => sum + findings.length, 0) ?? 0;
  const sorts = `data-order="${STATES.indexOf(state)}" data-gap="${pulls.all - pulls.now}" data-left="${left}"`;
  const groups = `data-state="${state}" data-owner="${owner}" data-topic="${topic}" data-rule="${rule}" data-risk="${risk}"`;
  const red = checks === "failed" ? ' class="red"' : "";
  const cells = [
    `<b>${escapeHtml(name)}</b>`,
    `<span class="state ${state}">${state}</span>`,
    `<span>${pulls.all === 0 ? "" : `${grouped(pulls.now)} of ${grouped(pulls.all)}`}</span>`,
    `<span>${left === 0 ? "" : grouped(left)}</span>`,
    `<span${red}>${proposal ? `${proposalName(proposal, repository)}${checks && checks !== "none" ? ` ${checks}` : ""}` : ""}</span>`,
    `<span>${escapeHtml(risk.replaceAll(" ", ", "))}</span>`,
  ];
  return [
    `<details class="repository" ${groups} ${sorts}><summary>${cells.join("")}</summary><div>`,
    ...aboutHtml(reported),
    ...(planned ? plannedHtml(planned, diffs) : []),
    "</div></details>",
  ];
}

function aboutHtml({ state, reason, repository, proposal, pulls }: ReportedRepository): string[] {
  const { topics, visibility, host } = repository;
  const after =
    pulls.merged > pulls.now
      ? ` With its proposal merged, ${pulls.merged} of ${pulls.all} pulls have credentials.`
      : "";
  const facts = [host, visibility === "unknown" ? "" : visibility, ...topics].filter((fact) => fact !== "");
  const proposed = proposal
    ? `<p>${linkHtml(`Proposal ${proposalName(proposal, repository)}`, proposal.url)}, ${proposal.state}, from ${codeHtml(proposal.branch)}</p>`
    : "";
  return [
    `<p>${capital(MEANING[state])}${reason === undefined ? "" : `: ${inlineHtml(reason)}`}.${after}</p>`,
    `<p class="dim">${[linkHtml("Its page", repository.url), ...facts.map(escapeHtml)].filter(Boolean).join(" · ")}</p>`,
    proposed,
  ].filter((line) => line !== "");
}

function linkHtml(words: string, url: string | undefined): string {
  const address = webAddress(url);
  if (address === undefined) return words === "Its page" ? "" : words;
  return `<a href="${escapeHtml(address)}" rel="noopener noreferrer">${words}</a>`;
}

function plannedHtml({ files, risks, unread }: PlannedRepository, diffs: SharedDiffs): string[] {
  return [
    ...listHtml(
      "Mind",
      risks.map(({ kind, text }) => `<b>${kind}</b> ${inlineHtml(text)}`),
    ),
    ...listHtml(
      "Not read",
      unread.map(({ path, message }) => `${codeHtml(path)}: ${inlineHtml(message)}`),
    ),
    ...listHtml("Repairs", files.flatMap(repairsOf)),
    ...listHtml("Left", files.flatMap(leftOf)),
    ...files.flatMap(({ path, diff }) => diffs.diffHtml(path, diff)),
  ];
}

function repairsOf({ path, applied }: PlannedFile): string[] {
  const items = applied.map(
    ({ line, title, rule }) => `${place(path, line)} ${inlineHtml(title)} (${escapeHtml(rule)})`,
  );
  return [...new Set(items)];
}

function leftOf({ path, findings, crashes }: PlannedFile): string[] {
  return [
    ...findings.map(
      (finding) =>
        `<span class="badge ${finding.severity}">${finding.severity}</span>${place(path, finding.line)} ${inlineHtml(finding.message)} (${escapeHtml(finding.rule)})${adviceOf(finding)}`,
    ),
    ...crashes.map((crash) => `${codeHtml(path)}: a bug in circlesec: ${inlineHtml(crash)}`),
  ];
}

function adviceOf({ help, fix }: PlannedFinding): string {
  const advice = fix?.title ?? help;
  return advice === undefined ? "" : `<br><span class="dim">${inlineHtml(advice)}</span>`;
}

function place(path: string, line: number): string {
  return codeHtml(`${path}:${line}`);
}

function listHtml(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length - ITEMS;
  const rest = more > 0 ? [`<li>and ${grouped(more)} more, which the JSON report has</li>`] : [];
  return [
    `<p class="sub">${title}</p><ul>`,
    ...items.slice(0, ITEMS).map((item) => `<li>${item}</li>`),
    ...rest,
    "</ul>",
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
