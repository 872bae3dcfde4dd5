import { expect, test } from "vitest";
import type { Selection } from "../../../src/fleet/forge.ts";
import { type FakeBitbucket, TOKEN, startBitbucket } from "../../forges/bitbucket/fake-bitbucket.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { collect } from "../../forges/ask.ts";

async function namesOf(bitbucket: FakeBitbucket, selection: Selection): Promise<string[]> {
  const found = await collect(bitbucket.open().list(selection));
  return found.map((one) => ("id" in one ? one.name : `${one.name}: ${one.message}`));
}

const GONE = "it is not there, or the token may not see it";

test("a repository is listed with all that is to be known before it is read", async () => {
  const bitbucket = await startBitbucket();
  const { bare, uuid } = bitbucket.state.add("acme/api", {
    files: { a: "a" },
    isPrivate: false,
    parent: "{20000000-0000-4000-8000-000000000001}",
    project: "PAY",
  });
  expect(await collect(bitbucket.open().list({ kind: "names", names: ["acme/api"] }))).toEqual([
    {
      place: "bitbucket",
      host: "bitbucket.org",
      name: "acme/api",
      id: uuid,
      url: "https://bitbucket.org/acme/api",
      base: { branch: "main", commit: bare.tip("main") },
      visibility: "public",
      isFork: true,
      isArchived: false,
      forks: 0,
      topics: ["PAY"],
    },
  ]);
});

test("a repository without a commit has no base", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.add("acme/empty");
  const [found] = await collect(bitbucket.open().list({ kind: "owner", owner: "acme" }));
  expect(found).toMatchObject({ name: "acme/empty", base: undefined, visibility: "private", isFork: false });
});

test("a workspace is listed page by page, with no request for any one repository", async () => {
  const bitbucket = await startBitbucket();
  for (let number = 0; number < 230; number += 1) bitbucket.state.add(`acme/r${String(number).padStart(3, "0")}`);
  bitbucket.state.add("other/r");
  const names = await namesOf(bitbucket, { kind: "owner", owner: "acme" });
  expect([names.length, names[0], names[229]]).toEqual([230, "acme/r000", "acme/r229"]);
  expect(bitbucket.server.calls.length).toBe(3);
});

test("where a list has no tips, each main branch is asked for, and the order stays", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.ways.givesTips = false;
  const tips = ["c", "a", "b"].map((name) => bitbucket.state.add(`acme/${name}`, { files: { name } }).bare.tip("main"));
  const found = await collect(bitbucket.open().list({ kind: "owner", owner: "acme" }));
  expect(found.map((one) => ("id" in one ? [one.name, one.base?.commit] : []))).toEqual([
    ["acme/a", tips[1]],
    ["acme/b", tips[2]],
    ["acme/c", tips[0]],
  ]);
});

test("a search is a workspace and a filter in Bitbucket's own words", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.add("acme/api", { project: "PAY" });
  bitbucket.state.add("acme/web", { project: "WEB" });
  expect(await namesOf(bitbucket, { kind: "search", query: 'acme project.key = "PAY"' })).toEqual(["acme/api"]);
});

test.each([
  ["project.key=1", "Bitbucket searches one workspace only"],
  ["acme nonsense", "the repositories of `acme` cannot be listed: Bitbucket answers 400 (Invalid query)"],
])("a search that is none, `%s`, is told", async (query, message) => {
  const bitbucket = await startBitbucket();
  bitbucket.state.add("acme/api");
  await expect(namesOf(bitbucket, { kind: "search", query })).rejects.toThrow(message);
});

test("a workspace that is not there is told", async () => {
  const bitbucket = await startBitbucket();
  await expect(namesOf(bitbucket, { kind: "owner", owner: "acme" })).rejects.toThrow(
    "there is no `acme` on bitbucket.org, or the token may not see it",
  );
});

test("of names, those that lead nowhere are told, and one that was renamed is found", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.rename(bitbucket.state.add("acme/old", { files: { a: "a" } }), "new");
  const names = ["acme/gone", "acme/old", "acme", "acme/a/b"];
  expect(await namesOf(bitbucket, { kind: "names", names })).toEqual([
    `acme/gone: ${GONE}`,
    "acme/new",
    `acme: ${GONE}`,
    `acme/a/b: ${GONE}`,
  ]);
});

test("a repository whose tip is not to be had is missing, and not taken for one that is empty", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.ways.givesTips = false;
  const [a] = ["a", "b"].map((name) => bitbucket.state.add(`acme/${name}`, { files: { name } }));
  bitbucket.fault = ({ url }) =>
    decodeURIComponent(url.pathname).includes(a?.uuid ?? "") ? { status: 403, body: {} } : undefined;
  expect(await namesOf(bitbucket, { kind: "owner", owner: "acme" })).toEqual([
    "acme/a: the token may not do this there",
    "acme/b",
  ]);
});

test.each<[string, Fault]>([
  ["429 with the time to wait", { status: 429, body: {}, headers: { "retry-after": "3" } }],
  ["429 without", { status: 429, body: {} }],
  ["a fault of the server", { status: 503, body: {} }],
  ["what took too long", { status: 555, body: {} }],
  ["a connection that breaks before", "reset"],
  ["a connection that breaks after", "lost"],
  ["JSON that is cut off", "cut"],
  ["a slow answer", "slow"],
])("a workspace is listed whole through %s, each time", async (_, fault) => {
  const bitbucket = await startBitbucket();
  for (let number = 0; number < 150; number += 1) bitbucket.state.add(`acme/r${number}`);
  bitbucket.fault = ({ index }) => (index % 2 === 0 ? fault : undefined);
  expect(new Set(await namesOf(bitbucket, { kind: "owner", owner: "acme" })).size).toBe(150);
});

test("requests slow down when Bitbucket says that few are left", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.add("acme/api");
  bitbucket.fault = ({ index }) =>
    index === 0
      ? {
          status: 200,
          body: { uuid: "{1}" },
          headers: { "x-ratelimit-nearlimit": "true", "x-ratelimit-limit": "1000" },
        }
      : undefined;
  const forge = bitbucket.open();
  await forge.access(false);
  await collect(forge.list({ kind: "owner", owner: "acme" }));
  expect(bitbucket.clock.slept).toEqual([3600]);
});

test("a token that has expired is told, and not shown", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.fault = () => ({ status: 401, body: { type: "error", error: { message: "Token is invalid" } } });
  const listed = namesOf(bitbucket, { kind: "owner", owner: "acme" });
  await expect(listed).rejects.toThrow("Bitbucket at `bitbucket.org` does not take the token");
  await expect(listed).rejects.not.toThrow(TOKEN);
});
