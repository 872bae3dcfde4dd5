import { expect, test } from "vitest";
import { type Forge, type PullRequest, isFailure } from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeGithub, startGithub } from "../../forges/github/fake-github.ts";
import type { FakeRepository, NewRepository } from "../../forges/github/state.ts";
import { collect, find } from "../../forges/ask.ts";

const BRANCH = "circlesec/credentials";
const CHANGE = "c".repeat(64);

interface Situation {
  readonly github: FakeGithub;
  readonly fake: FakeRepository;
  readonly forge: Forge;
  readonly pull: PullRequest;
  readonly tip: string;
}

/** A repository with a branch of ours that is not proposed yet. */
async function start(given: NewRepository = {}): Promise<Situation> {
  const github = await startGithub();
  const fake = github.state.add("acme/api", { files: { a: "1" }, ...given });
  const forge = github.open();
  const repository = await find(forge, "acme/api");
  const base = repository.base?.commit ?? "";
  const tip = await forge.write({
    repository,
    branch: BRANCH,
    base,
    expected: undefined,
    message: writeMessage("S", "", CHANGE),
    files: [{ path: "a", text: "2", isExecutable: false }],
  });
  if (isFailure(tip)) throw new Error(tip.message);
  const wanted = { title: "Title", body: "Body", isDraft: false, labels: ["ci"], reviewers: ["ann", "acme/security"] };
  return { github, fake, forge, tip, pull: { repository, branch: BRANCH, into: "main", ...wanted } };
}

test("a pull request is opened with its labels, reviewers and teams", async () => {
  const { forge, pull, fake, tip } = await start();
  expect(await forge.open(pull)).toEqual({
    number: 1,
    url: "https://github.com/acme/api/pull/1",
    state: "open",
    title: "Title",
    body: "Body",
    isDraft: false,
    commit: tip,
    notes: [],
  });
  expect([...(fake.pulls[0]?.labels ?? [])]).toEqual(["ci"]);
  expect([...(fake.pulls[0]?.reviewers ?? [])]).toEqual(["ann", "team security"]);
});

test("a repository without drafts gets one that is none, and that is told", async () => {
  const { forge, pull } = await start({ hasDrafts: false });
  expect(await forge.open({ ...pull, isDraft: true })).toMatchObject({
    isDraft: false,
    notes: ["it is no draft: the repository has none"],
  });
});

test("a reviewer who may not review is a note, not a failure", async () => {
  const { forge, pull } = await start();
  expect(await forge.open({ ...pull, reviewers: ["stranger"] })).toMatchObject({
    number: 1,
    notes: ["its reviewers were not taken"],
  });
});

test("title and body are edited, and what was closed is opened again only if asked", async () => {
  const { forge, pull, fake } = await start();
  await forge.open(pull);
  const [own] = fake.pulls;
  if (own) own.state = "CLOSED";
  expect(await forge.edit({ ...pull, title: "New" }, 1, false)).toMatchObject({ title: "New", state: "closed" });
  expect(await forge.edit(pull, 1, true)).toMatchObject({ title: "Title", state: "open" });
});

test("labels and reviewers that are there, and who has reviewed, are not asked for again", async () => {
  const { forge, pull, fake } = await start();
  await forge.open({ ...pull, reviewers: ["ann", "bob", "acme/security"] });
  const [own] = fake.pulls;
  own?.reviewers.delete("ann");
  own?.reviewedBy.push("ann");
  own?.asked.splice(0);
  await forge.edit({ ...pull, labels: ["ci", "new"], reviewers: ["Ann", "bob", "eve", "acme/security"] }, 1, false);
  expect(own?.asked).toEqual(["new", "eve"]);
});

test("checks that the token may not see are denied, and not taken for none", async () => {
  const { forge, pull, tip, github } = await start();
  const path = ["r0", "object", "statusCheckRollup"];
  const error = { type: "FORBIDDEN", path, message: "Resource not accessible by integration" };
  github.fault = () => ({
    status: 200,
    body: { data: { r0: { object: { statusCheckRollup: null } } }, errors: [error] },
  });
  const [checks] = await collect(forge.checks([{ repository: pull.repository, commit: tip }]));
  expect(checks?.answer).toMatchObject({ kind: "denied" });
});

const BESIDE = `${BRANCH}-next`;

test("what a killed run left beside a branch before its commit is found and swept away, or goes with the branch", async () => {
  const { forge, pull, fake, tip } = await start();
  const leave = () => fake.bare.moveBranch(BESIDE, fake.bare.tip("main"));
  await forge.open(pull);
  leave();
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ leftover: fake.bare.tip(BESIDE) });
  expect(await forge.sweep?.(pull, fake.bare.tip(BESIDE) ?? "")).toBeUndefined();
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  leave();
  expect(await forge.close(pull, 1, tip)).toBeUndefined();
  expect(fake.bare.branches()).toEqual(["main"]);
});

test("checks are told for many commits by one request", async () => {
  const { forge, pull, fake, tip, github } = await start();
  const base = fake.bare.tip("main") ?? "";
  const { repository } = pull;
  const ask = async (commit: string) => (await collect(forge.checks([{ repository, commit }])))[0]?.answer;
  expect(await ask(tip)).toBe("none");
  fake.checks.set(tip, "PENDING");
  expect(await ask(tip)).toBe("pending");
  fake.checks.set(tip, "FAILURE");
  fake.checks.set(base, "SUCCESS");
  const before = github.server.calls.length;
  const answers = await collect(forge.checks([tip, base].map((commit) => ({ repository, commit }))));
  expect([answers.map(({ answer }) => answer), github.server.calls.length - before]).toEqual([["failed", "passed"], 1]);
});

test.each([
  ["renamed", (github: FakeGithub, fake: FakeRepository) => github.state.rename(fake, "acme/other"), "moved"],
  ["archived", (_: FakeGithub, fake: FakeRepository) => void (fake.isArchived = true), "archived"],
])("a repository that is %s meanwhile is a failure of its own", async (_, change, kind) => {
  const { forge, pull, github, fake } = await start();
  change(github, fake);
  expect(await forge.open(pull)).toMatchObject({ kind });
});
