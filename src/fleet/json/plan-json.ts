import { describeSetup } from "../../reporters/json.ts";
import { JsonList } from "../../reporters/json-list.ts";
import type { Outcome, PlannedRepository } from "../plan.ts";
import { webAddress } from "../report/web-address.ts";
import type { FleetRepository } from "../repository.ts";
import type { Selector } from "../select.ts";
import type { Summary } from "../summary.ts";
import { fileJson } from "./file-json.ts";

/** The plan as one JSON value, told as plans come: in that order, which is no order. `schema/fleet-plan.schema.json` says what is in it. */
export class PlanJson {
  readonly #list = new JsonList(1);
  #head: string;

  constructor(version: string) {
    this.#head = `{\n  "schemaVersion": 1,\n  "tool": ${JSON.stringify({ name: "circlesec", version })},\n  "repositories": `;
  }

  add(planned: PlannedRepository): string {
    return this.#afterHead(this.#list.add(toJson(planned)));
  }

  end(summary: Summary, { leftOut, missing }: Pick<Selector, "leftOut" | "missing">): string {
    const rest = {
      prerequisites: summary.prerequisites.map(({ setup, repositories }) => ({
        setup: describeSetup(setup),
        repositories,
      })),
      counts: summary.counts,
      leftOut: Object.fromEntries(leftOut),
      missing: missing.map(({ name, kind, message }) => ({ name, kind, message })),
    };
    return this.#afterHead(`${this.#list.end()},${JSON.stringify(rest, undefined, 2).slice("{".length)}\n`);
  }

  #afterHead(text: string): string {
    const all = this.#head + text;
    this.#head = "";
    return all;
  }
}

function toJson(planned: PlannedRepository): object {
  const { repository, commit, outcome, files, cleanFiles, unread, change, risks, pulls } = planned;
  const { authenticated, anonymous, repaired } = pulls;
  return {
    repository: repositoryJson(repository),
    commit: commit ?? null,
    outcome: { kind: outcome.kind, reason: reasonOf(outcome) },
    files: files.map(fileJson),
    cleanFiles,
    unread: unread.map(({ path, message }) => ({ path, message })),
    change: change ? { digest: change.digest, paths: change.paths, setup: change.setup.map(describeSetup) } : null,
    risks: risks.map(({ kind, text }) => ({ kind, text })),
    pulls: { authenticated, anonymous, repaired },
  };
}

function reasonOf(outcome: Outcome): string | null {
  return "reason" in outcome ? outcome.reason : null;
}

function repositoryJson(repository: FleetRepository): object {
  const { place, host, name, id, url, base, visibility, isFork, isArchived, forks, topics } = repository;
  return {
    place,
    host,
    name,
    id,
    url: webAddress(url) ?? null,
    base: base ? { branch: base.branch, commit: base.commit } : null,
    visibility,
    isFork,
    isArchived,
    forks,
    topics,
  };
}
