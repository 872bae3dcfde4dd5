import type { FleetPrerequisite, Outcome, PlannedRepository } from "./plan.ts";

/** What a plan for a fleet comes to, counted while it is made. */
export class Summary {
  readonly outcomes = new Map<Outcome["kind"], number>();
  readonly #needs = new Map<string, { readonly setup: FleetPrerequisite["setup"]; readonly repositories: string[] }>();
  /** Plans that an earlier run made. */
  kept = 0;
  authenticated = 0;
  anonymous = 0;
  fixes = 0;
  /** What stays after the fixes. */
  findings = 0;
  /** Of these, errors and warnings. */
  failing = 0;
  /** Bugs of ours. */
  crashes = 0;
  unread = 0;

  get total(): number {
    return [...this.outcomes.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Each once, with all who need it. */
  get prerequisites(): FleetPrerequisite[] {
    return [...this.#needs.values()].map(({ setup, repositories }) => ({ setup, repositories: repositories.sort() }));
  }

  add({ repository, outcome, pulls, files, change, unread }: PlannedRepository, isKept: boolean): void {
    this.outcomes.set(outcome.kind, this.count(outcome.kind) + 1);
    if (isKept) this.kept += 1;
    this.authenticated += pulls.authenticated;
    this.anonymous += pulls.anonymous;
    this.unread += unread.length;
    for (const { applied, findings, crashes, refused } of files) {
      this.fixes += applied.length;
      this.findings += findings.length;
      this.failing += findings.filter(({ severity }) => severity !== "info").length;
      this.crashes += crashes.length + refused.length;
    }
    for (const setup of change?.setup ?? []) {
      const key = JSON.stringify(setup);
      const need = this.#needs.get(key) ?? { setup, repositories: [] };
      this.#needs.set(key, need);
      need.repositories.push(repository.name);
    }
  }

  count(kind: Outcome["kind"]): number {
    return this.outcomes.get(kind) ?? 0;
  }

  /** Named counts, for the trend. */
  get counts(): Record<string, number> {
    return {
      repositories: this.total,
      ...Object.fromEntries(this.outcomes),
      authenticated: this.authenticated,
      anonymous: this.anonymous,
      fixes: this.fixes,
      findings: this.findings,
    };
  }
}
