import { expect, test } from "vitest";
import { openDataCenter } from "../../../src/services/bitbucket-data-center/index.ts";
import { startDataCenter } from "../../forges/bitbucket-data-center/fake-data-center.ts";
import { PAGES } from "../../forges/bitbucket-data-center/shape.ts";
import { collect } from "../../forges/ask.ts";

const FILES = { ".circleci/config.yml": "version: 2.1\n" };

test("a project is listed page by page, with the tips of its default branches", async () => {
  const center = await startDataCenter();
  center.state.ways.page = 2;
  const web = center.state.add("PAY/web", { files: FILES, isPublic: true });
  center.state.add("PAY/copy", { files: FILES, origin: 1 });
  center.state.add("PAY/old", { files: FILES, isArchived: true });
  center.state.add("PAY/empty");
  center.state.add("OPS/other", { files: FILES });
  const found = await collect(center.open().list({ kind: "owner", owner: "PAY" }));
  expect(found[0]).toEqual({
    place: "bitbucket",
    host: "git.example.com",
    name: "PAY/web",
    id: "1",
    url: `${PAGES}/projects/PAY/repos/web`,
    base: { branch: "main", commit: web.bare.tip("main") },
    visibility: "public",
    isFork: false,
    isArchived: false,
    forks: 0,
    topics: ["PAY"],
  });
  expect(found.slice(1)).toMatchObject([
    { name: "PAY/copy", isFork: true, visibility: "private" },
    { name: "PAY/old", isArchived: true },
    { name: "PAY/empty", base: undefined },
  ]);
});

test("what a person has is listed by a tilde and the name", async () => {
  const center = await startDataCenter();
  center.state.add("~ann/tools", { files: FILES });
  const found = await collect(center.open().list({ kind: "owner", owner: "~ann" }));
  expect(found).toMatchObject([{ name: "~ann/tools", url: `${PAGES}/users/ann/repos/tools` }]);
});

test.each([
  ["project:pay api", ["PAY/api-a"]],
  ["project:PAY", ["PAY/api-a", "PAY/web"]],
  ["api", ["PAY/api-a", "OPS/api-b"]],
])("a search for `%s` finds names, in a project or in all", async (query, names) => {
  const center = await startDataCenter();
  for (const name of ["PAY/api-a", "PAY/web", "OPS/api-b"]) center.state.add(name, { files: FILES });
  const found = await collect(center.open().list({ kind: "search", query }));
  expect(found.map(({ name }) => name)).toEqual(names);
});

test("a search for nothing, or in two projects, is a UserError", async () => {
  const forge = (await startDataCenter()).open();
  for (const query of [" ", "project:A project:B x"]) {
    await expect(collect(forge.list({ kind: "search", query }))).rejects.toThrow("searches for a name");
  }
});

test("names that lead nowhere are told, and the others found in their order", async () => {
  const center = await startDataCenter();
  center.state.add("PAY/web", { files: FILES });
  center.state.add("PAY/ssh", { files: FILES, ways: [] });
  const names = ["PAY/gone", "PAY/web", "nonsense", "../web", "PAY/ssh"];
  const found = await collect(center.open().list({ kind: "names", names }));
  expect(found).toMatchObject([
    { name: "PAY/gone", kind: "gone" },
    { name: "PAY/web", id: "1" },
    { name: "nonsense", kind: "gone" },
    { name: "../web", kind: "gone" },
    { name: "PAY/ssh", kind: "broken", message: "Bitbucket names no address that git could reach it by" },
  ]);
});

test.each(["scm/pay/web", "bitbucket/scm/pay/web", "projects/PAY/repos/web/browse", "projects/PAY/repos/web"])(
  "the address of a repository leads to it: %s",
  async (path) => {
    const center = await startDataCenter();
    center.state.add("PAY/web", { files: FILES });
    const found = await collect(center.open().list({ kind: "names", names: [path] }));
    expect(found).toMatchObject([{ name: "PAY/web" }]);
  },
);

test("so does that of one that a person has", async () => {
  const center = await startDataCenter();
  center.state.add("~ann/tools", { files: FILES });
  const names = ["users/ann/repos/tools", "scm/~ann/tools"];
  const found = await collect(center.open().list({ kind: "names", names }));
  expect(found).toMatchObject([{ name: "~ann/tools" }, { name: "~ann/tools" }]);
});

test("a project that is not there is a UserError", async () => {
  const forge = (await startDataCenter()).open();
  await expect(collect(forge.list({ kind: "owner", owner: "NONE" }))).rejects.toThrow(
    "there is no `NONE` on git.example.com",
  );
});

test("who the token stands for is told, and what it lacks nobody says", async () => {
  const center = await startDataCenter();
  expect(await center.open().access(true)).toMatchObject({ login: "acme-bot", lacks: [] });
  center.state.ways.namesUs = false;
  expect(await center.open().access(true)).toMatchObject({ login: "an access token", lacks: [] });
});

test("a name that is escaped wrongly is taken as it is", async () => {
  const center = await startDataCenter();
  const headers = { "x-ausername": "%FF" };
  center.fault = ({ url }) =>
    url.pathname.endsWith("/application-properties") ? { status: 200, body: { version: "9.4.1" }, headers } : undefined;
  expect(await center.open().access(true)).toMatchObject({ login: "%FF" });
});

test("a list that breaks off is not taken for one that is not there", async () => {
  const center = await startDataCenter();
  center.state.ways.page = 1;
  for (const name of ["PAY/a", "PAY/b"]) center.state.add(name, { files: FILES });
  center.fault = ({ url }) =>
    url.searchParams.get("start") === "1" ? { status: 400, body: { errors: [{ message: "No" }] } } : undefined;
  await expect(collect(center.open().list({ kind: "owner", owner: "PAY" }))).rejects.toThrow(
    "the repositories of `PAY` cannot be listed: Bitbucket answers 400 (No)",
  );
});

test("what is no description of a repository is told, and the others found", async () => {
  const center = await startDataCenter();
  const values = [{ slug: "web", project: { key: "PAY" } }];
  center.fault = ({ url }) =>
    url.pathname.endsWith("/repos") ? { status: 200, body: { isLastPage: true, values } } : undefined;
  const found = await collect(center.open().list({ kind: "owner", owner: "PAY" }));
  expect(found).toMatchObject([{ kind: "broken", message: expect.stringContaining("describes it in a way") }]);
});

test("where it is one request too many, what is asked waits as long as Bitbucket says", async () => {
  const center = await startDataCenter();
  center.state.add("PAY/web", { files: FILES });
  let isFirst = true;
  center.fault = ({ url }) => {
    const isNow = isFirst && url.pathname.endsWith("/repos");
    isFirst &&= !isNow;
    return isNow ? { status: 429, body: {}, headers: { "retry-after": "7" } } : undefined;
  };
  const before = center.clock.now();
  const found = await collect(center.open().list({ kind: "owner", owner: "PAY" }));
  expect(found).toMatchObject([{ name: "PAY/web" }]);
  expect(center.clock.now() - before).toBeGreaterThanOrEqual(7000);
});

test("what is no Bitbucket Data Center is a UserError, and so is an address that is none of its API", async () => {
  const center = await startDataCenter();
  center.fault = () => ({ status: 200, body: { hello: "world" } });
  await expect(center.open().access(true)).rejects.toThrow("does not answer as a Bitbucket Data Center does");
  const at = { host: "git.example.com", base: "https://git.example.com/api", authorize: () => Promise.resolve("") };
  expect(() => openDataCenter(at, { env: {}, folder: "." })).toThrow("not where the API");
});
