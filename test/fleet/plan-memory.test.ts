import { join } from "node:path";
import { memoryUsage } from "node:process";
import { expect, test } from "vitest";
import { openFleetLinter } from "../../src/commands/fleet-linter.ts";
import type { Answers, FetchedFile, FetchedFiles, FilesRequest } from "../../src/fleet/forge.ts";
import { Journal } from "../../src/fleet/journal.ts";
import type { PlannedRepository } from "../../src/fleet/plan.ts";
import { type Planner, planFleet } from "../../src/fleet/plan-fleet.ts";
import { PlanTable } from "../../src/fleet/plan-table.ts";
import { plansOf } from "../../src/fleet/plans.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import { Selector } from "../../src/fleet/select.ts";
import { Summary } from "../../src/fleet/summary.ts";
import { LogFile } from "../../src/io/log-file.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { plannedRepository, repositoryNamed } from "./journal-lines.ts";

const CONFIG = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20
    steps: [checkout, setup_remote_docker, run: sh ci/build.sh]
workflows:
  main:
    jobs: [build]
`;
/** Two batches of repositories are under way at once. */
const UNDER_WAY = 2 * 50;
/** Bytes of a heap for one repository; 0.9 KB were measured. */
const SMALL = 1500;
const DIFF = "+ image: node:20\n".repeat(1000);

test("what was fetched and planned is kept for repositories under way, and in the end for none", async () => {
  const files: WeakRef<FetchedFile>[] = [];
  const plans: WeakRef<PlannedRepository>[] = [];
  const linter = await openFleetLinter({}, "/", "2026-01-01");
  const read = (requests: readonly FilesRequest[]) =>
    answers(requests, (file) => {
      files.push(new WeakRef(file));
    });
  const planner: Planner = { ahead: 2, plan: (some) => plansOf({ read }, some, linter) };
  const alive: { files: number; plans: number }[] = [];
  const campaign = openCampaign();
  await campaign.plan(500, planner, async (planned) => {
    plans.push(new WeakRef(planned));
    if (plans.length % 100 === 0) alive.push(await countAlive(files, plans));
  });
  linter.close();
  expect(alive).toHaveLength(5);
  // Of each: its config, and the script that it leads to.
  for (const one of alive) expect(one.files).toBeLessThanOrEqual(2 * UNDER_WAY);
  for (const one of alive) expect(one.plans).toBeLessThanOrEqual(UNDER_WAY);
  expect(campaign.summary.count("proposed")).toBe(500);
  expect(await countAlive(files, plans)).toEqual({ files: 0, plans: 0 });
});

test("what stays in memory of a repository is small, whatever its plan says", async () => {
  const campaign = openCampaign();
  await campaign.plan(500, { ahead: 2, plan: madeUpPlans });
  const few = await usedBytes();
  // Those of before are left out, as chosen twice.
  await campaign.plan(5500, { ahead: 2, plan: madeUpPlans });
  const many = await usedBytes();
  expect(campaign.summary.total).toBe(5500);
  expect((many - few) / 5000).toBeLessThan(SMALL);
});

/** What a run of `fleet plan` keeps while it goes on. */
function openCampaign() {
  const log = new LogFile(join(temporaryFolder(), "journal.jsonl"), { writes: true });
  const journal = new Journal(log, { writes: true });
  const summary = new Summary();
  const table = new PlanTable({ color: false, width: 100, nameOf: ({ repository }) => repository.name });
  const selector = new Selector(ALL);
  const plan = (count: number, planner: Planner, look: (planned: PlannedRepository) => unknown = () => undefined) =>
    planFleet(selector.select([{ forge: { list: () => listed(count) }, selection: { kind: "names", names: [] } }]), {
      options: "options",
      today: "2026-01-01",
      journal,
      plannerFor: () => Promise.resolve(planner),
      take: async (planned, isKept) => {
        summary.add(planned, isKept);
        table.add(planned);
        await look(planned);
      },
    });
  return { summary, plan, journal, table };
}

const ALL = { includes: undefined, excludes: () => false, topics: [], archived: false, forks: false };

async function* listed(count: number): AsyncGenerator<FleetRepository> {
  for (let number = 0; number < count; number += 1) yield await Promise.resolve(repositoryNamed(`r${number}`));
}

async function* answers(requests: readonly FilesRequest[], watch: (file: FetchedFile) => void): Answers<FetchedFiles> {
  for (const { repository, folders, paths } of requests) {
    const files = new Map<string, FetchedFile>();
    if (folders.includes(".circleci")) files.set(".circleci/config.yml", textFile(CONFIG));
    if (paths.includes("ci/build.sh")) files.set("ci/build.sh", textFile("docker pull redis\n"));
    for (const file of files.values()) watch(file);
    yield await Promise.resolve({ repository, answer: { files } });
  }
}

function textFile(text: string): FetchedFile {
  return { kind: "text", text, isExecutable: false };
}

async function* madeUpPlans(repositories: readonly FleetRepository[]): ReturnType<Planner["plan"]> {
  for (const repository of repositories) {
    const file = { path: "c.yml", kind: "config", findings: [], applied: [], refused: [], crashes: [] };
    const files = [{ ...file, diff: `${DIFF}${repository.name}` }];
    const change = { digest: repository.id.padEnd(64, "0"), paths: ["c.yml"], setup: [] };
    yield await Promise.resolve({ planned: plannedRepository("", "", { repository, files, change }) });
  }
}

async function countAlive(files: readonly WeakRef<object>[], plans: readonly WeakRef<object>[]) {
  await collectGarbage();
  const count = (all: readonly WeakRef<object>[]) => all.filter((one) => one.deref() !== undefined).length;
  return { files: count(files), plans: count(plans) };
}

async function usedBytes(): Promise<number> {
  await collectGarbage();
  await collectGarbage();
  return memoryUsage().heapUsed;
}
