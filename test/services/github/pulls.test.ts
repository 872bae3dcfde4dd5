import { expect, test } from "vitest";
import { type Forge, type PullRequest, isFailure } from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeGithub, startGithub } from "../../forges/github/fake-github.ts";
import type { FakeRepository, NewRepository } from "../../forges/github/state.ts";
import { collect, find } from "./forge.ts";

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

test("one that is open already, or whose answer was lost, is taken for it", async () => {
  const { forge, pull, fake, github } = await start();
  let lost = 0;
  github.fault = ({ method, url }) => {
    if (method !== "POST" || !url.pathname.endsWith("/pulls")) return undefined;
    return (lost += 1) === 1 ? "lost" : undefined;
  };
  expect(await forge.open(pull)).toMatchObject({ number: 1, state: "open" });
  expect(await forge.open(pull)).toMatchObject({ number: 1, state: "open" });
  expect(fake.pulls.length).toBe(1);
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

test("one whose branch was replaced while it was closed is followed by a new one if asked", async () => {
  const { forge, pull, fake, tip } = await start();
  await forge.open(pull);
  const [own] = fake.pulls;
  if (own) own.state = "CLOSED";
  const written = await forge.write({
    repository: pull.repository,
    branch: BRANCH,
    base: fake.bare.tip("main") ?? "",
    expected: tip,
    message: writeMessage("S", "", "d".repeat(64)),
    files: [{ path: "a", text: "3", isExecutable: false }],
  });
  expect(await forge.edit(pull, 1, true)).toMatchObject({ number: 2, state: "open", commit: written });
  expect(fake.pulls.map(({ state }) => state)).toEqual(["CLOSED", "OPEN"]);
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

test("a commit of a person who calls themselves by our name is theirs", async () => {
  const { forge, pull, fake } = await start();
  const base = fake.bare.tip("main") ?? "";
  const commit = fake.bare.commit({
    parents: [base],
    message: writeMessage("S", "", CHANGE),
    author: { name: "acme-bot", email: "somebody@example.com" },
    files: { a: "theirs" },
  });
  fake.bare.moveBranch(BRANCH, commit);
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ branch: { isOurs: false } });
});

test("what is closed loses its branch, and nothing is closed that somebody has pushed to", async () => {
  const { forge, pull, fake, tip, github } = await start();
  await forge.open(pull);
  expect(await forge.close(pull, 1, tip)).toBeUndefined();
  expect([fake.pulls[0]?.state, fake.bare.branches()]).toEqual(["CLOSED", ["main"]]);
  const other = await start();
  await other.forge.open(other.pull);
  other.github.state.commit(other.fake, BRANCH, { theirs: "mine" });
  expect(await other.forge.close(other.pull, 1, other.tip)).toMatchObject({ kind: "moved" });
  expect([other.fake.pulls[0]?.state, other.fake.bare.branches()]).toEqual(["OPEN", [BRANCH, "main"]]);
  expect(github.server.unknown).toEqual([]);
});

test("what a killed run has closed halfway is closed by the next one", async () => {
  const { forge, pull, fake, tip } = await start();
  await forge.open(pull);
  fake.bare.moveBranch(BRANCH, undefined);
  expect(await forge.close(pull, 1, tip)).toBeUndefined();
  expect(fake.pulls[0]?.state).toBe("CLOSED");
});

const BESIDE = `${BRANCH}-next`;

test.each([
  ["with our commit", ({ fake, tip }: Situation) => fake.bare.moveBranch(BESIDE, tip)],
  ["without a commit", ({ fake }: Situation) => fake.bare.moveBranch(BESIDE, fake.bare.tip("main"))],
])("what a killed run left beside a branch, %s, is found and swept away, or goes with the branch", async (_, leave) => {
  const situation = await start();
  const { forge, pull, fake, tip } = situation;
  await forge.open(pull);
  leave(situation);
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ leftover: fake.bare.tip(BESIDE) });
  expect(await forge.sweep?.(pull, fake.bare.tip(BESIDE) ?? "")).toBeUndefined();
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  leave(situation);
  expect(await forge.close(pull, 1, tip)).toBeUndefined();
  expect(fake.bare.branches()).toEqual(["main"]);
});

test("a branch of somebody else beside ours is not swept away", async () => {
  const { forge, pull, fake, tip, github } = await start();
  await forge.open(pull);
  fake.bare.moveBranch(BESIDE, tip);
  const theirs = github.state.commit(fake, BESIDE, { theirs: "mine" });
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ leftover: undefined });
  expect(await forge.sweep?.(pull, tip)).toMatchObject({ kind: "moved" });
  await forge.close(pull, 1, tip);
  expect(fake.bare.tip(BESIDE)).toBe(theirs);
});

test("the state of a proposal says what is open, closed and merged, the newest first", async () => {
  const { forge, pull, fake } = await start();
  await forge.open(pull);
  const [own] = fake.pulls;
  if (own) own.state = "MERGED";
  await forge.open({ ...pull, title: "Second" });
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({
    base: { branch: "main", commit: fake.bare.tip("main") },
    branch: { isOurs: true, change: CHANGE },
    pulls: [
      { number: 2, state: "open", title: "Second" },
      { number: 1, state: "merged", title: "Title" },
    ],
  });
});

test("a commit of somebody else makes a branch theirs", async () => {
  const { forge, pull, fake, github } = await start();
  github.state.commit(fake, BRANCH, { theirs: "mine" });
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ branch: { isOurs: false, change: undefined, standsOn: undefined } });
});

test("a branch that is at its base is ours to use", async () => {
  const { forge, pull, fake } = await start();
  fake.bare.moveBranch(BRANCH, fake.bare.tip("main"));
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ branch: { isOurs: true, change: undefined } });
});

test("the pull request of a fork with the same branch is none of ours", async () => {
  const { forge, pull, fake, tip } = await start();
  const theirs = {
    number: 9,
    branch: BRANCH,
    base: "main",
    state: "OPEN",
    title: "",
    body: "",
    isDraft: false,
  } as const;
  fake.pulls.push({
    ...theirs,
    head: tip,
    labels: new Set(),
    reviewers: new Set(),
    reviewedBy: [],
    asked: [],
    isOfFork: true,
  });
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ pulls: [] });
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
  ["deleted", (github: FakeGithub, fake: FakeRepository) => github.state.remove(fake), "gone"],
  ["archived", (_: FakeGithub, fake: FakeRepository) => void (fake.isArchived = true), "archived"],
])("a repository that is %s meanwhile is a failure of its own", async (_, change, kind) => {
  const { forge, pull, github, fake } = await start();
  change(github, fake);
  expect(await forge.open(pull)).toMatchObject({ kind });
});
