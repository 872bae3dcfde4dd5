import { expect, test } from "vitest";
import { startBitbucket } from "../../forges/bitbucket/fake-bitbucket.ts";

const PERSON = ["read:user:bitbucket", "read:repository:bitbucket", "read:pullrequest:bitbucket"];

test.each([
  ["an app's that may propose", ["account", "pullrequest:write"], true, []],
  ["an app's that may read", ["account", "repository"], false, []],
  ["a person's that may read", PERSON, false, []],
  [
    "a person's that may only read, where something is proposed",
    PERSON,
    true,
    [
      "the scope `repository:write` (`write:repository:bitbucket`) to write branches",
      "the scope `pullrequest:write` (`write:pullrequest:bitbucket`) to open pull requests",
    ],
  ],
  ["one of no use", ["account"], false, ["the scope `repository` (`read:repository:bitbucket`) to read repositories"]],
])("what a token lacks is told by its scopes: %s", async (_, scopes, writes, lacks) => {
  const bitbucket = await startBitbucket();
  bitbucket.state.scopes = scopes.includes("account") ? scopes : [...scopes, "account"];
  expect(await bitbucket.open().access(writes)).toMatchObject({ login: "acme-bot", lacks });
});

test("a token of a workspace stands for nobody, and lacks nothing for that", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.isAccessToken = true;
  bitbucket.state.scopes = ["pullrequest:write"];
  expect(await bitbucket.open().access(true)).toMatchObject({ login: "an access token", lacks: [] });
});

test("a token of an account that may not say whose it is lacks that", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.state.scopes = ["pullrequest:write"];
  expect(await bitbucket.open().access(true)).toMatchObject({
    lacks: ["the scope `account` (`read:user:bitbucket`) to tell its own commits from those of others"],
  });
});

test("nothing is said of scopes where Bitbucket says nothing", async () => {
  const bitbucket = await startBitbucket();
  bitbucket.fault = () => ({ status: 401, body: {} });
  expect(await bitbucket.open().access(true)).toMatchObject({ login: "an access token", lacks: [] });
});
