import { expect, test } from "vitest";
import type { Selection } from "../../../src/fleet/forge.ts";
import { openGitlab } from "../../../src/services/gitlab/index.ts";
import { UserError } from "../../../src/user-error.ts";
import { type FakeGitlab, TOKEN, startGitlab } from "../../forges/gitlab/fake-gitlab.ts";
import { collect } from "../../forges/ask.ts";

async function namesOf(gitlab: FakeGitlab, selection: Selection): Promise<string[]> {
  const found = await collect(gitlab.open().list(selection));
  return found.map((one) => ("id" in one ? one.name : `${one.name}: ${one.message}`));
}

test("a project is listed with all that is to be known before it is read", async () => {
  const gitlab = await startGitlab();
  const { bare, id } = gitlab.state.add("acme/team/api", {
    files: { a: "a" },
    visibility: "internal",
    isFork: true,
    isArchived: true,
    forks: 7,
    topics: ["ci", "team-a"],
  });
  expect(await collect(gitlab.open().list({ kind: "names", names: ["acme/team/api"] }))).toEqual([
    {
      place: "gitlab",
      host: "gitlab.com",
      name: "acme/team/api",
      id: String(id),
      url: "https://gitlab.com/acme/team/api",
      base: { branch: "main", commit: bare.tip("main") },
      visibility: "internal",
      isFork: true,
      isArchived: true,
      forks: 7,
      topics: ["ci", "team-a"],
    },
  ]);
});

test("a project without a commit has no base", async () => {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/empty");
  const [found] = await collect(gitlab.open().list({ kind: "names", names: ["acme/empty"] }));
  expect(found).toMatchObject({ name: "acme/empty", base: undefined });
});

test("a project whose files the token may not read is told, and not taken for an empty one", async () => {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/secret", { files: { a: "a" }, access: "guest" });
  const [found] = await collect(gitlab.open().list({ kind: "owner", owner: "acme" }));
  expect(found).toEqual({
    name: "acme/secret",
    kind: "denied",
    message: "it has no repository, or the token may not read it",
  });
});

test("all projects of a group and of the groups in it are listed, page by page", async () => {
  const gitlab = await startGitlab();
  for (let number = 0; number < 230; number += 1) gitlab.state.add(`acme/${number % 2 ? "deep/er/" : ""}r${number}`);
  gitlab.state.add("acme-other/r");
  const names = await namesOf(gitlab, { kind: "owner", owner: "acme" });
  expect([names.length, new Set(names).size, names.includes("acme-other/r")]).toEqual([230, 230, false]);
  expect(names.filter((name) => name.startsWith("acme/deep/er/")).length).toBe(115);
  expect(gitlab.server.calls.length).toBe(3);
});

test("a group that is not there is told", async () => {
  const gitlab = await startGitlab();
  await expect(namesOf(gitlab, { kind: "owner", owner: "nobody" })).rejects.toThrow(
    "there is no `nobody` on gitlab.com, or the token may not see it",
  );
});

test("a page of which a part is missing is not taken for the whole", async () => {
  const gitlab = await startGitlab();
  gitlab.fault = () => ({
    status: 200,
    body: {
      data: { namespace: { projects: { nodes: [], pageInfo: { hasNextPage: false } } } },
      errors: [{ message: "Request timed out. Please try a less complex query or a smaller set of records." }],
    },
  });
  await expect(namesOf(gitlab, { kind: "owner", owner: "acme" })).rejects.toThrow("GitLab says: Request timed out.");
});

test("a page that is too much for the server is asked for in smaller ones", async () => {
  const gitlab = await startGitlab();
  for (let number = 0; number < 60; number += 1) gitlab.state.add(`acme/r${number}`);
  gitlab.fault = ({ text }) => (/"first":(?:100|50)\b/.test(text) ? { status: 502, body: {} } : undefined);
  const names = await namesOf(gitlab, { kind: "owner", owner: "acme" });
  expect([names.length, new Set(names).size]).toEqual([60, 60]);
  gitlab.fault = () => undefined;
  gitlab.state.most.complexity = 40;
  expect(await namesOf(gitlab, { kind: "owner", owner: "acme" })).toEqual(names);
});

