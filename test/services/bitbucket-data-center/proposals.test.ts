import { expect, test } from "vitest";
import type { Forge } from "../../../src/fleet/forge.ts";
import { TOKEN, type FakeDataCenter, startDataCenter } from "../../forges/bitbucket-data-center/fake-data-center.ts";
import { type FakeRepository, US } from "../../forges/bitbucket-data-center/state.ts";
import { collect, find } from "../../forges/ask.ts";
import { BRANCH, CONFIG, FILES, proposalOf, requestIn, stateOf, write } from "../../forges/situation.ts";

interface Situation {
  readonly center: FakeDataCenter;
  readonly fake: FakeRepository;
  readonly forge: Forge;
  readonly base: string;
}

async function start(): Promise<Situation> {
  const center = await startDataCenter();
  const fake = center.state.add("acme/api", { files: FILES });
  return { center, fake, forge: center.open(), base: fake.bare.tip("main") ?? "" };
}

/** A branch of ours, and what is to be proposed from it. */
async function startWithBranch() {
  const situation = await start();
  const request = await requestIn(situation);
  return { ...situation, pull: proposalOf(request), tip: await write(situation.forge, request) };
}

test("files are read byte for byte, with what they are", async () => {
  const { forge, fake, base } = await start();
  const repository = await find(forge, "acme/api");
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
  const { fake, base, center, forge } = situation;
  const files = [
    { path: CONFIG, text: "fixed: 1\n", isExecutable: false },
    { path: "run.sh", text: "#!/bin/bash\n", isExecutable: true },
  ];
  const tip = await write(forge, await requestIn(situation, { files }));
  const [commit, ...more] = fake.bare.between(base, tip);
  const us = { name: US.displayName, email: US.emailAddress };
  expect(more).toEqual([]);
  expect(commit).toMatchObject({ parents: [base], author: us, committer: us });
  const texts = [CONFIG, "run.sh", "README.md"].map((path) => fake.bare.read(tip, path)?.toString());
  expect(texts).toEqual(["fixed: 1\n", "#!/bin/bash\n", "read\n"]);
  expect(fake.bare.entry(tip, "run.sh")?.mode).toBe(0o100755);
  expect((await stateOf({ ...situation, forge: center.open() })).branch).toMatchObject({ commit: tip, isOurs: true });
});

test("reviewers are added to those that are there", async () => {
  const { fake, forge, pull } = await startWithBranch();
  await forge.open({ ...pull, reviewers: ["ann"] });
  const edited = await forge.edit({ ...pull, title: "Other", reviewers: ["Ann", "bob"] }, 1, false);
  expect(edited).toMatchObject({ title: "Other", notes: [] });
  expect(fake.pulls).toMatchObject([{ title: "Other", reviewers: ["ann", "bob"] }]);
});

test("one that was closed already when its branch goes is closed", async () => {
  const { center, fake, forge, pull, tip } = await startWithBranch();
  center.state.ways.closesWithBranch = true;
  await forge.open(pull);
  expect(await forge.close(pull, 1, tip)).toBeUndefined();
  expect([fake.pulls[0]?.state, fake.bare.branches()]).toEqual(["DECLINED", ["main"]]);
});

test("where one cannot be opened again, there is a new one", async () => {
  const { fake, forge, pull } = await startWithBranch();
  await forge.open(pull);
  for (const one of fake.pulls) one.state = "MERGED";
  expect(await forge.edit(pull, 1, true)).toMatchObject({ number: 2, state: "open" });
});

test("what Bitbucket does not have is told: labels, teams, accounts, drafts", async () => {
  const { center, forge, pull } = await startWithBranch();
  center.state.ways.hasDrafts = false;
  const asked = { ...pull, labels: ["ci"], reviewers: ["nobody", "pay/team"], isDraft: true };
  expect(await forge.open(asked)).toMatchObject({
    notes: [
      "it has no labels: Bitbucket has none",
      "no team was asked for a review: Bitbucket has none",
      "it is no draft: this Bitbucket has none, or it was ready already",
      "its reviewers were not taken",
    ],
  });
});

test("somebody else's change of a pull request meanwhile is looked at, and ours made again", async () => {
  const { center, fake, forge, pull } = await startWithBranch();
  await forge.open(pull);
  center.fault = ({ method }) => {
    if (method !== "PUT") return undefined;
    for (const one of fake.pulls) one.version += 1;
    center.fault = () => undefined;
    return undefined;
  };
  expect(await forge.edit({ ...pull, title: "Other" }, 1, false)).toMatchObject({ title: "Other" });
});

test.each([
  [["SUCCESSFUL", "SUCCESSFUL"], "passed"],
  [["SUCCESSFUL", "INPROGRESS"], "pending"],
  [["INPROGRESS", "FAILED"], "failed"],
  [["CANCELLED"], "failed"],
  [["UNKNOWN"], "none"],
])("builds that are %j say %s together", async (builds, checks) => {
  const { fake, forge, pull, tip } = await startWithBranch();
  fake.builds.set(tip, builds);
  const asked = [{ repository: pull.repository, commit: tip }];
  expect(await collect(forge.checks(asked))).toMatchObject([{ answer: checks }]);
});

test("a repository that may only be read is denied, and one that went away is gone", async () => {
  const { center, fake, forge, pull } = await startWithBranch();
  fake.isWritable = false;
  expect(await forge.open(pull)).toMatchObject({ kind: "denied" });
  center.state.remove(fake);
  expect(await collect(forge.proposals([pull.repository], BRANCH))).toMatchObject([{ answer: { kind: "gone" } }]);
  expect(await forge.edit(pull, 1, false)).toMatchObject({ kind: "gone" });
});

test("the token is in the header of each request, of git's too, and nowhere else", async () => {
  const { center } = await startWithBranch();
  for (const { headers, url } of center.server.calls) {
    expect([headers.authorization, url.href.includes(TOKEN)]).toEqual([`Bearer ${TOKEN}`, false]);
  }
  expect(center.server.calls.some(({ url }) => url.pathname.endsWith("/git-receive-pack"))).toBe(true);
});

test("how much work takes is told before it begins, where it is known", async () => {
  const { forge } = await start();
  expect(await forge.budget?.({ kind: "plan", selections: [] })).toBeUndefined();
  const work = { kind: "propose", looked: 10, written: 4, labels: false, reviewers: false } as const;
  expect(await forge.budget?.(work)).toMatchObject({ repositories: 10, takes: [{ what: "requests", amount: 24 }] });
});
