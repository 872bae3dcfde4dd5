import { expect, test } from "vitest";
import { type BranchRequest, type Forge, type ProposalState, isFailure } from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeDataCenter, TOKEN, startDataCenter } from "../../forges/bitbucket-data-center/fake-data-center.ts";
import { type FakeRepository, US } from "../../forges/bitbucket-data-center/state.ts";
import { PAGES } from "../../forges/bitbucket-data-center/shape.ts";
import { collect, find } from "../../forges/ask.ts";

const BRANCH = "circlesec/credentials";
const CHANGE = "a".repeat(64);
const CONFIG = ".circleci/config.yml";
const FILES = { [CONFIG]: "version: 2.1\n", "run.sh": { executable: "#!/bin/sh\n" }, "README.md": "read\n" };

interface Situation {
  readonly center: FakeDataCenter;
  readonly fake: FakeRepository;
  readonly forge: Forge;
  readonly base: string;
}

async function start(): Promise<Situation> {
  const center = await startDataCenter();
  const fake = center.state.add("PAY/api", { files: FILES });
  return { center, fake, forge: center.open(), base: fake.bare.tip("main") ?? "" };
}

async function requestIn({ forge, base }: Situation, given: Partial<BranchRequest> = {}): Promise<BranchRequest> {
  return {
    repository: await find(forge, "PAY/api"),
    branch: BRANCH,
    base,
    expected: undefined,
    message: writeMessage("Authenticate pulls", "What it is about: ü.", CHANGE),
    files: [
      { path: CONFIG, text: "fixed: 1\n", isExecutable: false },
      { path: "run.sh", text: "#!/bin/bash\n", isExecutable: true },
    ],
    ...given,
  };
}

async function write(situation: Situation, given: Partial<BranchRequest> = {}): Promise<string> {
  const tip = await situation.forge.write(await requestIn(situation, given));
  if (isFailure(tip)) throw new Error(tip.message);
  return tip;
}

async function stateOf({ forge }: Situation): Promise<ProposalState> {
  const [first] = await collect(forge.proposals([await find(forge, "PAY/api")], BRANCH));
  if (!first || isFailure(first.answer)) throw new Error(JSON.stringify(first));
  return first.answer;
}

async function pullIn({ forge }: Situation) {
  const repository = await find(forge, "PAY/api");
  const [labels, reviewers]: [string[], string[]] = [[], []];
  return {
    repository,
    branch: BRANCH,
    into: "main",
    title: "Title",
    body: "Body *ü*",
    isDraft: false,
    labels,
    reviewers,
  };
}

test("files are read byte for byte, with what they are", async () => {
  const { forge, fake, base } = await start();
  const repository = await find(forge, "PAY/api");
  const [answer] = await collect(
    forge.read([{ repository, commit: base, folders: [".circleci"], paths: ["run.sh", "none"] }]),
  );
  expect(fake.bare.tip("main")).toBe(base);
  expect(answer?.answer).toEqual({
    files: new Map([
      [CONFIG, { kind: "text", text: "version: 2.1\n", isExecutable: false }],
      ["run.sh", { kind: "text", text: "#!/bin/sh\n", isExecutable: true }],
    ]),
  });
});

test("a change of several files is one commit of who the token stands for, and known again on another machine", async () => {
  const situation = await start();
  const { fake, base, center } = situation;
  const tip = await write(situation);
  const [commit, ...more] = fake.bare.between(base, tip);
  const us = { name: US.displayName, email: US.emailAddress };
  expect(more).toEqual([]);
  expect(commit).toMatchObject({ parents: [base], author: us, committer: us });
  expect(fake.bare.read(tip, CONFIG)?.toString()).toBe("fixed: 1\n");
  expect(fake.bare.entry(tip, "run.sh")?.mode).toBe(0o100755);
  expect(fake.bare.read(tip, "README.md")?.toString()).toBe("read\n");
  const elsewhere = { ...situation, forge: center.open() };
  expect(await stateOf(elsewhere)).toEqual({
    base: { branch: "main", commit: base },
    branch: { commit: tip, isOurs: true, change: CHANGE, standsOn: base },
    pulls: [],
  });
});

test("a branch is replaced only from where it was seen", async () => {
  const situation = await start();
  const { fake, center, forge } = situation;
  const tip = await write(situation);
  const theirs = center.state.commit(fake, BRANCH, { theirs: "x" });
  const refused = await forge.write(await requestIn(situation, { expected: tip }));
  expect(refused).toMatchObject({ kind: "moved" });
  expect(fake.bare.tip(BRANCH)).toBe(theirs);
  expect((await stateOf(situation)).branch).toMatchObject({ commit: theirs, isOurs: false });
});

test("a pull request is opened, found again, edited and declined with its branch", async () => {
  const situation = await start();
  const { fake, forge } = situation;
  const tip = await write(situation);
  const pull = await pullIn(situation);
  const opened = await forge.open({ ...pull, reviewers: ["ann"], isDraft: true });
  expect(opened).toEqual({
    number: 1,
    url: `${PAGES}/projects/PAY/repos/api/pull-requests/1`,
    state: "open",
    title: "Title",
    body: "Body *ü*",
    isDraft: true,
    commit: tip,
    notes: [],
  });
  expect(await forge.open(pull)).toMatchObject({ number: 1, state: "open" });
  expect((await stateOf(situation)).pulls).toMatchObject([{ number: 1, title: "Title" }]);
  const edited = await forge.edit({ ...pull, title: "Other", reviewers: ["bob"] }, 1, false);
  expect(edited).toMatchObject({ title: "Other", notes: [] });
  expect(fake.pulls).toMatchObject([{ title: "Other", reviewers: ["ann", "bob"] }]);
  expect(await forge.close({ repository: pull.repository, branch: BRANCH }, 1, tip)).toBeUndefined();
  expect([fake.pulls[0]?.state, fake.bare.branches()]).toEqual(["DECLINED", ["main"]]);
  expect(await forge.close({ repository: pull.repository, branch: BRANCH }, 1, tip)).toBeUndefined();
});

