import type { Checks } from "../../../src/fleet/forge.ts";
import { type ReportedJournal, reportFleet } from "../../../src/fleet/report/fleet-report.ts";
import type { JournalLine } from "../../../src/fleet/journal-line.ts";
import { writeLine } from "../../../src/fleet/journal-text.ts";
import { Journal } from "../../../src/fleet/journal.ts";
import type { PlannedFile, PlannedRepository, RiskKind } from "../../../src/fleet/plan.ts";
import { repositoryKey } from "../../../src/fleet/repository.ts";
import { proposedLine, repositoryNamed } from "../journal-lines.ts";
import { MemoryLog } from "../memory-log.ts";

const CONTEXT = {
  kind: "context",
  context: "docker-credentials",
  variables: ["DOCKERHUB_USERNAME", "DOCKERHUB_TOKEN"],
} as const;
const TEAMS = ["payments", "search", "mobile", "platform", "data", "growth", "identity"];
const NOUNS = ["api", "worker", "site", "gateway", "jobs", "tools", "sdk"];
const RISKS: readonly RiskKind[] = ["forks", "generated", "dynamic", "unresolved"];
const FIRST_DAY = Date.UTC(2030, 0, 7);
const DAY = 86_400_000;

/** A report of a made-up fleet: the same for the same numbers. */
export function sampleReport(repositories: number) {
  return reportOf(sampleLines(repositories));
}

/** The report of a campaign with these lines in its journal. */
export function reportOf(lines: readonly JournalLine[]) {
  const journal: ReportedJournal = new Journal(new MemoryLog(lines.map(writeLine).join("")), { writes: false });
  const at = "2030-02-01T09:30:00.000Z";
  return reportFleet(journal, { version: "1.2.3", at, nameOf: ({ name }) => name });
}

/** The journal of that fleet. */
export function sampleLines(repositories: number): JournalLine[] {
  const random = seeded(7);
  const lines: JournalLine[] = [];
  for (let index = 0; index < repositories; index += 1) lines.push(...linesOf(index, random));
  const keys = lines.flatMap((line) => (line.kind === "planned" ? [line.key] : []));
  lines.push({ kind: "selected", keys });
  const all = 3 * repositories;
  for (let run = 0; run < (repositories === 0 ? 0 : 12); run += 1) {
    const authenticated = Math.round(all * (0.18 + 0.05 * run + 0.02 * random()));
    const at = new Date(FIRST_DAY + run * 2 * DAY).toISOString();
    const counts = { repositories, authenticated, anonymous: all - authenticated };
    lines.push({
      kind: "ran",
      command: run % 3 === 1 ? "apply" : "plan",
      at,
      counts: run % 3 === 1 ? { repositories } : counts,
    });
  }
  return lines;
}

function linesOf(index: number, random: () => number): JournalLine[] {
  const team = TEAMS[Math.floor(random() * TEAMS.length)] ?? "";
  const owner = random() < 0.9 ? "acme" : "acme-labs";
  const name = `${team}-${NOUNS[index % NOUNS.length] ?? ""}-${index}`;
  const repository = {
    ...repositoryNamed(name),
    name: `${owner}/${name}`,
    topics: random() < 0.7 ? [team, "service"] : [],
  };
  const key = repositoryKey(repository);
  const fate = random();
  const planned = plannedOf(repository, index, random, fate);
  const lines: JournalLine[] = [{ kind: "planned", key, options: "o", planned }];
  if (fate > 0.62) return lines;
  const state = fate < 0.2 ? "merged" : fate < 0.5 ? "open" : fate < 0.53 ? "closed" : undefined;
  if (state) {
    const line = proposedLine(name, { state, number: 10 + index, change: planned.change?.digest ?? "", wave: 1 });
    lines.push({ ...line, key, repository });
    const checks: Checks = random() < 0.1 ? "failed" : random() < 0.3 ? "pending" : "passed";
    if (state === "open") lines.push({ kind: "checked", key, commit: line.proposal.commit, checks });
  } else if (fate < 0.535)
    lines.push({ kind: "held", key, reason: "the branch `circlesec/fix` has commits of others" });
  else if (fate < 0.54) lines.push({ kind: "failed", key, reason: "the token may not write to it" });
  return lines;
}

function plannedOf(
  repository: PlannedRepository["repository"],
  index: number,
  random: () => number,
  fate: number,
): PlannedRepository {
  const isClean = fate > 0.7;
  const jobs = 1 + Math.floor(random() * 4);
  const isChanged = !isClean && fate <= 0.62;
  const kind = RISKS[Math.floor(random() * RISKS.length)] ?? "forks";
  return {
    repository,
    commit: "a".repeat(40),
    outcome: { kind: isChanged ? "proposed" : isClean ? (fate > 0.9 ? "empty" : "clean") : "left" },
    files: isClean ? [] : [fileOf(jobs, isChanged, random() < 0.4 ? index % 40 : index)],
    cleanFiles: 1,
    unread: [],
    change: isChanged ? { digest: `c${index}`, paths: [".circleci/config.yml"], setup: [CONTEXT] } : undefined,
    risks:
      !isClean && random() < 0.2
        ? [{ kind, text: "The repository is public: look at `.circleci/config.yml` first." }]
        : [],
    pulls:
      isClean && fate > 0.9
        ? { authenticated: 0, anonymous: 0, repaired: 0 }
        : {
            authenticated: isClean ? jobs : 0,
            anonymous: isClean ? 0 : jobs,
            repaired: isChanged ? jobs : 0,
          },
  };
}

function fileOf(jobs: number, isChanged: boolean, variant: number): PlannedFile {
  const path = ".circleci/config.yml";
  const names = Array.from({ length: jobs }, (_, index) => `job-${variant % 97}-${index}`);
  const hunks = names.map(
    (name, index) =>
      `@@ -${index * 12 + 3},6 +${index * 15 + 3},9 @@\n   ${name}:\n     docker:\n       - image: cimg/node:20.${variant % 13}\n+        auth:\n+          username: $DOCKERHUB_USERNAME\n+          password: $DOCKERHUB_TOKEN\n     steps:\n       - checkout\n       - run: npm test -- --shard ${variant}\n`,
  );
  return {
    path,
    kind: "config",
    findings:
      isChanged && variant % 5 > 0
        ? []
        : [
            {
              rule: "unauthenticated-step-pull",
              severity: variant % 2 === 0 ? "error" : "warning",
              message: `job \`${names[0] ?? ""}\` pulls \`redis:7\` from Docker Hub in a step before any login`,
              why: "Docker Hub counts the pull against the address of the machine",
              help: "Log in before the step that pulls",
              line: 31,
              column: 9,
              fix: undefined,
            },
          ],
    applied: isChanged
      ? names.map((name, index) => ({
          rule: "unauthenticated-pull",
          message: `job \`${name}\` pulls \`cimg/node:20\` from Docker Hub without \`auth\``,
          line: 3 + index * 12,
          title: "Add `auth` and context `docker-credentials`",
          safety: "needs-setup" as const,
        }))
      : [],
    refused: [],
    crashes: [],
    diff: isChanged ? `--- a/${path}\n+++ b/${path}\n${hunks.join("")}` : "",
  };
}

/** Numbers from 0 to 1 that look random, the same for a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
