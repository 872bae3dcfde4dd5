import { expect, test } from "vitest";
import {
  type BranchRequest,
  type Forge,
  type ProposalState,
  type PullRequest,
  isFailure,
} from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { type FakeGitlab, startGitlab } from "../../forges/gitlab/fake-gitlab.ts";
import type { FakeProject } from "../../forges/gitlab/state.ts";
import { collect, find } from "../github/forge.ts";

const BRANCH = "circlesec/credentials";
const CHANGE = "a".repeat(64);
const OTHER = "b".repeat(64);
const FILES = {
  ".circleci/config.yml": "version: 2.1\n",
  "run.sh": { executable: "#!/bin/sh\n" },
  "README.md": "read\n",
};

interface Situation {
  readonly gitlab: FakeGitlab;
  readonly fake: FakeProject;
  readonly forge: Forge;
  readonly base: string;
}

async function start(prefix = ""): Promise<Situation> {
  const gitlab = await startGitlab(prefix);
  const fake = gitlab.state.add("acme/team/api", { files: FILES });
  return { gitlab, fake, forge: gitlab.open(), base: fake.bare.tip("main") ?? "" };
}

async function requestIn(
  { forge, fake, base }: Situation,
  { text = "fixed: 1\n", change = CHANGE, ...given }: Partial<BranchRequest> & { text?: string; change?: string } = {},
): Promise<BranchRequest> {
  return {
    repository: await find(forge, fake.path),
    branch: BRANCH,
    base,
    expected: undefined,
    message: writeMessage("Authenticate pulls", "What it is about.\n\n- one\n- two", change),
    files: [{ path: ".circleci/config.yml", text, isExecutable: false }],
    ...given,
  };
}

async function stateOf({ forge, fake }: Situation): Promise<ProposalState> {
  const [first] = await collect(forge.proposals([await find(forge, fake.path)], BRANCH));
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

test("a branch is made with one commit by one request that changes something, and says what it changes", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const tip = await write(situation.forge, request);
  expectProposed(situation, tip, "fixed: 1\n");
  expect(situation.fake.bare.between(situation.base, tip)[0]?.message).toBe(request.message.trim());
  const changes = situation.gitlab.server.calls.filter(
    ({ method, url }) => method !== "GET" && !url.pathname.endsWith("/graphql"),
  );
  expect(changes.length).toBe(1);
  expect((await stateOf(situation)).branch).toEqual({
    commit: tip,
    isOurs: true,
    change: CHANGE,
    standsOn: situation.base,
  });
});

test("a commit that GitLab signs is ours", async () => {
  const situation = await start();
  situation.gitlab.state.signs = true;
  await write(situation.forge, await requestIn(situation));
  expect((await stateOf(situation)).branch).toMatchObject({ isOurs: true, change: CHANGE });
});

test("bytes are kept as they are, and an executable file stays one", async () => {
  const situation = await start();
  const text = "#!/bin/sh\r\n# \u{1F600}\uFEFF no end of line";
  const files = [{ path: "run.sh", text, isExecutable: true }];
  const tip = await write(situation.forge, await requestIn(situation, { files }));
  expect(situation.fake.bare.read(tip, "run.sh")?.toString()).toBe(text);
  expect(situation.fake.bare.files(tip).get("run.sh")).toMatch(/^100755 /);
});

test("the same again is done already", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const tip = await write(situation.forge, request);
  expect(await situation.forge.write(request)).toBe(tip);
  expect(await situation.forge.write({ ...request, expected: tip })).toBe(tip);
  expectProposed(situation, tip, "fixed: 1\n");
});

test.each(["", "/git/lab"])(
  "a branch of ours is replaced, also on a base that has moved, and its merge request stays open (GitLab at %j)",
  async (prefix) => {
    const situation = await start(prefix);
    const { forge, gitlab, fake } = situation;
    const first = await requestIn(situation);
    const old = await write(forge, first);
    expect(await forge.open(proposalOf(first))).toMatchObject({ number: 1, state: "open" });
    const base = gitlab.state.commit(fake, "main", { "README.md": "new\n" });
    const moved = { ...situation, base };
    const tip = await write(forge, await requestIn(moved, { text: "fixed: 2\n", change: OTHER, expected: old }));
    expectProposed(moved, tip, "fixed: 2\n");
    expect((await stateOf(moved)).pulls).toMatchObject([{ number: 1, state: "open", commit: tip }]);
  },
);

