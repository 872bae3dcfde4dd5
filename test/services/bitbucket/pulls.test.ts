import { expect, test } from "vitest";
import { type Forge, type PullRequest, isFailure } from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeBitbucket, startBitbucket } from "../../forges/bitbucket/fake-bitbucket.ts";
import { ANN, BOB, type FakePull, type FakeRepository, US } from "../../forges/bitbucket/state.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { collect, find } from "../../forges/ask.ts";

const BRANCH = 'circlesec/"credentials"';
const CHANGE = "c".repeat(64);

interface Situation {
  readonly bitbucket: FakeBitbucket;
  readonly fake: FakeRepository;
  readonly forge: Forge;
  readonly pull: PullRequest;
  readonly tip: string;
}

/** A repository with a branch of ours that is not proposed yet. */
async function start(): Promise<Situation> {
  const bitbucket = await startBitbucket();
  const fake = bitbucket.state.add("acme/api", { files: { a: "1" } });
  const forge = bitbucket.open();
  const repository = await find(forge, "acme/api");
  const tip = await forge.write({
    repository,
    branch: BRANCH,
    base: repository.base?.commit ?? "",
    expected: undefined,
    message: writeMessage("S", "", CHANGE),
    files: [{ path: "a", text: "2", isExecutable: false }],
  });
  if (isFailure(tip)) throw new Error(tip.message);
  const wanted = { title: "Title", body: "Body *ü*", isDraft: false, labels: [], reviewers: [ANN.uuid] };
  return { bitbucket, fake, forge, tip, pull: { repository, branch: BRANCH, into: "main", ...wanted } };
}

function opened({ fake }: Pick<Situation, "fake">, number = 1): FakePull {
  const pull = fake.pulls.find(({ id }) => id === number);
  if (!pull) throw new Error("there is none");
  return pull;
}

async function stateOf({ forge, pull }: Situation) {
  const [first] = await collect(forge.proposals([pull.repository], BRANCH));
  return first?.answer;
}

test("a pull request is opened as it is wanted", async () => {
  const { forge, pull, fake } = await start();
  expect(await forge.open({ ...pull, isDraft: true })).toEqual({
    number: 1,
    url: "https://bitbucket.org/acme/api/pull-requests/1",
    state: "open",
    title: "Title",
    body: "Body *ü*",
    isDraft: true,
    commit: opened({ fake }).head.slice(0, 12),
    notes: [],
  });
  expect(opened({ fake })).toMatchObject({ branch: BRANCH, into: "main", reviewers: [ANN.uuid], isDraft: true });
});

test("reviewers are accounts, by either of their names; labels and teams are notes", async () => {
  const { forge, pull, fake } = await start();
  const reviewers = [ANN.uuid, BOB.account_id, "acme/security"];
  expect(await forge.open({ ...pull, reviewers, labels: ["ci"] })).toMatchObject({
    notes: ["it has no labels: Bitbucket has none", "no team was asked for a review: Bitbucket has none"],
  });
  expect(opened({ fake }).reviewers).toEqual([ANN.uuid, BOB.uuid]);
});

test.each([
  ["is not known", "{12345678-0000-4000-8000-000000000000}"],
  ["is who proposes", US.uuid],
])("a reviewer who %s is a note, not a failure", async (_, stranger) => {
  const { forge, pull, fake } = await start();
  expect(await forge.open({ ...pull, reviewers: [ANN.uuid, stranger] })).toMatchObject({
    number: 1,
    notes: ["its reviewers were not taken"],
  });
  expect(opened({ fake }).reviewers).toEqual([]);
});

test("one that is open already is taken for it", async () => {
  const { forge, pull, fake, bitbucket } = await start();
  await forge.open(pull);
  bitbucket.fault = ({ method }) => (method === "POST" ? { status: 409, body: {} } : undefined);
  expect(await forge.open({ ...pull, title: "New" })).toMatchObject({ number: 1, title: "New" });
  expect(fake.pulls.length).toBe(1);
});

test("one that Bitbucket does not open, however often, is a failure", async () => {
  const { forge, pull, fake, bitbucket } = await start();
  bitbucket.fault = ({ method }) => (method === "POST" ? { status: 503, body: {} } : undefined);
  expect(await forge.open(pull)).toMatchObject({ kind: "broken" });
  expect(fake.pulls).toEqual([]);
});

test("a repository that was renamed since comes with its name of now, and is proposed to", async () => {
  const { forge, pull, fake, bitbucket } = await start();
  bitbucket.state.rename(fake, "other");
  const [first] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(first?.repository).toMatchObject({ name: "acme/other", url: "https://bitbucket.org/acme/other" });
  expect(await forge.open(pull)).toMatchObject({ url: "https://bitbucket.org/acme/other/pull-requests/1" });
});

test("title, body and reviewers are edited, and who is asked already stays asked, whoever asked", async () => {
  const { forge, pull, fake } = await start();
  await forge.open(pull);
  opened({ fake }).reviewers = [BOB.uuid];
  expect(await forge.edit({ ...pull, title: "New", body: "Other" }, 1, false)).toMatchObject({
    title: "New",
    body: "Other",
    notes: [],
  });
  expect(opened({ fake })).toMatchObject({ title: "New", description: "Other", reviewers: [BOB.uuid, ANN.uuid] });
  const stranger = { ...pull, reviewers: ["557058:nobody"] };
  expect(await forge.edit(stranger, 1, false)).toMatchObject({ notes: ["its reviewers were not taken"] });
  expect(opened({ fake }).reviewers).toEqual([BOB.uuid, ANN.uuid]);
});

