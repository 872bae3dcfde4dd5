import type { Prerequisite } from "../../finding.ts";
import type { FleetPrerequisite } from "../plan.ts";

interface Need {
  setup: Prerequisite;
  readonly repositories: Set<string>;
}

/** What has to exist for many changes, each thing once; variables of one context are put together. */
export class Needs {
  readonly #needs = new Map<string, Need>();

  add(repository: string, setup: readonly Prerequisite[]): void {
    for (const one of setup) {
      const key = one.kind === "context" ? `context ${one.context}` : JSON.stringify(one);
      const need = this.#needs.get(key) ?? { setup: one, repositories: new Set<string>() };
      this.#needs.set(key, need);
      need.repositories.add(repository);
      if (one.kind === "context" && need.setup.kind === "context") {
        need.setup = { ...one, variables: [...new Set([...need.setup.variables, ...one.variables])] };
      }
    }
  }

  /** Those that most need first. */
  get all(): FleetPrerequisite[] {
    return [...this.#needs]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { setup, repositories }]) => ({ setup, repositories: [...repositories].sort() }))
      .sort((a, b) => b.repositories.length - a.repositories.length);
  }
}
