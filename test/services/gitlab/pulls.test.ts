import { expect, test } from "vitest";
import { type Forge, type PullRequest, isFailure } from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeGitlab, startGitlab } from "../../forges/gitlab/fake-gitlab.ts";
import type { FakePipeline, FakeProject } from "../../forges/gitlab/state.ts";
import { collect, find } from "../../forges/ask.ts";

const BRANCH = "circlesec/credentials";
const CHANGE = "c".repeat(64);

interface Situation {
  readonly gitlab: FakeGitlab;
  readonly fake: FakeProject;
  readonly forge: Forge;
  readonly pull: PullRequest;
  readonly tip: string;
}

/** A project with a branch of ours that is not proposed yet. */
async function start(): Promise<Situation> {
  const gitlab = await startGitlab();
  const fake = gitlab.state.add("acme/api", { files: { a: "1" } });
  const forge = gitlab.open();
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
  const wanted = { title: "Title", body: "Body", isDraft: false, labels: ["ci"], reviewers: ["ann"] };
  return { gitlab, fake, forge, tip, pull: { repository, branch: BRANCH, into: "main", ...wanted } };
}

test("a merge request is opened with its labels and reviewers", async () => {
  const { forge, pull, fake, tip } = await start();
  expect(await forge.open({ ...pull, reviewers: ["ann", "Bob"] })).toEqual({
    number: 1,
    url: "https://gitlab.com/acme/api/-/merge_requests/1",
    state: "open",
    title: "Title",
    body: "Body",
    isDraft: false,
    commit: tip,
    notes: [],
  });
  expect(fake.mergeRequests[0]).toMatchObject({ target: "main", asked: ["ci", "ann", "bob"] });
});

test("accounts are looked up once, however many merge requests they are to review", async () => {
  const { forge, pull, gitlab, fake } = await start();
  await forge.open(pull);
  for (const one of fake.mergeRequests) one.state = "merged";
  const before = gitlab.server.calls.length;
  await forge.open(pull);
  expect(gitlab.server.calls.length - before).toBe(1);
});

test("a draft is one by its title, which nobody sees", async () => {
  const { forge, pull, fake } = await start();
  expect(await forge.open({ ...pull, isDraft: true })).toMatchObject({ isDraft: true, title: "Title" });
  expect(fake.mergeRequests[0]?.title).toBe("Draft: Title");
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ pulls: [{ isDraft: true, title: "Title" }] });
});

test("a draft stays one when its title changes, and what is none becomes none", async () => {
  const { forge, pull, fake } = await start();
  await forge.open({ ...pull, isDraft: true });
  await forge.edit({ ...pull, title: "New" }, 1, false);
  expect(fake.mergeRequests[0]?.title).toBe("Draft: New");
  const [own] = fake.mergeRequests;
  if (own) own.title = "New";
  await forge.edit({ ...pull, title: "Newer", isDraft: true }, 1, false);
  expect(fake.mergeRequests[0]?.title).toBe("Newer");
});

test("reviewers and teams that GitLab does not take are notes, not failures", async () => {
  const { forge, pull, gitlab } = await start();
  expect(await forge.open({ ...pull, reviewers: ["stranger", "acme/security"] })).toMatchObject({
    number: 1,
    notes: ["GitLab asks no teams for a review", "its reviewers were not all taken"],
  });
  gitlab.state.allowsManyReviewers = false;
  expect(await forge.edit({ ...pull, reviewers: ["ann", "bob"] }, 1, false)).toMatchObject({
    notes: ["its reviewers were not all taken"],
  });
});

test("labels and reviewers that are there are not asked for again, and those of others stay", async () => {
  const { forge, pull, fake, gitlab } = await start();
  await forge.open({ ...pull, reviewers: ["ann"] });
  const [own] = fake.mergeRequests;
  own?.reviewers.push(...gitlab.state.users.filter(({ username }) => username === "eve"));
  own?.asked.splice(0);
  await forge.edit({ ...pull, labels: ["ci", "new"], reviewers: ["Ann", "bob"] }, 1, false);
  expect(own?.asked).toEqual(["new", "bob"]);
  expect(own?.reviewers.map(({ username }) => username)).toEqual(["ann", "eve", "bob"]);
});