test("a branch of ours is replaced in a project that was renamed meanwhile", async () => {
  const situation = await start();
  const { forge, gitlab, fake } = situation;
  const old = await write(forge, await requestIn(situation));
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
  gitlab.state.rename(fake, "other/name");
  const tip = await write(forge, again);
  expect(tip).toBe(fake.bare.tip(BRANCH));
  expectProposed(situation, tip, "fixed: 2\n");
});

test("a branch that is at the base is used", async () => {
  const situation = await start();
  situation.fake.bare.moveBranch(BRANCH, situation.base);
  const tip = await write(situation.forge, await requestIn(situation));
  expect(tip).toBe(situation.fake.bare.tip(BRANCH));
  expectProposed(situation, tip, "fixed: 1\n");
});

test.each([
  ["of somebody else stands where there should be none", undefined],
  ["has moved", "1".repeat(40)],
])("a branch that %s is not touched", async (_, expected) => {
  const situation = await start();
  const { fake, gitlab } = situation;
  fake.bare.moveBranch(BRANCH, situation.base);
  const tip = gitlab.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
  expect(await situation.forge.write(await requestIn(situation, { expected }))).toMatchObject({ kind: "moved" });
  expect([fake.bare.tip(BRANCH), fake.bare.branches()]).toEqual([tip, [BRANCH, "main"]]);
});

test("a branch that somebody makes while ours is made keeps what was pushed", async () => {
  const situation = await start();
  const { forge, fake, gitlab } = situation;
  const request = await requestIn(situation);
  let theirs = "";
  gitlab.fault = ({ method, url }) => {
    if (method === "POST" && url.pathname.endsWith("/commits")) {
      fake.bare.moveBranch(BRANCH, situation.base);
      theirs ||= gitlab.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
    }
    return undefined;
  };
  expect(await forge.write(request)).toMatchObject({ kind: "moved" });
  expect(fake.bare.tip(BRANCH)).toBe(theirs);
});

test("a branch of somebody else beside ours, of the name that is needed for a moment, is not touched", async () => {
  const situation = await start();
  const { forge, fake, gitlab } = situation;
  const old = await write(forge, await requestIn(situation));
  fake.bare.moveBranch(`${BRANCH}-next`, situation.base);
  const theirs = gitlab.state.commit(fake, `${BRANCH}-next`, { "theirs.txt": "mine" });
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
  expect(await forge.write(again)).toMatchObject({ kind: "moved" });
  expect([fake.bare.tip(BRANCH), fake.bare.tip(`${BRANCH}-next`)]).toEqual([old, theirs]);
});

test("a branch that moves at the last moment before it is replaced keeps what was pushed, and nothing is left beside it", async () => {
  const situation = await start();
  const { forge, fake, gitlab } = situation;
  const old = await write(forge, await requestIn(situation));
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
  let theirs = "";
  gitlab.fault = ({ url }) => {
    if (url.pathname.endsWith("/git-receive-pack"))
      theirs ||= gitlab.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
    return undefined;
  };
  expect(await forge.write(again)).toMatchObject({ kind: "moved" });
  expect(theirs).not.toBe("");
  expect([fake.bare.tip(BRANCH), fake.bare.branches()]).toEqual([theirs, [BRANCH, "main"]]);
});

test("a GitLab that takes no push by HTTPS replaces nothing, and says so", async () => {
  const situation = await start();
  const { forge, fake, gitlab } = situation;
  const old = await write(forge, await requestIn(situation));
  gitlab.state.allowsPush = false;
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
  expect(await forge.write(again)).toMatchObject({ kind: "denied" });
  expect(fake.bare.tip(BRANCH)).toBe(old);
});