test("what somebody pushed to stays, and so does its pull request", async () => {
  const situation = await start();
  const { fake, forge, center } = situation;
  const tip = await write(situation);
  const pull = await pullIn(situation);
  await forge.open(pull);
  center.state.commit(fake, BRANCH, { theirs: "x" });
  expect(await forge.close({ repository: pull.repository, branch: BRANCH }, 1, tip)).toMatchObject({ kind: "moved" });
  expect([fake.pulls[0]?.state, fake.bare.branches().length]).toEqual(["OPEN", 2]);
});

test("a declined one is opened again where its branch is there, and else anew", async () => {
  const situation = await start();
  const { fake, forge } = situation;
  const tip = await write(situation);
  const pull = await pullIn(situation);
  await forge.open(pull);
  for (const one of fake.pulls) one.state = "DECLINED";
  expect(await forge.edit(pull, 1, true)).toMatchObject({ number: 1, state: "open" });
  expect(await forge.close({ repository: pull.repository, branch: BRANCH }, 1, tip)).toBeUndefined();
  await write(situation);
  for (const one of fake.pulls) Object.assign(one, { state: "MERGED" });
  expect(await forge.edit(pull, 1, true)).toMatchObject({ number: 2, state: "open" });
});

test("what Bitbucket does not have is told: labels, teams, accounts, drafts", async () => {
  const situation = await start();
  situation.center.state.ways.hasDrafts = false;
  await write(situation);
  const pull = await pullIn(situation);
  const asked = { ...pull, labels: ["ci"], reviewers: ["nobody", "pay/team"], isDraft: true };
  expect(await situation.forge.open(asked)).toMatchObject({
    notes: [
      "it has no labels: Bitbucket has none",
      "no team was asked for a review: Bitbucket has none",
      "it is no draft: this Bitbucket has none, or it was ready already",
      "its reviewers were not taken",
    ],
  });
});

test("somebody else's change of a pull request meanwhile is looked at, and ours made again", async () => {
  const situation = await start();
  const { fake, forge, center } = situation;
  await write(situation);
  const pull = await pullIn(situation);
  await forge.open(pull);
  center.fault = ({ method }) => {
    if (method !== "PUT") return undefined;
    for (const one of fake.pulls) one.version += 1;
    center.fault = () => undefined;
    return undefined;
  };
  expect(await forge.edit({ ...pull, title: "Other" }, 1, false)).toMatchObject({ title: "Other" });
});

test("an answer that never came does not propose twice", async () => {
  const situation = await start();
  const { fake, forge, center } = situation;
  await write(situation);
  center.fault = ({ method }) => {
    if (method !== "POST") return undefined;
    center.fault = () => undefined;
    return "lost";
  };
  expect(await forge.open(await pullIn(situation))).toMatchObject({ number: 1 });
  expect(fake.pulls).toHaveLength(1);
});

test("pull requests of forks from a branch of that name are none of ours", async () => {
  const situation = await start();
  const { fake, forge } = situation;
  await write(situation);
  await forge.open(await pullIn(situation));
  const [first] = fake.pulls;
  if (first) fake.pulls[0] = { ...first, isOfFork: true };
  expect((await stateOf(situation)).pulls).toEqual([]);
});

test.each([
  [["SUCCESSFUL", "SUCCESSFUL"], "passed"],
  [["SUCCESSFUL", "INPROGRESS"], "pending"],
  [["INPROGRESS", "FAILED"], "failed"],
  [["CANCELLED"], "failed"],
  [["UNKNOWN"], "none"],
  [[], "none"],
])("builds that are %j say %s together", async (builds, checks) => {
  const situation = await start();
  const commit = await write(situation);
  situation.fake.builds.set(commit, builds);
  const repository = await find(situation.forge, "PAY/api");
  expect(await collect(situation.forge.checks([{ repository, commit }]))).toMatchObject([{ answer: checks }]);
});

test("a repository that may only be read is denied, and one that went away is gone", async () => {
  const situation = await start();
  const { fake, forge, center } = situation;
  await write(situation);
  const pull = await pullIn(situation);
  fake.isWritable = false;
  expect(await forge.open(pull)).toMatchObject({ kind: "denied" });
  center.state.remove(fake);
  expect(await collect(forge.proposals([pull.repository], BRANCH))).toMatchObject([{ answer: { kind: "gone" } }]);
  expect(await forge.edit(pull, 1, false)).toMatchObject({ kind: "gone" });
});

test("the token is in the header of each request, of git's too, and nowhere else", async () => {
  const situation = await start();
  await write(situation);
  for (const { headers, url } of situation.center.server.calls) {
    expect([headers.authorization, url.href.includes(TOKEN)]).toEqual([`Bearer ${TOKEN}`, false]);
  }
  expect(situation.center.server.calls.some(({ url }) => url.pathname.endsWith("/git-receive-pack"))).toBe(true);
});

test("how much work takes is told before it begins, where it is known", async () => {
  const { forge } = await start();
  expect(await forge.budget?.({ kind: "plan", selections: [] })).toBeUndefined();
  const work = { kind: "propose", looked: 10, written: 4, labels: false, reviewers: false } as const;
  expect(await forge.budget?.(work)).toMatchObject({ repositories: 10, takes: [{ what: "requests", amount: 24 }] });
});
