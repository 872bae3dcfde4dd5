import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFleetLinter } from "../../../src/commands/fleet-linter.ts";
import type { PlannedRepository } from "../../../src/fleet/plan.ts";
import { plansOf } from "../../../src/fleet/plans.ts";
import { repositoryKey } from "../../../src/fleet/repository.ts";
import { crewOf, plannerOf } from "../../../src/fleet/workers/by-workers.ts";
import { ForgeBroken } from "../../../src/fleet/workers/do-order.ts";
import { type Order, type Proposing, orderFor, orderId, queueNameFor } from "../../../src/fleet/workers/order.ts";
import { apply } from "../../../src/fleet/apply.ts";
import type { FleetManner } from "../../../src/commands/fleet-manner.ts";
import { CONFIG } from "../../cli/checkout.ts";
import { configOf, expectProposed } from "../../cli/proposed.ts";
import { startGithub } from "../../forges/github/fake-github.ts";
import { temporaryFolder } from "../../io/temporary-folder.ts";
import { OPTIONS } from "../model-campaign.ts";
import { BUILD, Desk, WorkersHere, listed, newJournal, sent, usualManner } from "./desk.ts";

const BRANCH = "circlesec/authenticate-pulls";
const PROPOSING: Proposing = {
  options: { branch: BRANCH, looks: OPTIONS.looks, reopen: false, dryRun: false },
  wave: 1,
  opens: true,
};

async function setUp(repositories: number) {
  const github = await startGithub();
  for (let number = 1; number <= repositories; number += 1) {
    github.state.add(`acme/r${number}`, { files: { [CONFIG]: configOf(number) } });
  }
  const forge = github.open();
  return { github, forge, desk: new Desk(forge), found: await listed(forge), manner: await usualManner() };
}

/** An order to propose in the only repository, as a journal that has its plan would give it. */
async function proposeOne() {
  const { github, desk, found, manner } = await setUp(1);
  const [repository] = found;
  if (!repository) throw new Error("there is none");
  await desk.do(orderFor({ repository, proposing: undefined, manner, known: [] }, BUILD));
  const order = sent(orderFor({ repository, proposing: PROPOSING, manner, known: desk.kept }, BUILD));
  desk.kept = [];
  const [there] = github.state.repositories;
  if (!there) throw new Error("there is none");
  return { github, desk, order, there };
}

test("plans of workers are those that a run without them makes", async () => {
  const { forge, desk, found, manner } = await setUp(8);
  const byWorkers: PlannedRepository[] = [];
  for await (const { planned } of plannerOf(new WorkersHere(desk), manner).plan(found)) byWorkers.push(planned);
  const own: PlannedRepository[] = [];
  const linter = await openFleetLinter({}, "/", "2026-01-01");
  for await (const { planned } of plansOf(forge, found, linter)) own.push(planned);
  const inOrder = (plans: readonly PlannedRepository[]) =>
    sent(plans.toSorted((a, b) => (repositoryKey(a.repository) < repositoryKey(b.repository) ? -1 : 1)));
  expect(inOrder(byWorkers)).toEqual(inOrder(own));
});

test("settings for repositories that have none reach workers, with what they ignore", async () => {
  const { desk, found } = await setUp(1);
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "team.yml"),
    "dockerHub: {context: team-docker}\noverrides: [{files: [other.yml], strategy: vault}]\n",
  );
  writeFileSync(join(folder, "none.yml"), "ignore: ['*.yml']\n");
  const plans = async (manner: FleetManner): Promise<PlannedRepository[]> => {
    const made: PlannedRepository[] = [];
    for await (const { planned } of plannerOf(new WorkersHere(desk), manner).plan(found)) made.push(planned);
    return made;
  };
  const [team] = await plans(await usualManner({ settings: "team.yml" }, folder));
  expect(team?.files[0]?.diff).toMatch(/^\+ +- team-docker$/m);
  const [none] = await plans(await usualManner({ settings: "none.yml" }, folder));
  expect(none?.outcome.kind).toBe("skipped");
});

test("settings that name plugins are not given to workers", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "plugin.mjs"), "export default {name: 'own', rules: []};\n");
  writeFileSync(join(folder, "team.yml"), "plugins: [./plugin.mjs]\n");
  await expect(usualManner({ settings: "team.yml" }, folder)).rejects.toThrow(
    "plugins that `team.yml` names cannot be sent to workers",
  );
  await expect(usualManner({ settings: "team.yml", plugins: false }, folder)).resolves.toHaveProperty("settings");
});

