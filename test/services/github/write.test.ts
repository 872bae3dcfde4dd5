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

/** What there must be: one commit over the base that changes these files, and no other branch. */
function expectProposed(
  { fake, base }: Situation,
  tip: string,
  text: string,
  files: readonly { readonly path: string }[] = [{ path: ".circleci/config.yml" }],
): void {
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  expect(fake.bare.tip(BRANCH)).toBe(tip);
  const commits = fake.bare.between(base, tip);
  expect(commits.map(({ parents }) => parents)).toEqual([[base]]);
  expect(fake.bare.read(tip, ".circleci/config.yml")?.toString()).toBe(text);
  const [before, after] = [fake.bare.files(base), fake.bare.files(tip)];
  expect([...after].filter(([path, blob]) => before.get(path) !== blob).map(([path]) => path)).toEqual(
    files.map(({ path }) => path),
  );
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

const SCRIPT = { path: "run.sh", text: "#!/bin/sh\n\u00FC\n", isExecutable: true };

/** A change of a config and of a script that may be run. */
async function requestWithScript(situation: Situation, given: Parameters<typeof requestIn>[1] = {}) {
  const request = await requestIn(situation, given);
  return { ...request, files: [...request.files, SCRIPT] };
}

test("an executable file stays one, in one commit that is ours", async () => {
  const situation = await start();
  const { fake, forge, base } = situation;
  const tip = await write(forge, await requestWithScript(situation));
  const files = fake.bare.files(tip);
  expect([...files].map(([path, blob]) => `${path} ${blob.slice(0, 6)}`)).toEqual([
    ".circleci/config.yml 100644",
    "README.md 100644",
    "run.sh 100755",
  ]);
  expect(fake.bare.read(tip, "run.sh")?.toString()).toBe(SCRIPT.text);
  expect(fake.bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect((await stateOf(situation)).branch).toEqual({ commit: tip, isOurs: true, change: CHANGE, standsOn: base });
  expect(await forge.write(await requestWithScript(situation))).toBe(tip);
});

test("a branch of ours is replaced by one with an executable file, and its pull request stays open", async () => {
  const situation = await start();
  const { forge, fake } = situation;
  const first = await requestIn(situation);
  const old = await write(forge, first);
  await forge.open(proposalOf(first));
  const tip = await write(forge, await requestWithScript(situation, { change: "b".repeat(64), expected: old }));
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  expect((await stateOf(situation)).pulls).toMatchObject([{ number: 1, state: "open", commit: tip }]);
});

test.each([
  ["there is none yet", false],
  ["it is replaced", true],
])("a branch with an executable file keeps what is pushed while %s", async (_, isReplaced) => {
  const situation = await start();
  const { forge, fake, github } = situation;
  const old = isReplaced ? await write(forge, await requestIn(situation)) : undefined;
  let theirs = "";
  github.fault = ({ url }) => {
    if (!url.pathname.endsWith("/git/commits")) return undefined;
    if (!isReplaced) fake.bare.moveBranch(BRANCH, situation.base);
    theirs ||= github.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
    return undefined;
  };
  const request = await requestWithScript(situation, { change: "b".repeat(64), expected: old });
  expect(await forge.write(request)).toMatchObject({ kind: "moved" });
  expect(fake.bare.tip(BRANCH)).toBe(theirs);
});

test("a commit with an executable file that GitHub does not take is a failure", async () => {
  const situation = await start();
  situation.github.fault = ({ method, url }) =>
    method === "POST" && url.pathname.endsWith("/git/trees")
      ? { status: 422, body: { message: "tree.path contains a malformed path component" } }
      : undefined;
  expect(await situation.forge.write(await requestWithScript(situation))).toEqual({
    kind: "broken",
    message: "GitHub does not take one of its trees (answer 422, tree.path contains a malformed path component)",
  });
  expect(situation.fake.bare.branches()).toEqual(["main"]);
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

test.each([
  ["reset", false],
  ["lost", false],
  ["reset", true],
  ["lost", true],
] as const)(
  "a run that dies before or after any request (%s, with an executable file: %s) leaves what the next one ends",
  async (how, hasScript) => {
    const ask = hasScript ? requestWithScript : requestIn;
    for (const isReplaced of [false, true]) {
      const situation = await start();
      const { forge, github, fake } = situation;
      const first = await requestIn(situation, { text: "old\n", change: "b".repeat(64) });
      const request = await ask(situation);
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
        expectProposed(situation, tip, "fixed: 1\n", request.files);
        if (isReplaced) expect(fake.pulls.at(-1)).toMatchObject({ state: "OPEN", head: tip });
      }
    }
  },
);

test("a repository that was renamed since is written to and closed under its name of now", async () => {
  const { github, fake, forge, base } = await start();
  const request = await requestIn({ github, fake, forge, base });
  github.state.rename(fake, "acme/api-2");
  const [known] = await collect(forge.proposals([request.repository], BRANCH));
  const repository = known?.repository ?? request.repository;
  expect(repository).toMatchObject({
    name: "acme/api-2",
    url: "https://github.com/acme/api-2",
    id: request.repository.id,
  });
  const tip = await forge.write({ ...request, repository });
  const looks = { isDraft: false, labels: [], reviewers: [] };
  const pull = await forge.open({ repository, branch: BRANCH, into: "main", title: "T", body: "B", ...looks });
  expect(pull).toMatchObject({ number: 1, commit: tip });
  expect(await forge.close({ ...request, branch: BRANCH }, 1, fake.bare.tip(BRANCH) ?? "")).toBeUndefined();
  expect([fake.pulls.map(({ state }) => state), fake.bare.branches()]).toEqual([["CLOSED"], ["main"]]);
});
