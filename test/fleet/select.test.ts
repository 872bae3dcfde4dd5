import { expect, test } from "vitest";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import { type Filters, Selector } from "../../src/fleet/select.ts";
import { matcherForNames } from "../../src/io/name-patterns.ts";
import { all } from "./all.ts";
import { listing } from "./listing.ts";
import { repositoryNamed } from "./journal-lines.ts";

const FILTERS: Filters = {
  includes: undefined,
  excludes: matcherForNames([]),
  topics: [],
  archived: false,
  forks: false,
};

test("each repository comes once, in the order of the sources", async () => {
  const [a, b] = [repositoryNamed("a"), repositoryNamed("b")];
  expect(await select([[b, a], [a]])).toEqual({ names: ["acme/b", "acme/a"], leftOut: { twice: 1 }, missing: [] });
});

test("archived ones and forks are left out, and counted", async () => {
  const found = [archived("a"), archived("b"), { ...repositoryNamed("c"), isFork: true }, repositoryNamed("d")];
  expect(await select([found])).toEqual({ names: ["acme/d"], leftOut: { archived: 2, fork: 1 }, missing: [] });
  expect(await select([found], { archived: true, forks: true })).toMatchObject({ leftOut: {} });
});

test("names are matched whole, or by their last part", async () => {
  const found = ["web", "web-old", "api"].map((name) => repositoryNamed(name));
  const filters = { includes: matcherForNames(["web*"]), excludes: matcherForNames(["acme/*-old"]) };
  expect(await select([found], filters)).toEqual({
    names: ["acme/web"],
    leftOut: { excluded: 1, "not included": 1 },
    missing: [],
  });
});

test("of a folder the end of its path is matched", () => {
  const matches = matcherForNames(["acme/*"]);
  expect([matches("/home/me/acme/web", true), matches("other/acme/web", false)]).toEqual([true, false]);
});

test("one topic is enough", async () => {
  const found = [{ ...repositoryNamed("a"), topics: ["x", "pay"] }, repositoryNamed("b")];
  expect(await select([found], { topics: ["pay", "money"] })).toMatchObject({
    names: ["acme/a"],
    leftOut: { "other topics": 1 },
  });
});

test("an entry that leads nowhere is told", async () => {
  const missing = { name: "acme/gone", kind: "gone", message: "there is no such repository" } as const;
  expect(await select([[missing, repositoryNamed("a")]])).toEqual({
    names: ["acme/a"],
    leftOut: {},
    missing: [missing],
  });
});

function archived(name: string): FleetRepository {
  return { ...repositoryNamed(name), isArchived: true };
}

async function select(sources: Parameters<typeof listing>[0][], filters: Partial<Filters> = {}) {
  const selector = new Selector({ ...FILTERS, ...filters });
  const selection = { kind: "owner", owner: "acme" } as const;
  const found = await all(selector.select(sources.map((list) => ({ forge: listing(list), selection }))));
  return {
    names: found.map(({ name }) => name),
    leftOut: Object.fromEntries(selector.leftOut),
    missing: selector.missing,
  };
}
