import { expect, test } from "vitest";
import {
  type BranchRequest,
  type Forge,
  type ProposalState,
  type PullRequest,
  isFailure,
} from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeGithub, startGithub } from "../../forges/github/fake-github.ts";
import type { FakeRepository } from "../../forges/github/state.ts";
import { collect, find } from "./forge.ts";

const BRANCH = "circlesec/credentials";
const CHANGE = "a".repeat(64);
const FILES = { ".circleci/config.yml": "version: 2.1\n", "README.md": "read\n" };

interface Situation {
  readonly github: FakeGithub;
  readonly fake: FakeRepository;
  readonly forge: Forge;
  readonly base: string;
}

async function start(): Promise<Situation> {
  const github = await startGithub();
  const fake = github.state.add("acme/api", { files: FILES });
  return { github, fake, forge: github.open(), base: fake.bare.tip("main") ?? "" };
}

async function requestIn(
  { forge, base }: Situation,
  { text = "fixed: 1\n", change = CHANGE, ...given }: Partial<BranchRequest> & { text?: string; change?: string } = {},
): Promise<BranchRequest> {
  return {
    repository: await find(forge, "acme/api"),
    branch: BRANCH,
    base,
    expected: undefined,
    message: writeMessage("Authenticate pulls", "What it is about.\n\n- one\n- two", change),
    files: [{ path: ".circleci/config.yml", text, isExecutable: false }],
    ...given,
  };
}

async function stateOf({ forge }: Situation): Promise<ProposalState> {
  const [first] = await collect(forge.proposals([await find(forge, "acme/api")], BRANCH));
  if (!first || isFailure(first.answer)) throw new Error(JSON.stringify(first));
  return first.answer;
}

function proposalOf({ repository, branch }: BranchRequest): PullRequest {
  return { repository, branch, into: "main", title: "T", body: "B", isDraft: false, labels: [], reviewers: [] };
}

/** Writes, and says the new tip. */
async function write(forge: Forge, request: BranchRequest): Promise<string> {
  const tip = await forge.write(request);
  if (isFailure(tip)) throw new Error(tip.message);
  return tip;
}

/** What there must be: one commit over the base that changes one file, and no other branch. */
function expectProposed({ fake, base }: Situation, tip: string, text: string): void {
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  expect(fake.bare.tip(BRANCH)).toBe(tip);
  const commits = fake.bare.between(base, tip);
  expect(commits.map(({ parents }) => parents)).toEqual([[base]]);
  expect(fake.bare.read(tip, ".circleci/config.yml")?.toString()).toBe(text);
  const [before, after] = [fake.bare.files(base), fake.bare.files(tip)];
  expect([...after].filter(([path, blob]) => before.get(path) !== blob).map(([path]) => path)).toEqual([
    ".circleci/config.yml",
  ]);
}

test("a branch is made with one commit, which says what it changes", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const tip = await write(situation.forge, request);
  expectProposed(situation, tip, "fixed: 1\n");
  expect(situation.fake.bare.between(situation.base, tip)[0]?.message).toBe(request.message.trim());
  expect((await stateOf(situation)).branch).toEqual({
    commit: tip,
    isOurs: true,
    change: CHANGE,
    standsOn: situation.base,
  });
});

test("the same again is done already", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const tip = await write(situation.forge, request);
  expect(await situation.forge.write(request)).toBe(tip);
  expect(await situation.forge.write({ ...request, expected: tip })).toBe(tip);
  expectProposed(situation, tip, "fixed: 1\n");
});

test("a branch of ours is replaced, also on a base that has moved, and its pull request stays open", async () => {
  const situation = await start();
  const { forge, github, fake } = situation;
  const first = await requestIn(situation);
  const old = await write(forge, first);
  expect(await forge.open(proposalOf(first))).toMatchObject({ number: 1, state: "open" });
  const base = github.state.commit(fake, "main", { "README.md": "new\n" });
  const moved = { ...situation, base };
  const tip = await write(forge, await requestIn(moved, { text: "fixed: 2\n", change: "b".repeat(64), expected: old }));
  expectProposed(moved, tip, "fixed: 2\n");
  expect((await stateOf(moved)).pulls).toMatchObject([{ number: 1, state: "open", commit: tip }]);
});