test("a project that GitLab cannot tell about is told by its name, and the others are listed", async () => {
  const gitlab = await startGitlab();
  const { fullPath, ...good } = { fullPath: "acme/a", id: "gid://gitlab/Project/1", repository: { rootRef: null } };
  const path = ["namespace", "projects", "nodes", 1, "repository", "tree"];
  gitlab.fault = () => ({
    status: 200,
    body: {
      data: {
        namespace: {
          projects: {
            nodes: [
              { fullPath, ...good },
              { fullPath: "acme/b", repository: null },
            ],
            pageInfo: { hasNextPage: false },
          },
        },
      },
      errors: [{ message: "Git storage is away", path }],
    },
  });
  expect(await namesOf(gitlab, { kind: "owner", owner: "acme" })).toEqual([
    "acme/a",
    "acme/b: GitLab says: Git storage is away",
  ]);
});

test("names are looked up many at once, in their order, and those that lead nowhere told", async () => {
  const gitlab = await startGitlab();
  const names = Array.from({ length: 60 }, (_, number) => gitlab.state.add(`acme/r${number}`).path);
  expect(await namesOf(gitlab, { kind: "names", names: [...names, "acme/none", "nonsense"] })).toEqual([
    ...names,
    "acme/none: it is not there, or the token may not see it",
    "nonsense: it is not there, or the token may not see it",
  ]);
  expect(gitlab.server.calls.length).toBe(4);
});

test("a project that was renamed or moved is found by its old path", async () => {
  const gitlab = await startGitlab();
  gitlab.state.rename(gitlab.state.add("acme/old"), "other/group/new");
  expect(await namesOf(gitlab, { kind: "names", names: ["acme/old"] })).toEqual(["other/group/new"]);
});

test("a search looks for words and topics where we are a member, or anywhere in a group", async () => {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/api", { topics: ["ci"] });
  gitlab.state.add("acme/sub/web", { topics: ["ci", "web"] });
  gitlab.state.add("acme/docs", { isMine: false });
  gitlab.state.add("other/acme-api", { topics: ["ci"], isMine: false });
  const find = (query: string) => namesOf(gitlab, { kind: "search", query });
  expect(await find("acme topic:ci")).toEqual(["acme/api", "acme/sub/web"]);
  expect(await find("topic:ci topic:web")).toEqual(["acme/sub/web"]);
  expect(await find("docs")).toEqual([]);
  expect(await find("group:acme docs")).toEqual(["acme/docs"]);
  expect(await find("topic:ci group:acme/sub")).toEqual(["acme/sub/web"]);
  await expect(find("group:nobody")).rejects.toThrow("there is no `nobody` on gitlab.com");
});

test("a GitLab below a path of its host is asked there, and addresses of it lead to its projects", async () => {
  const gitlab = await startGitlab("/git/lab");
  gitlab.state.add("acme/api");
  gitlab.state.rename(gitlab.state.add("acme/old"), "acme/new");
  const names = ["git/lab/acme/api", "acme/api", "git/lab/acme/old"];
  expect(await namesOf(gitlab, { kind: "names", names })).toEqual(["acme/api", "acme/api", "acme/new"]);
});

test.each([
  'acme/"} }) { currentUser { id } } #',
  "acme/../../user",
  "acme/a?private_token=x&b",
  "acme/a#b",
  "../../../api/v4/user",
  "101/repository/branches",
])("the name %j asks for nothing else", async (name) => {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/a");
  expect(await namesOf(gitlab, { kind: "names", names: [name] })).toEqual([
    `${name}: it is not there, or the token may not see it`,
  ]);
  expect(gitlab.server.calls.map(({ url }) => url.search)).toEqual(["", ""]);
});