test("title and text are edited, and what was closed is opened again only if asked", async () => {
  const { forge, pull, fake } = await start();
  await forge.open(pull);
  const [own] = fake.mergeRequests;
  if (own) own.state = "closed";
  expect(await forge.edit({ ...pull, title: "New" }, 1, false)).toMatchObject({ title: "New", state: "closed" });
  expect(await forge.edit(pull, 1, true)).toMatchObject({ title: "Title", state: "open" });
});

test.each([
  "/merge",
  "text\n/approve\n/assign @everybody",
  "  /close",
  "- list\n\n\t/label ~secret",
  "```\n/shrug\n```",
])("a text such as %j does nothing, and is read as it was written", async (body) => {
  const { forge, pull, fake } = await start();
  expect(await forge.open({ ...pull, body })).toMatchObject({ body });
  expect(fake.mergeRequests[0]?.description).toContain(String.raw`\/`);
  expect(await forge.edit({ ...pull, body: `${body}\n` }, 1, false)).toMatchObject({ body: `${body}\n` });
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ pulls: [{ body: `${body}\n` }] });
});

test.each([false, true])(
  "what is closed loses its branch, whether GitLab closes it by itself (%j) or not",
  async (closesAtOnce) => {
    const { forge, pull, fake, tip, gitlab } = await start();
    gitlab.state.closesAtOnce = closesAtOnce;
    await forge.open(pull);
    expect(await forge.close(pull, 1, tip)).toBeUndefined();
    expect([fake.mergeRequests[0]?.state, fake.bare.branches()]).toEqual(["closed", ["main"]]);
  },
);

test("the states of many projects are asked for together, with one request more for each that has the branch", async () => {
  const { forge, gitlab } = await start();
  for (let number = 0; number < 4; number += 1) gitlab.state.add(`acme/r${number}`, { files: { a: "1" } });
  gitlab.state.add("acme/empty");
  const found = await collect(forge.list({ kind: "owner", owner: "acme" }));
  const repositories = found.flatMap((one) => ("id" in one ? [one] : []));
  await forge.access(true);
  const before = gitlab.server.calls.length;
  const answers = await collect(forge.proposals(repositories, BRANCH));
  expect(answers.map(({ answer }) => "pulls" in answer && answer.branch !== undefined)).toEqual([
    true,
    ...Array.from({ length: 5 }, () => false),
  ]);
  expect(gitlab.server.calls.length - before).toBe(2);
});

test("states that are too much for the server are asked for by halves, and one that is too much alone fails", async () => {
  const { forge, gitlab } = await start();
  for (let number = 0; number < 4; number += 1) gitlab.state.add(`acme/r${number}`, { files: { a: "1" } });
  const found = await collect(forge.list({ kind: "owner", owner: "acme" }));
  const repositories = found.flatMap((one) => ("id" in one ? [one] : []));
  gitlab.fault = ({ text }) => (text.includes("Project/103") ? { status: 504, body: {} } : undefined);
  const answers = await collect(forge.proposals(repositories, BRANCH));
  const failed = answers.filter(({ answer }) => "kind" in answer).map(({ repository }) => repository.id);
  expect([answers.length, failed]).toEqual([5, ["103"]]);
});

test("a project that GitLab cannot tell about fails, and the states of others are told", async () => {
  const { forge, pull, gitlab } = await start();
  gitlab.state.add("acme/r", { files: { a: "1" } });
  const other = await find(forge, "acme/r");
  await forge.access(false);
  const known = { id: "gid://gitlab/Project/102", fullPath: "acme/r", webUrl: "https://gitlab.com/acme/r" };
  const node = { ...known, repository: { rootRef: "main", now: null }, mergeRequests: null };
  gitlab.fault = () => ({
    status: 200,
    body: {
      data: { projects: { nodes: [{ id: "gid://gitlab/Project/101", repository: null }, node] } },
      errors: [{ message: "Git storage is away", path: ["projects", "nodes", 0, "repository", "now"] }],
    },
  });
  const answers = await collect(forge.proposals([pull.repository, other], BRANCH));
  expect(answers.map(({ answer }) => answer)).toEqual([
    { kind: "broken", message: "GitLab says: Git storage is away" },
    { base: undefined, branch: undefined, pulls: [], leftover: undefined },
  ]);
});

