import { expect, test } from "vitest";
import type { Selection } from "../../../src/fleet/forge.ts";
import { UserError } from "../../../src/user-error.ts";
import { TOKEN, type FakeGithub, startGithub } from "../../forges/github/fake-github.ts";
import { collect } from "../../forges/ask.ts";

async function namesOf(github: FakeGithub, selection: Selection): Promise<string[]> {
  const found = await collect(github.open().list(selection));
  return found.map((one) => ("id" in one ? one.name : `${one.name}: ${one.message}`));
}

test("a repository is listed with all that is to be known before it is read", async () => {
  const github = await startGithub();
  const { bare, id } = github.state.add("acme/api", {
    files: { a: "a" },
    visibility: "PUBLIC",
    isFork: true,
    forks: 7,
    topics: ["ci", "team-a"],
  });
  expect(await collect(github.open().list({ kind: "names", names: ["acme/api"] }))).toEqual([
    {
      place: "github",
      host: "github.com",
      name: "acme/api",
      id,
      url: "https://github.com/acme/api",
      base: { branch: "main", commit: bare.tip("main") },
      visibility: "public",
      isFork: true,
      isArchived: false,
      forks: 7,
      topics: ["ci", "team-a"],
    },
  ]);
});

test("a repository without a commit has no base", async () => {
  const github = await startGithub();
  github.state.add("acme/empty");
  const [found] = await collect(github.open().list({ kind: "names", names: ["acme/empty"] }));
  expect(found).toMatchObject({ name: "acme/empty", base: undefined });
});

test("all repositories of an owner are listed, page by page", async () => {
  const github = await startGithub();
  for (let number = 0; number < 230; number += 1) github.state.add(`acme/r${number}`);
  github.state.add("other/r");
  const names = await namesOf(github, { kind: "owner", owner: "acme" });
  expect([names.length, new Set(names).size, names.includes("other/r")]).toEqual([230, 230, false]);
  expect(github.server.calls.length).toBe(3);
});

test("an owner that is not there is told", async () => {
  const github = await startGithub();
  await expect(namesOf(github, { kind: "owner", owner: "nobody" })).rejects.toThrow(
    "there is no `nobody` on github.com, or the token may not see it",
  );
});

test("names are looked up many at once, renamed ones found, and those that lead nowhere told", async () => {
  const github = await startGithub();
  github.state.add("acme/a");
  github.state.rename(github.state.add("acme/old"), "acme/new");
  expect(await namesOf(github, { kind: "names", names: ["acme/a", "acme/none", "acme/old", "nonsense"] })).toEqual([
    "acme/a",
    "acme/none: it is not there, or the token may not see it",
    "acme/new",
    "nonsense: it is not there, or the token may not see it",
  ]);
  expect(github.server.calls.length).toBe(1);
});

test("a search looks for repositories, one with a path for code", async () => {
  const github = await startGithub();
  github.state.add("acme/a", { files: { ".circleci/config.yml": "a" }, topics: ["ci"] });
  github.state.add("acme/b", { files: { "README.md": "b" }, topics: ["ci"] });
  github.state.add("acme/c", { files: { ".circleci/config.yml": "c" } });
  expect(await namesOf(github, { kind: "search", query: "org:acme topic:ci" })).toEqual(["acme/a", "acme/b"]);
  expect(await namesOf(github, { kind: "search", query: "org:acme path:.circleci" })).toEqual(["acme/a", "acme/c"]);
});

test("a search that GitHub does not take is told in its words", async () => {
  const github = await startGithub();
  await expect(namesOf(github, { kind: "search", query: "path:.circleci" })).rejects.toThrow(
    "GitHub does not take the search: Must include at least one user, organization, or repository",
  );
});

test("names with quotes and braces change nothing of the query", async () => {
  const github = await startGithub();
  const names = ['acme/"} viewer{login', "acme/${a}"];
  expect((await namesOf(github, { kind: "names", names })).length).toBe(2);
});

test("who we are is told, and what a token lacks", async () => {
  const github = await startGithub();
  const forge = github.open();
  expect(await forge.access(true)).toEqual({ login: "acme-bot", lacks: [] });
  github.fault = () => ({
    status: 200,
    body: { data: { viewer: { login: "me" } } },
    headers: { "x-oauth-scopes": "read:org, public_repo" },
  });
  expect(await forge.access(true)).toEqual({
    login: "me",
    lacks: ["the scope `repo` to open pull requests in private repositories"],
  });
  expect((await forge.access(false)).lacks).toEqual([]);
});

test.each([
  [
    "403 with the time to wait",
    { status: 403, body: { message: "You have exceeded a secondary rate limit" }, headers: { "retry-after": "30" } },
    30_000,
  ],
  ["403 without", { status: 403, body: { message: "You have exceeded a secondary rate limit. Please wait" } }, 60_000],
  [
    "403 with an empty bucket",
    { status: 403, body: {}, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000042" } },
    42_000,
  ],
  [
    "an error of GraphQL",
    { status: 200, body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] } },
    60_000,
  ],
  [
    "an error of GraphQL about a secondary one",
    { status: 200, body: { errors: [{ message: "You have exceeded a secondary rate limit." }] } },
    60_000,
  ],
])("a limit that GitHub tells by %s is waited for", async (_, fault, wait) => {
  const github = await startGithub();
  github.state.add("acme/a");
  const start = github.clock.now();
  github.fault = ({ index }) => (index === 0 ? fault : undefined);
  expect(await namesOf(github, { kind: "names", names: ["acme/a"] })).toEqual(["acme/a"]);
  expect(github.clock.now() - start).toBe(wait);
});

test("each query asks what it costs, and none is sent that there are too few points for", async () => {
  const github = await startGithub();
  github.state.add("acme/a");
  const resetAt = new Date(github.clock.now() + 600_000);
  Object.assign(github.state.points, { remaining: 5, cost: 2, resetAt });
  const forge = github.open();
  const start = github.clock.now();
  const times: number[] = [];
  for (let asked = 0; asked < 3; asked += 1) {
    await collect(forge.list({ kind: "names", names: ["acme/a"] }));
    times.push(github.clock.now() - start);
  }
  expect(times).toEqual([0, 0, 600_000]);
  expect(github.server.calls.every(({ text }) => text.includes("rateLimit { cost remaining resetAt }"))).toBe(true);
});

test("a server that has no limits is asked on", async () => {
  const github = await startGithub();
  github.state.add("acme/a");
  github.state.points.isLimited = false;
  expect(await namesOf(github, { kind: "names", names: ["acme/a"] })).toEqual(["acme/a"]);
});

test("a token that has expired is told without a word of it", async () => {
  const github = await startGithub();
  github.fault = () => ({ status: 401, body: { message: `Bad credentials ${TOKEN}` } });
  const error: unknown = await namesOf(github, { kind: "owner", owner: "acme" }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain("does not take the token");
  expect(JSON.stringify(error) + String(error)).not.toContain(TOKEN);
});