test.each([
  [["api"], true, []],
  [["api"], false, []],
  [["read_api", "read_user"], false, []],
  [["read_api"], true, ["the scope `api` to open merge requests"]],
  [["read_user", "read_repository"], false, ["the scope `read_api` to read repositories"]],
  [["granular"], true, []],
])("of a token with %j is told what it lacks (writes: %j)", async (scopes, writes, lacks) => {
  const gitlab = await startGitlab();
  gitlab.state.scopes = scopes;
  expect(await gitlab.open().access(writes)).toEqual({ login: "acme-bot", lacks });
});

test("an address that is not that of its API is told", () => {
  const authorize = () => Promise.resolve(undefined);
  expect(() => openGitlab({ host: "git.example.com", base: "https://git.example.com", authorize })).toThrow(
    "this is not where the API of a GitLab begins",
  );
});

test.each([400, 401, 404])("a token of which GitLab says nothing (%i) lacks nothing", async (status) => {
  const gitlab = await startGitlab();
  gitlab.fault = ({ url }) => (url.pathname.endsWith("/self") ? { status, body: { message: "no" } } : undefined);
  expect(await gitlab.open().access(true)).toEqual({ login: "acme-bot", lacks: [] });
});

test("a token that may not even say who it is of is told with what to do", async () => {
  const gitlab = await startGitlab();
  const body = { error: "insufficient_scope", error_description: "The request requires higher privileges" };
  gitlab.fault = () => ({ status: 403, body });
  const error: unknown = await gitlab
    .open()
    .access(false)
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain("does not say who the token stands for: The request requires higher privileges");
});

test("a token that has expired is told without a word of it", async () => {
  const gitlab = await startGitlab();
  gitlab.fault = () => ({ status: 401, body: { message: `401 Unauthorized ${TOKEN}` } });
  const error: unknown = await namesOf(gitlab, { kind: "owner", owner: "acme" }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain("does not take the token");
  expect(JSON.stringify(error) + String(error)).not.toContain(TOKEN);
});

test("what work takes is told before it begins", async () => {
  const gitlab = await startGitlab();
  for (let number = 0; number < 20; number += 1) gitlab.state.add(`acme/${number % 2 ? "sub/" : ""}r${number}`);
  const forge = gitlab.open();
  await forge.access(true);
  const left = { what: "requests", left: 1990, renewedAt: 4_000_000_000_000 };
  const selections = [
    { kind: "owner", owner: "acme" },
    { kind: "names", names: ["acme/r0"] },
    { kind: "search", query: "sub" },
  ] as const;
  expect(await forge.budget?.({ kind: "plan", selections })).toEqual({
    repositories: 31,
    takes: [{ ...left, amount: 13 }],
    atLeast: 0,
  });
  const work = { kind: "propose", looked: 60, written: 10, labels: true, reviewers: true } as const;
  expect(await forge.budget?.(work)).toEqual({
    repositories: 60,
    takes: [{ ...left, amount: 47 }],
    atLeast: 20_000,
  });
});

test("how many requests are left is told once GitLab has said it", async () => {
  const gitlab = await startGitlab();
  const forge = gitlab.open();
  expect(forge.requestsLeft).toBeUndefined();
  await forge.access(false);
  expect(forge.requestsLeft).toBe(1990);
});

test.each([
  ["with the time to wait", { status: 429, body: "Retry later", headers: { "retry-after": "30" } }, 30_000],
  ["without", { status: 429, body: "Retry later" }, 60_000],
  [
    "with an empty bucket",
    { status: 429, body: "", headers: { "ratelimit-remaining": "0", "ratelimit-reset": "1700000042" } },
    42_000,
  ],
])("a limit that GitLab tells %s is waited for", async (_, fault, wait) => {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/a");
  const start = gitlab.clock.now();
  gitlab.fault = ({ index }) => (index === 0 ? fault : undefined);
  expect(await namesOf(gitlab, { kind: "names", names: ["acme/a"] })).toEqual(["acme/a"]);
  expect(gitlab.clock.now() - start).toBe(wait);
});