test("a commit that somebody made over ours is theirs, whatever its message and their name is", async () => {
  const { forge, pull, fake } = await start();
  const commit = fake.bare.commit({
    parents: [fake.bare.tip("main") ?? ""],
    message: writeMessage("S", "", CHANGE),
    author: { name: "Acme Bot", email: "bot@acme.example" },
    committer: { name: "Acme Bot", email: "somebody@example.com" },
    files: { a: "theirs" },
  });
  fake.bare.moveBranch(BRANCH, commit);
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.answer).toMatchObject({ branch: { isOurs: false } });
});

const pipeline = (status: FakePipeline["status"], source: FakePipeline["source"] = "push") => ({
  status,
  source,
  ref: BRANCH,
});

test.each([
  ["none", []],
  ["pending", [pipeline("RUNNING")]],
  ["pending", [pipeline("MANUAL")]],
  ["passed", [pipeline("SUCCESS")]],
  ["failed", [pipeline("FAILED")]],
  ["failed", [pipeline("CANCELED")]],
  ["none", [pipeline("SKIPPED")]],
  ["passed", [pipeline("SUCCESS"), pipeline("FAILED")]],
  ["failed", [pipeline("SUCCESS"), pipeline("FAILED", "external")]],
  ["pending", [pipeline("SUCCESS"), pipeline("PENDING", "external")]],
  ["passed", [pipeline("SUCCESS", "external"), pipeline("SKIPPED")]],
] as const)("checks are %s where pipelines, the newest first, are %j", async (checks, pipelines) => {
  const { forge, pull, fake, tip } = await start();
  fake.pipelines.push(...pipelines.map((one) => ({ ...one, sha: tip })));
  const [first] = await collect(forge.checks([{ repository: pull.repository, commit: tip }]));
  expect(first?.answer).toBe(checks);
});

test("checks are told for many commits by one request", async () => {
  const { forge, pull, fake, tip, gitlab } = await start();
  const base = fake.bare.tip("main") ?? "";
  fake.pipelines.push({ ...pipeline("FAILED"), sha: tip }, { ...pipeline("SUCCESS"), sha: base });
  const before = gitlab.server.calls.length;
  const { repository } = pull;
  const answers = await collect(forge.checks([tip, base].map((commit) => ({ repository, commit }))));
  expect([answers.map(({ answer }) => answer), gitlab.server.calls.length - before]).toEqual([["failed", "passed"], 1]);
});

test("checks that the token may not see are denied, and not taken for none", async () => {
  const { forge, pull, tip, gitlab } = await start();
  gitlab.fault = () => ({ status: 200, body: { data: { r0: { nodes: [{ pipelines: null }] } } } });
  const [first] = await collect(forge.checks([{ repository: pull.repository, commit: tip }]));
  expect(first?.answer).toMatchObject({ kind: "denied" });
});

test.each([
  ["archived", (_: FakeGitlab, fake: FakeProject) => void (fake.isArchived = true), "archived"],
  ["only to be read", (_: FakeGitlab, fake: FakeProject) => void (fake.access = "reporter"), "denied"],
])("a project that is %s meanwhile is a failure of its own", async (_, change, kind) => {
  const { forge, pull, gitlab, fake } = await start();
  change(gitlab, fake);
  expect(await forge.open(pull)).toMatchObject({ kind });
});

test("a project that was renamed meanwhile is proposed to all the same", async () => {
  const { forge, pull, gitlab, fake } = await start();
  gitlab.state.rename(fake, "other/name");
  const [state] = await collect(forge.proposals([pull.repository], BRANCH));
  expect(state?.repository).toMatchObject({ name: "other/name", url: "https://gitlab.com/other/name" });
  expect(await forge.open(pull)).toMatchObject({ number: 1, url: "https://gitlab.com/other/name/-/merge_requests/1" });
});
