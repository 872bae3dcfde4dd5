import { describeSetup } from "../../reporters/json.ts";
import { JsonList } from "../../reporters/json-list.ts";
import { fileJson } from "../json/file-json.ts";
import type { FleetReport } from "./fleet-report.ts";
import type { ReportedRepository } from "./reported.ts";
import type { FleetTotals } from "./tally.ts";
import { webAddress } from "./web-address.ts";

/** One JSON value of its own version, repository by repository; `schema/fleet-report.schema.json` says what is in it. */
export function* reportJson({ version, at, totals, repositories }: FleetReport): Generator<string> {
  const head = { schemaVersion: 1, tool: { name: "circlesec", version }, at, ...toTotals(totals) };
  const text = JSON.stringify(head, undefined, 2);
  yield `${text.slice(0, -"\n}".length)},\n  "repositories": `;
  const list = new JsonList(1);
  for (const reported of repositories()) yield list.add(toJson(reported));
  yield `${list.end()}\n}\n`;
}

function toTotals({ states, prerequisites, trend, ...totals }: FleetTotals): object {
  return {
    totals: {
      repositories: totals.repositories,
      pulls: totals.pulls,
      states: Object.fromEntries(states),
      proposals: totals.proposals,
      checks: totals.checks,
    },
    rules: totals.rules,
    severities: totals.severities,
    owners: totals.owners,
    topics: totals.topics,
    prerequisites: prerequisites.map((one) => ({ setup: describeSetup(one.setup), repositories: one.repositories })),
    risks: totals.risks,
    troubles: totals.troubles,
    trend: trend.map(({ at, command, pulls, counts }) => ({ at, command, pulls: pulls ?? null, counts })),
  };
}

function toJson({ name, repository, state, reason, planned, proposal, checks, pulls }: ReportedRepository): object {
  const { place, host, url, visibility, topics } = repository;
  return {
    name,
    place,
    host,
    url: webAddress(url) ?? null,
    visibility,
    topics,
    state,
    reason: reason ?? null,
    outcome: planned?.outcome.kind ?? null,
    commit: planned?.commit ?? null,
    pulls,
    files: planned?.files.map(fileJson) ?? [],
    unread: planned?.unread.map(({ path, message }) => ({ path, message })) ?? [],
    risks: planned?.risks.map(({ kind, text }) => ({ kind, text })) ?? [],
    setup: planned?.change?.setup.map(describeSetup) ?? [],
    proposal: proposal
      ? {
          number: proposal.number,
          url: webAddress(proposal.url) ?? null,
          branch: proposal.branch,
          state: proposal.state,
          wave: proposal.wave,
          checks: checks ?? null,
        }
      : null,
  };
}
