import { expect, test } from "vitest";
import type { Forge } from "../../../src/fleet/forge.ts";
import {
  BRANCH,
  CHANGE,
  FILES,
  expectProposed,
  requestAfter,
  requestIn,
  stateOf,
  write,
} from "../../forges/situation.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { type FakeGitlab, startGitlab } from "../../forges/gitlab/fake-gitlab.ts";
import type { FakeProject } from "../../forges/gitlab/state.ts";

interface Situation {
  readonly gitlab: FakeGitlab;
  readonly fake: FakeProject;
  readonly forge: Forge;
  readonly base: string;
}

async function start(prefix = ""): Promise<Situation> {
  const gitlab = await startGitlab(prefix);
  const fake = gitlab.state.add("acme/api", { files: FILES });
  return { gitlab, fake, forge: gitlab.open(), base: fake.bare.tip("main") ?? "" };
}

test("a branch is made with one commit by one request that changes something", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const tip = await write(situation.forge, request);
  expectProposed(situation, tip, "fixed: 1\n");
  const changes = situation.gitlab.server.calls.filter(
    ({ method, url }) => method !== "GET" && !url.pathname.endsWith("/graphql"),
  );
  expect(changes.length).toBe(1);
});

test("a commit that GitLab signs is ours", async () => {
  const situation = await start();
  situation.gitlab.state.signs = true;
  await write(situation.forge, await requestIn(situation));
  expect((await stateOf(situation)).branch).toMatchObject({ isOurs: true, change: CHANGE });
});

test("a branch of ours is replaced in a GitLab below a path of its host", async () => {
  const situation = await start("/git/lab");
  const old = await write(situation.forge, await requestIn(situation));
  const tip = await write(situation.forge, await requestAfter(old, situation));
  expect(situation.fake.bare.tip(BRANCH)).toBe(tip);
  expectProposed(situation, tip, "fixed: 2\n");
});

test("a branch of ours is replaced in a project that was renamed meanwhile", async () => {
  const situation = await start();
  const { forge, gitlab, fake } = situation;
  const old = await write(forge, await requestIn(situation));
  const again = await requestAfter(old, situation);
  gitlab.state.rename(fake, "other/name");
  const tip = await write(forge, again);
  expect(tip).toBe(fake.bare.tip(BRANCH));
  expectProposed(situation, tip, "fixed: 2\n");
});

test("a branch that moves at the last moment before it is replaced keeps what was pushed, and nothing is left beside it", async () => {
  const situation = await start();
  const { forge, fake, gitlab } = situation;
  const old = await write(forge, await requestIn(situation));
  const again = await requestAfter(old, situation);
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
  const again = await requestAfter(old, situation);
  expect(await forge.write(again)).toMatchObject({ kind: "denied" });
  expect(fake.bare.tip(BRANCH)).toBe(old);
});

test("a token that git does not take costs a project only, and not the run", async () => {
  const situation = await start();
  const { forge, fake, gitlab } = situation;
  const old = await write(forge, await requestIn(situation));
  gitlab.fault = ({ url }) =>
    url.pathname.endsWith("/git-receive-pack") ? { status: 401, body: "HTTP Basic: Access denied" } : undefined;
  const again = await requestAfter(old, situation);
  expect(await forge.write(again)).toEqual({ kind: "broken", message: "GitLab takes no push by HTTPS (answer 401)" });
  expect(fake.bare.tip(BRANCH)).toBe(old);
});

test.each([
  ["is archived", (fake: FakeProject) => (fake.isArchived = true), "archived"],
  ["may only be seen", (fake: FakeProject) => (fake.access = "guest"), "denied"],
])("a project that %s is a failure", async (_, change, kind) => {
  const situation = await start();
  const request = await requestIn(situation);
  change(situation.fake);
  expect(await situation.forge.write(request)).toMatchObject({ kind });
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
    const tip = await write(forge, await requestAfter(old, situation));
    expect(tip).toBe(fake.bare.tip(BRANCH));
    expectProposed(situation, tip, "fixed: 2\n");
  },
);

test("the token is in no address", async () => {
  const situation = await start();
  const old = await write(situation.forge, await requestIn(situation));
  await write(situation.forge, await requestAfter(old, situation));
  expect(situation.gitlab.server.calls.some(({ url }) => url.href.includes("glpat"))).toBe(false);
});