test("a token that git does not take costs a project only, and not the run", async () => {
  const situation = await start();
  const { forge, fake, gitlab } = situation;
  const old = await write(forge, await requestIn(situation));
  gitlab.fault = ({ url }) =>
    url.pathname.endsWith("/git-receive-pack") ? { status: 401, body: "HTTP Basic: Access denied" } : undefined;
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
  expect(await forge.write(again)).toEqual({ kind: "broken", message: "GitLab takes no push by HTTPS (answer 401)" });
  expect(fake.bare.tip(BRANCH)).toBe(old);
});

test.each([
  ["is archived", (fake: FakeProject) => (fake.isArchived = true), "archived"],
  ["may only be read", (fake: FakeProject) => (fake.access = "reporter"), "denied"],
  ["may only be seen", (fake: FakeProject) => (fake.access = "guest"), "denied"],
])("a project that %s is a failure", async (_, change, kind) => {
  const situation = await start();
  const request = await requestIn(situation);
  change(situation.fake);
  expect(await situation.forge.write(request)).toMatchObject({ kind });
});

test("a project that has vanished is gone", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  situation.gitlab.state.remove(situation.fake);
  expect(await situation.forge.write(request)).toMatchObject({ kind: "gone" });
});

test("a commit that is not there any more is one that has moved", async () => {
  const situation = await start();
  const request = await requestIn(situation, { base: "1".repeat(40) });
  expect(await situation.forge.write(request)).toMatchObject({ kind: "moved" });
});

test("what GitLab has against a commit is told in its words", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const message = "Commit message does not follow the pattern '^[A-Z]+-\\d+'";
  situation.gitlab.fault = ({ method, url }) =>
    method === "POST" && url.pathname.endsWith("/commits") ? { status: 400, body: { message } } : undefined;
  expect(await situation.forge.write(request)).toEqual({
    kind: "broken",
    message: `GitLab does not take the commit (answer 400, ${message})`,
  });
});

/** Ends the work at a request, as if the process were killed there: nothing more is answered. */
function dieAt(gitlab: FakeGitlab, index: number, how: "reset" | "lost"): void {
  const first = gitlab.server.calls.length;
  gitlab.fault = (call) => {
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
      const { forge, gitlab, fake } = situation;
      const first = await requestIn(situation, { text: "old\n", change: OTHER });
      const request = await requestIn(situation);
      for (let index = 0, ended = false; !ended && index < 20; index += 1) {
        for (const branch of fake.bare.branches()) if (branch !== "main") fake.bare.moveBranch(branch, undefined);
        for (const one of fake.mergeRequests) one.state = "closed";
        gitlab.fault = () => undefined;
        const old = isReplaced ? await write(forge, first) : undefined;
        if (isReplaced) await forge.open(proposalOf(first));
        dieAt(gitlab, index, how);
        ended = await settled(forge.write({ ...request, expected: old }));
        gitlab.fault = () => undefined;
        // Who goes on asks how things are, as the first run did.
        const { branch } = await stateOf(situation);
        expect(branch?.isOurs ?? true).toBe(true);
        const tip = await write(forge, { ...request, expected: branch?.commit });
        expectProposed(situation, tip, "fixed: 1\n");
        if (isReplaced) expect(fake.mergeRequests.at(-1)).toMatchObject({ state: "opened", head: tip });
      }
    }
  },
  60_000,
);

test.each<Fault>(["lost", "reset", "cut", { status: 502, body: {} }])(
  "a branch is made and replaced, although each change is first answered by %j",
  async (fault) => {
    const situation = await start();
    const { forge, gitlab, fake } = situation;
    const seen = new Set<string>();
    gitlab.fault = ({ method, url, text }) => {
      const key = `${url.pathname} ${text}`;
      if (method !== "POST" || url.pathname.endsWith("/graphql") || seen.has(key)) return undefined;
      seen.add(key);
      return fault;
    };
    const old = await write(forge, await requestIn(situation));
    const tip = await write(forge, await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old }));
    expect(tip).toBe(fake.bare.tip(BRANCH));
    expectProposed(situation, tip, "fixed: 2\n");
  },
);

test("the token is in no address", async () => {
  const situation = await start();
  const old = await write(situation.forge, await requestIn(situation));
  await write(situation.forge, await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old }));
  expect(situation.gitlab.server.calls.some(({ url }) => url.href.includes("glpat"))).toBe(false);
});
