import { SEVERITIES, type Severity } from "../../finding.ts";
import type { Checks } from "../forge.ts";
import type { CampaignCommand, ProposalRecord, RanLine } from "../journal-line.ts";
import type { FleetPrerequisite, RiskKind } from "../plan.ts";
import { Needs } from "./needs.ts";
import { type Coverage, type ReportedRepository, STATES, type State } from "./reported.ts";

/** What all repositories of a campaign come to. Lists are in an order that depends on nothing but what is in them. */
export interface FleetTotals {
  readonly repositories: number;
  readonly pulls: Coverage;
  /** Those that there are, in the order of `STATES`. */
  readonly states: ReadonlyMap<State, number>;
  readonly proposals: Readonly<Record<ProposalRecord["state"], number>>;
  /** Of open proposals; `unknown` where nobody has looked. */
  readonly checks: Readonly<Record<Checks | "unknown", number>>;
  readonly rules: readonly RuleTotals[];
  readonly severities: readonly SeverityTotals[];
  readonly owners: readonly GroupTotals[];
  /** A repository counts for each of its topics. */
  readonly topics: readonly GroupTotals[];
  /** What has to exist for proposals that are not merged. */
  readonly prerequisites: readonly FleetPrerequisite[];
  readonly risks: readonly RiskTotals[];
  /** Those that are `failed` or `held`, by name. */
  readonly troubles: readonly { readonly name: string; readonly state: State; readonly reason: string }[];
  readonly trend: readonly TrendPoint[];
}

export interface RuleTotals {
  readonly rule: string;
  /** Repositories in which it found something. */
  readonly repositories: number;
  /** Repairs that are planned. */
  readonly fixes: number;
  /** What stays after them. */
  readonly findings: number;
}

/** What stays after the planned repairs. */
interface SeverityTotals {
  readonly severity: Severity;
  readonly repositories: number;
  readonly findings: number;
}

export interface GroupTotals {
  readonly name: string;
  readonly repositories: number;
  readonly pulls: Coverage;
  readonly open: number;
  readonly merged: number;
}

interface RiskTotals {
  readonly kind: RiskKind;
  readonly repositories: number;
}

/** One run; `pulls` where it counted them. */
export interface TrendPoint {
  readonly at: string;
  readonly command: CampaignCommand;
  readonly pulls: { readonly now: number; readonly all: number } | undefined;
  readonly counts: Readonly<Record<string, number>>;
}

const NONE: Coverage = { now: 0, merged: 0, all: 0 };

/** Counts repositories as they come. */
export class Tally {
  readonly #states = new Map<State, number>();
  readonly #proposals = { open: 0, merged: 0, closed: 0 };
  readonly #checks = { passed: 0, pending: 0, failed: 0, none: 0, unknown: 0 };
  readonly #rules = new Map<string, RuleTotals>();
  readonly #severities = new Map<Severity, SeverityTotals>();
  readonly #owners = new Map<string, GroupTotals>();
  readonly #topics = new Map<string, GroupTotals>();
  readonly #risks = new Map<RiskKind, RiskTotals>();
  readonly #troubles: { name: string; state: State; reason: string }[] = [];
  readonly #needs = new Needs();
  #repositories = 0;
  #pulls = NONE;

  add(reported: ReportedRepository): void {
    const { name, state, reason, planned, proposal, checks, pulls, repository } = reported;
    this.#repositories += 1;
    this.#pulls = plus(this.#pulls, pulls);
    this.#states.set(state, (this.#states.get(state) ?? 0) + 1);
    if (state === "failed" || state === "held") this.#troubles.push({ name, state, reason: reason ?? "" });
    if (proposal) this.#proposals[proposal.state] += 1;
    if (proposal?.state === "open") this.#checks[checks ?? "unknown"] += 1;
    addTo(this.#owners, ownerOf(repository.name), reported);
    for (const topic of new Set(repository.topics)) addTo(this.#topics, topic, reported);
    for (const kind of new Set(planned?.risks.map((risk) => risk.kind))) {
      this.#risks.set(kind, { kind, repositories: (this.#risks.get(kind)?.repositories ?? 0) + 1 });
    }
    this.#addFindings(reported);
    if (state !== "merged") this.#needs.add(name, planned?.change?.setup ?? []);
  }

  end(runs: readonly RanLine[]): FleetTotals {
    return {
      repositories: this.#repositories,
      pulls: this.#pulls,
      states: new Map(
        STATES.flatMap((state) => (this.#states.has(state) ? [[state, this.#states.get(state) ?? 0]] : [])),
      ),
      proposals: this.#proposals,
      checks: this.#checks,
      rules: byRepositories(named(this.#rules)),
      severities: SEVERITIES.flatMap((severity) => this.#severities.get(severity) ?? []),
      owners: byRepositories(named(this.#owners)),
      topics: byRepositories(named(this.#topics)),
      prerequisites: this.#needs.all,
      risks: byRepositories(named(this.#risks)),
      troubles: this.#troubles.sort((a, b) => (a.name < b.name ? -1 : 1)),
      trend: runs.map(toPoint),
    };
  }

  #addFindings({ planned, state }: ReportedRepository): void {
    const rules = new Set<string>();
    const severities = new Set<Severity>();
    for (const { applied, findings } of planned?.files ?? []) {
      for (const { rule } of state === "merged" ? [] : applied) {
        this.#addRule(rule, rules, { fixes: 1, findings: 0 });
      }
      for (const { rule, severity } of findings) {
        this.#addRule(rule, rules, { fixes: 0, findings: 1 });
        const before = this.#severities.get(severity) ?? { severity, repositories: 0, findings: 0 };
        const repositories = before.repositories + (severities.has(severity) ? 0 : 1);
        this.#severities.set(severity, { severity, repositories, findings: before.findings + 1 });
        severities.add(severity);
      }
    }
  }

  #addRule(rule: string, seen: Set<string>, more: Pick<RuleTotals, "fixes" | "findings">): void {
    const before = this.#rules.get(rule) ?? { rule, repositories: 0, fixes: 0, findings: 0 };
    this.#rules.set(rule, {
      rule,
      repositories: before.repositories + (seen.has(rule) ? 0 : 1),
      fixes: before.fixes + more.fixes,
      findings: before.findings + more.findings,
    });
    seen.add(rule);
  }
}

/** Whose a repository is: all of its name but the last part. */
export function ownerOf(name: string): string {
  return name.slice(0, Math.max(0, name.replaceAll("\\", "/").lastIndexOf("/"))) || name;
}

function addTo(groups: Map<string, GroupTotals>, name: string, { state, pulls }: ReportedRepository): void {
  const before = groups.get(name) ?? { name, repositories: 0, pulls: NONE, open: 0, merged: 0 };
  groups.set(name, {
    name,
    repositories: before.repositories + 1,
    pulls: plus(before.pulls, pulls),
    open: before.open + (state === "open" ? 1 : 0),
    merged: before.merged + (state === "merged" ? 1 : 0),
  });
}

function plus(a: Coverage, b: Coverage): Coverage {
  return { now: a.now + b.now, merged: a.merged + b.merged, all: a.all + b.all };
}

function byRepositories<T extends { readonly repositories: number }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => b.repositories - a.repositories);
}

function named<T>(groups: ReadonlyMap<string, T>): T[] {
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function toPoint({ at, command, counts }: RanLine): TrendPoint {
  const { authenticated, anonymous } = counts;
  const isCounted = authenticated !== undefined && anonymous !== undefined;
  const pulls = isCounted ? { now: authenticated, all: authenticated + anonymous } : undefined;
  return { at, command, pulls, counts };
}