test("a campaign that workers carry out ends like one without them", async () => {
  const { github, forge, desk, found, manner } = await setUp(8);
  const journal = newJournal();
  const workers = new WorkersHere(desk);
  for await (const { planned } of plannerOf(workers, manner).plan(found)) {
    journal.add({ kind: "planned", key: repositoryKey(planned.repository), options: "options", planned });
  }
  const run = () =>
    apply(
      {
        journal,
        secure: () => Promise.resolve(),
        forgeFor: () => forge,
        planAgain: () => {
          throw new Error("workers plan");
        },
        word: () => {
          throw new Error("workers word");
        },
        now: () => 0,
        sleep: () => Promise.resolve(),
        stop: desk.stop.signal,
        tell: () => undefined,
      },
      { ...OPTIONS, branch: BRANCH },
      // One after the other: each is kept in the same place here.
      { ...crewOf(workers, manner), most: 1 },
    );
  expect((await run()).rows.map(({ did }) => did)).toEqual(Array.from({ length: 6 }, () => "opened"));
  for (const repository of github.state.repositories) expectProposed(repository);
  expect((await run()).rows.map(({ did }) => did)).toEqual(Array.from({ length: 6 }, () => "unchanged"));
});

test("what a killed run left beside a branch is taken away by a worker, too", async () => {
  const { desk, order, there } = await proposeOne();
  expect(await desk.do(order)).toMatchObject({ did: "opened" });
  const beside = `${BRANCH}-next`;
  there.bare.moveBranch(beside, there.bare.tip(BRANCH));
  const known = [...order.known, ...desk.kept];
  desk.kept = [];
  expect(await desk.do({ ...order, known })).toMatchObject({ did: "unchanged" });
  expect(there.bare.branches()).not.toContain(beside);
});

test("a worker that ended between the branch and the pull request is taken over from where it was", async () => {
  const { github, desk, order, there } = await proposeOne();
  github.fault = ({ method, url }) => (method === "POST" && url.pathname.endsWith("/pulls") ? "reset" : undefined);
  desk.onKeep = (noted) => {
    if (noted.some(({ kind }) => kind === "failed")) throw new Error("killed");
  };
  await expect(desk.do(order)).rejects.toThrow(/GitHub|killed/);
  expect([there.pulls.length, there.bare.tip(BRANCH) === undefined]).toEqual([0, false]);
  expect(desk.kept.map(({ kind }) => kind)).toEqual(["writing"]);
  github.fault = () => undefined;
  desk.onKeep = () => undefined;
  expect(await desk.do({ ...order, noted: desk.kept })).toMatchObject({ did: "opened" });
  expectProposed(there);
});

test("what a worker had done before it ended is told as done by whoever ends the order", async () => {
  const { desk, order, there } = await proposeOne();
  desk.onKeep = (noted) => {
    if (noted.some(({ kind }) => kind === "proposed")) throw new Error("killed");
  };
  await expect(desk.do(order)).rejects.toThrow("killed");
  desk.onKeep = () => undefined;
  expect(await desk.do({ ...order, noted: desk.kept })).toMatchObject({ did: "opened", wave: 1 });
  expectProposed(there);
});

test("an order that somebody else has taken over writes nothing", async () => {
  const { desk, order, there } = await proposeOne();
  desk.onKeep = () => {
    throw new Error("another worker has taken it over");
  };
  await expect(desk.do(order)).rejects.toThrow("another worker has taken it over");
  expect([there.pulls.length, there.bare.branches()]).toEqual([0, ["main"]]);
});

test("a forge that fails is left to a later try, and to the last one is a failure", async () => {
  const { github, desk, order } = await proposeOne();
  github.fault = ({ text }) => (text.includes("mutation") ? { status: 502 } : undefined);
  desk.isLastTry = false;
  await expect(desk.do(order)).rejects.toThrow(ForgeBroken);
  desk.isLastTry = true;
  expect(await desk.do(order)).toMatchObject({ did: "failed" });
});

test("an order that is stopped before it has begun is left to others", async () => {
  const { desk, order, there } = await proposeOne();
  desk.stop.abort();
  expect(await desk.do(order)).toBe("stopped");
  expect(there.bare.branches()).toEqual(["main"]);
});

test("the same order has the same digest and id, and no number or colon for one", async () => {
  const { order } = await proposeOne();
  const again: Order<FleetManner> = orderFor(sent(order), BUILD);
  expect(again.digest).toBe(order.digest);
  expect(orderFor(order, "another build").digest).not.toBe(order.digest);
  expect(orderId("campaign", order)).toMatch(/^circlesec-[0-9a-f]{40}$/);
  expect(orderId("campaign", { ...order, proposing: undefined })).not.toBe(orderId("campaign", order));
  expect(queueNameFor({ place: "github", host: "git.example.com:8443" })).toBe("circlesec-github-git.example.com_8443");
  expect(JSON.stringify(order)).not.toMatch(/token|ghp_/);
});