test.each([
  ["of somebody else stands where there should be none", undefined],
  ["has moved", "1".repeat(40)],
])("a branch that %s is not touched", async (_, expected) => {
  const situation = await start();
  const { fake, github } = situation;
  fake.bare.moveBranch(BRANCH, situation.base);
  const tip = github.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
  expect(await situation.forge.write(await requestIn(situation, { expected }))).toMatchObject({ kind: "moved" });
  expect([fake.bare.tip(BRANCH), fake.bare.branches()]).toEqual([tip, [BRANCH, "main"]]);
});

test("a branch of somebody else beside ours, of the name that is needed for a moment, is not touched", async () => {
  const situation = await start();
  const { forge, fake, github } = situation;
  const old = await write(forge, await requestIn(situation));
  fake.bare.moveBranch(`${BRANCH}-next`, situation.base);
  const theirs = github.state.commit(fake, `${BRANCH}-next`, { "theirs.txt": "mine" });
  const again = await requestIn(situation, { text: "fixed: 2\n", change: "b".repeat(64), expected: old });
  expect(await forge.write(again)).toMatchObject({ kind: "moved" });
  expect([fake.bare.tip(BRANCH), fake.bare.tip(`${BRANCH}-next`)]).toEqual([old, theirs]);
});

test("a branch that moves while it is replaced keeps what was pushed", async () => {
  const situation = await start();
  const { forge, fake, github } = situation;
  const old = await write(forge, await requestIn(situation));
  const again = await requestIn(situation, { text: "fixed: 2\n", change: "b".repeat(64), expected: old });
  let theirs = "";
  github.fault = ({ text }) => {
    if (text.includes("createCommitOnBranch")) theirs ||= github.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
    return undefined;
  };
  expect(await forge.write(again)).toMatchObject({ kind: "moved" });
  expect(fake.bare.tip(BRANCH)).toBe(theirs);
});

test.each([
  ["is archived", (fake: FakeRepository) => (fake.isArchived = true), "archived"],
  ["may only be read", (fake: FakeRepository) => (fake.isWritable = false), "denied"],
])("a repository that %s is a failure", async (_, change, kind) => {
  const situation = await start();
  const request = await requestIn(situation);
  change(situation.fake);
  expect(await situation.forge.write(request)).toMatchObject({ kind });
});

test("an executable file is refused, for its mode would be lost", async () => {
  const situation = await start();
  const files = [{ path: "run.sh", text: "#!/bin/sh\n", isExecutable: true }];
  expect(await situation.forge.write(await requestIn(situation, { files }))).toMatchObject({ kind: "broken" });
});

/** Ends the work at a request, as if the process were killed there: nothing more is answered. */
function dieAt(github: FakeGithub, index: number, how: "reset" | "lost"): void {
  const first = github.server.calls.length;
  github.fault = (call) => {
    if (call.index < first + index) return undefined;
    return call.index === first + index ? how : "reset";
  };
}

async function settled(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    (answer) => typeof answer === "string",
    () => false,
  );
}

test.each(["reset", "lost"] as const)(
  "a run that dies before or after any request (%s) leaves what the next one ends",
  async (how) => {
    for (const isReplaced of [false, true]) {
      const situation = await start();
      const { forge, github, fake } = situation;
      const first = await requestIn(situation, { text: "old\n", change: "b".repeat(64) });
      const request = await requestIn(situation);
      for (let index = 0, ended = false; !ended && index < 20; index += 1) {
        for (const branch of fake.bare.branches()) if (branch !== "main") fake.bare.moveBranch(branch, undefined);
        github.state.settle(fake);
        github.fault = () => undefined;
        const old = isReplaced ? await write(forge, first) : undefined;
        if (isReplaced) await forge.open(proposalOf(first));
        dieAt(github, index, how);
        ended = await settled(forge.write({ ...request, expected: old }));
        github.fault = () => undefined;
        // Who goes on asks how things are, as the first run did.
        const { branch } = await stateOf(situation);
        expect(branch?.isOurs ?? true).toBe(true);
        const tip = await write(forge, { ...request, expected: branch?.commit });
        expectProposed(situation, tip, "fixed: 1\n");
        if (isReplaced) expect(fake.pulls.at(-1)).toMatchObject({ state: "OPEN", head: tip });
      }
    }
  },
);