test("what was closed is not edited, and has a new one if asked", async () => {
  const { forge, pull, fake } = await start();
  await forge.open(pull);
  opened({ fake }).state = "DECLINED";
  expect(await forge.edit(pull, 1, false)).toMatchObject({ kind: "broken" });
  expect(await forge.edit(pull, 1, true)).toMatchObject({ number: 2, state: "open" });
  expect(fake.pulls.map(({ state }) => state)).toEqual(["DECLINED", "OPEN"]);
});

test.each(["reset", "lost"] as const)(
  "a close that dies before or after any request (%s) is ended by the next one, also where the branch takes the pull request with it",
  async (how) => {
    for (let index = 0, isThrough = false; !isThrough; index += 1) {
      const { forge, pull, fake, tip, bitbucket } = await start();
      bitbucket.state.ways.closesWithBranch = true;
      await forge.open(pull);
      const from = bitbucket.server.calls.length;
      bitbucket.fault = (call) => (call.index < from + index ? undefined : call.index === from + index ? how : "reset");
      isThrough = await forge.close(pull, 1, tip).then(
        (failure) => failure === undefined,
        () => false,
      );
      bitbucket.fault = () => undefined;
      expect(await forge.close(pull, 1, tip)).toBeUndefined();
      expect([opened({ fake }).state, fake.bare.branches()]).toEqual(["DECLINED", ["main"]]);
    }
  },
);

test("one that was superseded is closed", async () => {
  const situation = await start();
  await situation.forge.open(situation.pull);
  opened(situation).state = "SUPERSEDED";
  expect(await stateOf(situation)).toMatchObject({ pulls: [{ number: 1, state: "closed", commit: situation.tip }] });
});

test("of more pull requests than one page has, each is told", async () => {
  const situation = await start();
  const { forge, pull, fake } = situation;
  for (let number = 1; number <= 60; number += 1) {
    await forge.open(pull);
    opened({ fake }, number).state = "DECLINED";
  }
  const state = await stateOf(situation);
  expect(state && "pulls" in state && [state.pulls.length, state.pulls[0]?.number]).toEqual([60, 60]);
});

test("a branch that is at its base, or below it, is ours to use", async () => {
  const situation = await start();
  const { fake, bitbucket } = situation;
  fake.bare.moveBranch(BRANCH, fake.bare.tip("main"));
  expect(await stateOf(situation)).toMatchObject({ branch: { isOurs: true, change: undefined } });
  bitbucket.state.commit(fake, "main", { a: "3" });
  expect(await stateOf(situation)).toMatchObject({ branch: { isOurs: true, change: undefined } });
});

test("the main branch is the one of now, and its tip is asked for where it does not come along", async () => {
  const situation = await start();
  situation.bitbucket.state.ways.givesTips = false;
  const tip = situation.bitbucket.state.commit(situation.fake, "main", { a: "3" });
  expect(await stateOf(situation)).toMatchObject({ base: { branch: "main", commit: tip } });
});

test("a proposal is followed by three requests", async () => {
  const situation = await start();
  await situation.forge.open(situation.pull);
  const before = situation.bitbucket.server.calls.length;
  await stateOf(situation);
  expect(situation.bitbucket.server.calls.length - before).toBe(3);
});

test.each([
  ["none", [], "none"],
  ["all of which are good", ["SUCCESSFUL", "SUCCESSFUL"], "passed"],
  ["one of which runs", ["SUCCESSFUL", "INPROGRESS"], "pending"],
  ["one of which is bad while another runs", ["INPROGRESS", "FAILED"], "failed"],
  ["one of which was stopped", ["STOPPED", "SUCCESSFUL"], "failed"],
  [
    "more than a page, the last of which is bad",
    [...Array.from({ length: 100 }, () => "SUCCESSFUL"), "FAILED"],
    "failed",
  ],
] as const)("what the builds of a commit say together: %s", async (_, states, expected) => {
  const { forge, pull, tip, fake } = await start();
  fake.statuses.set(tip, states);
  const [first] = await collect(forge.checks([{ repository: pull.repository, commit: tip }]));
  expect(first?.answer).toBe(expected);
});

test("a repository that is closed to us meanwhile is a failure of its own", async () => {
  const { forge, pull, fake } = await start();
  fake.isWritable = false;
  expect(await forge.open(pull)).toMatchObject({ kind: "denied" });
});

test("what a token may not see of proposals and checks is denied, and not taken for none", async () => {
  const situation = await start();
  const { bitbucket, forge, pull, tip } = situation;
  bitbucket.state.scopes = ["account", "repository"];
  expect(await stateOf(situation)).toMatchObject({ kind: "denied", message: expect.stringContaining("`pullrequest`") });
  bitbucket.state.scopes = ["account"];
  const [first] = await collect(forge.checks([{ repository: pull.repository, commit: tip }]));
  expect(first?.answer).toMatchObject({ kind: "denied" });
});

test.each<[string, Fault]>([
  ["429 with the time to wait", { status: 429, body: {}, headers: { "retry-after": "3" } }],
  ["429 without", { status: 429, body: {} }],
])("a pull request is opened once through %s, each time", async (_, fault) => {
  const { forge, pull, fake, bitbucket } = await start();
  bitbucket.fault = ({ index }) => (index % 2 === 0 ? fault : undefined);
  expect(await forge.open(pull)).toMatchObject({ number: 1, state: "open" });
  expect(fake.pulls.length).toBe(1);
});
