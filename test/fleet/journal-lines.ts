import type { JournalLine, ProposalRecord } from "../../src/fleet/journal-line.ts";
import type { PlannedRepository } from "../../src/fleet/plan.ts";
import { type FleetRepository, repositoryKey } from "../../src/fleet/repository.ts";

/** A repository on a host that there is not. */
export function repositoryNamed(name: string): FleetRepository {
  return {
    place: "github",
    host: "github.test",
    name: `acme/${name}`,
    id: `id-${name}`,
    url: `https://github.test/acme/${name}`,
    base: { branch: "main", commit: "a".repeat(40) },
    visibility: "private",
    isFork: false,
    isArchived: false,
    forks: 0,
    topics: [],
  };
}

export function keyOf(name: string): string {
  return repositoryKey(repositoryNamed(name));
}

export function plannedRepository(name: string, change = "c1", parts: Partial<PlannedRepository> = {}) {
  const planned: PlannedRepository = {
    repository: repositoryNamed(name),
    commit: "a".repeat(40),
    outcome: { kind: "proposed" },
    files: [],
    unread: [],
    cleanFiles: 0,
    change: { digest: change, paths: [".circleci/config.yml"], setup: [] },
    risks: [],
    pulls: { authenticated: 0, anonymous: 1, repaired: 1 },
    ...parts,
  };
  return planned;
}

export function plannedLine(name: string, change = "c1"): JournalLine & { kind: "planned" } {
  return { kind: "planned", key: keyOf(name), options: "o1", planned: plannedRepository(name, change) };
}

export function writingLine(name: string, change = "c1"): JournalLine {
  return { kind: "writing", key: keyOf(name), branch: "circlesec/fix", change, texts: { title: "t", body: "b" } };
}

export function proposedLine(name: string, parts: Partial<ProposalRecord> = {}): JournalLine & { kind: "proposed" } {
  return {
    kind: "proposed",
    key: keyOf(name),
    repository: repositoryNamed(name),
    proposal: {
      branch: "circlesec/fix",
      commit: "b".repeat(40),
      number: 1,
      url: `https://github.test/acme/${name}/pull/1`,
      change: "c1",
      base: "a".repeat(40),
      state: "open",
      since: "2030-01-01T00:00:00.000Z",
      wave: 1,
      asked: undefined,
      texts: { title: "t", body: "b" },
      ...parts,
    },
  };
}
