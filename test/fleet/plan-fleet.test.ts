import { expect, test } from "vitest";
import { openFleetLinter } from "../../src/commands/fleet-linter.ts";
import type { Forge } from "../../src/fleet/forge.ts";
import { Journal } from "../../src/fleet/journal.ts";
import type { PlannedRepository } from "../../src/fleet/plan.ts";
import { ownPlanners } from "../../src/fleet/own-planner.ts";
import { planFleet } from "../../src/fleet/plan-fleet.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import { UserError } from "../../src/user-error.ts";
import { type FakeGithub, startGithub } from "../forges/github/fake-github.ts";
import { MemoryLog } from "./memory-log.ts";

const ANONYMOUS = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;
const FIXABLE = { ".circleci/config.yml": ANONYMOUS };

test("each repository is planned once, and is in the journal when it is handed out", async () => {
  const { github, journal, forge } = await start();
  for (let number = 0; number < 120; number += 1) github.state.add(`acme/r${number}`, { files: FIXABLE });
  const seen: string[] = [];
  await planAll(forge, journal, ({ repository, change }) => {
    seen.push(repository.name);
    expect(journal.readPlanned(`github:github.com:${repository.id}`)?.change).toEqual(change);
  });
  expect(seen.toSorted()).toEqual(github.state.repositories.map(({ name }) => name).toSorted());
});

test("what did not move is taken from the journal without a request", async () => {
  const { github, journal, forge } = await start();
  const [still, moved] = ["still", "moved"].map((name) => github.state.add(`acme/${name}`, { files: FIXABLE }));
  await planAll(forge, journal);
  if (moved) github.state.commit(moved, "main", { ".circleci/config.yml": "version: 2.1\njobs: {}\n" });
  const again = await planAll(forge, journal);
  expect(again.map(({ name, isKept }) => [name, isKept])).toEqual([
    [still?.name, true],
    [moved?.name, false],
  ]);
  const before = github.server.calls.length;
  await planAll(forge, journal);
  const reads = github.server.calls.slice(before).filter(({ text }) => text.includes("circleci"));
  expect(reads).toEqual([]);
});

test("another version or other options plan everything anew", async () => {
  const { github, journal, forge } = await start();
  github.state.add("acme/a", { files: FIXABLE });
  await planAll(forge, journal);
  expect(await planAll(forge, journal, undefined, "others")).toMatchObject([{ isKept: false }]);
});

test("what a suppression with an end is in is planned anew on another day, and nothing else", async () => {
  const { github, journal, forge } = await start();
  const until = ANONYMOUS.replace(
    "node:20",
    "node:20 # circlesec: ignore[unauthenticated-pull] until 2026-01-01 -- soon",
  );
  github.state.add("acme/ends", { files: { ".circleci/config.yml": until } });
  github.state.add("acme/lasts", { files: FIXABLE });
  const planOn = async (day: string) => {
    const plans = await planAll(forge, journal, undefined, undefined, await listed(forge), day);
    return plans.map(({ name, outcome, isKept }) => `${name} ${outcome}${isKept ? " kept" : ""}`);
  };
  expect(await planOn("2026-01-01")).toEqual(["acme/ends clean", "acme/lasts proposed"]);
  expect(await planOn("2026-01-01")).toEqual(["acme/ends clean kept", "acme/lasts proposed kept"]);
  expect(await planOn("2026-01-02")).toEqual(["acme/ends proposed", "acme/lasts proposed kept"]);
});

test("what failed is tried again by the next run", async () => {
  const { github, journal, forge } = await start();
  github.state.add("acme/a", { files: { ...FIXABLE, ".circlesec.yml": "rulez: 1\n" } });
  expect(await planAll(forge, journal)).toMatchObject([{ outcome: "failed", isKept: false }]);
  expect(await planAll(forge, journal)).toMatchObject([{ outcome: "failed", isKept: false }]);
});

test("a repository that vanished meanwhile costs the others nothing", async () => {
  const { github, journal, forge } = await start();
  github.state.add("acme/a", { files: FIXABLE });
  const gone = github.state.add("acme/gone", { files: FIXABLE });
  github.state.add("acme/empty");
  const found = await listed(forge);
  github.state.repositories.splice(github.state.repositories.indexOf(gone), 1);
  expect(await planAll(forge, journal, undefined, "options", found)).toMatchObject([
    { name: "acme/a", outcome: "proposed" },
    { name: "acme/empty", outcome: "empty" },
    { name: "acme/gone", outcome: "failed" },
  ]);
});

test("what scripts lead to is fetched round by round, for many repositories at once", async () => {
  const { github, journal, forge } = await start();
  const config = ANONYMOUS.replace("node:20", "cimg/base:current").replace(
    "[checkout]",
    "[checkout, setup_remote_docker, run: sh ci/build.sh]",
  );
  const files = {
    ".circleci/config.yml": config,
    "ci/build.sh": "sh ci/inner.sh\n",
    "ci/inner.sh": "docker pull redis\n",
  };
  for (const name of ["a", "b", "c"]) github.state.add(`acme/${name}`, { files });
  const found = await listed(forge);
  const before = github.server.calls.length;
  const planned = await planAll(forge, journal, undefined, "options", found);
  expect(planned.map(({ anonymous }) => anonymous)).toEqual([2, 2, 2]);
  expect(github.server.calls.length - before).toBe(3);
});

test("what ends the run leaves what was planned in the journal", async () => {
  const { github, journal, forge } = await start();
  for (let number = 0; number < 200; number += 1) github.state.add(`acme/r${number}`, { files: FIXABLE });
  const found = await listed(forge);
  let planned = 0;
  github.fault = () => (planned >= 50 ? { status: 401, body: { message: "Bad credentials" } } : undefined);
  const planning = planAll(forge, journal, () => (planned += 1), "options", found);
  await expect(planning).rejects.toThrow(UserError);
  expect([...journal.repositories]).toHaveLength(planned);
  expect(planned).toBeGreaterThanOrEqual(50);
  expect(planned).toBeLessThan(200);
});

async function start() {
  const github = await startGithub();
  return { github, forge: github.open(), journal: new Journal(new MemoryLog(), { writes: true }) };
}

async function listed(forge: Forge): Promise<FleetRepository[]> {
  const found: FleetRepository[] = [];
  for await (const one of forge.list({ kind: "owner", owner: "acme" })) if ("id" in one) found.push(one);
  return found;
}

/** What comes of all repositories of the forge, by name. */
async function planAll(
  forge: ReturnType<FakeGithub["open"]>,
  journal: Journal,
  look: (planned: PlannedRepository) => unknown = () => undefined,
  options = "options",
  repositories?: readonly FleetRepository[],
  today = "2026-01-01",
) {
  const found = repositories ?? (await listed(forge));
  const plans: { name: string; outcome: string; anonymous: number; isKept: boolean }[] = [];
  const each = async function* () {
    await Promise.resolve();
    yield* found;
  };
  const plannerOf = ownPlanners(await openFleetLinter({}, "/", today));
  await planFleet(each(), {
    options,
    today,
    journal,
    plannerFor: () => Promise.resolve(plannerOf(forge)),
    take: (planned, isKept) => {
      look(planned);
      const { repository, outcome, pulls } = planned;
      plans.push({ name: repository.name, outcome: outcome.kind, anonymous: pulls.anonymous, isKept });
      return Promise.resolve();
    },
  });
  return plans.toSorted((a, b) => (repositories ? (a.name < b.name ? -1 : 1) : 0));
}
