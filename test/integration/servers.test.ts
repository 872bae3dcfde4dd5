import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobIdentity, TokenOptions } from "./oidc-issuer.ts";
import { hasServers, whenServers } from "./prerequisites.ts";
import { addRole, logIn } from "./vault-mounts.ts";
import { Vault } from "./vault-server.ts";
import { BOUND, PASSWORD, WORLD_TIMEOUT, World } from "./world.ts";

const INVALID = "error validating token:";

/** Tokens that Vault refuses, what they differ in from a good one, and why. */
const REFUSED: readonly [name: string, job: Partial<JobIdentity>, options: TokenOptions, error: string][] = [
  [
    "of another audience",
    {},
    { audience: "vault" },
    `${INVALID} invalid audience (aud) claim: audience claim does not match any expected audience`,
  ],
  ["that is over", {}, { expiresIn: -3600 }, `${INVALID} invalid expiration time (exp) claim: token is expired`],
  ["of another issuer", {}, { issuer: "http://127.0.0.1/org/other" }, `${INVALID} invalid issuer (iss) claim`],
  [
    "of an unknown key",
    {},
    { foreignKey: true },
    `${INVALID} error verifying token signature: failed to verify id token signature`,
  ],
  [
    "of another project",
    { project: randomUUID() },
    {},
    'error validating claims: claim "oidc.circleci.com/project-id" does not match any associated bound claim values',
  ],
  [
    "of a pipeline without a repository",
    { origin: undefined },
    {},
    'error validating claims: claim "oidc.circleci.com/vcs-origin" is missing',
  ],
];

describe.skipIf(!hasServers)(whenServers, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  }, WORLD_TIMEOUT);
  afterAll(() => world.stop());

  test.each([1, 2] as const)("Vault takes CircleCI's token of version %i", async (version) => {
    const { status, body } = await logIn(world.vault, "ci", await world.sign({}, { version }));
    expect([status, body.auth?.token_policies]).toEqual([200, ["ci", "default"]]);
  });

  test.each(REFUSED)("Vault refuses a token %s", async (_, other, options, error) => {
    const { status, body } = await logIn(world.vault, "ci", await world.sign(other, options));
    expect([status, body.errors]).toEqual([400, [error]]);
  });

  test.each([
    ["oidc", { role_type: "oidc", allowed_redirect_uris: ["http://[::1]"] }, "role with oidc role_type is not allowed"],
    [
      "open",
      { bound_audiences: [], bound_claims: BOUND },
      "audience claim found in JWT but no audiences bound to the role",
    ],
  ])("Vault refuses the role %s", async (name, more, error) => {
    await addRole(world.vault, world.issuer, { name, more });
    const { status, body } = await logIn(world.vault, name, await world.sign());
    expect([status, body.errors]).toEqual([400, [error]]);
  });

  test.each([
    ["an unknown role", "none", "a.b.c", 'role "none" could not be found'],
    ["no role", undefined, "a.b.c", "missing role"],
    ["an empty token", "ci", "", "missing token"],
  ])("Vault refuses %s", async (_, role, jwt, error) => {
    const { status, body } = await logIn(world.vault, role, jwt);
    expect([status, body.errors]).toEqual([400, [error]]);
  });

  test("a sealed Vault refuses all, and nothing is lost by it", async () => {
    const vault = await Vault.start(world.programs);
    await vault.write("sys/mounts/kept", { type: "kv" });
    await vault.seal();
    const refused = await vault.call("GET", "sys/mounts", { token: vault.rootToken });
    await vault.unseal();
    const { data } = await vault.list("sys/plugins/catalog/secret");
    const mounts = await vault.read("sys/mounts");
    await vault.stop();
    expect(refused).toEqual({ status: 503, body: { errors: ["Vault is sealed"] } });
    expect([data, Object.keys(mounts.data ?? {})]).toEqual([{ keys: ["kv"] }, expect.arrayContaining(["kept/"])]);
  });

  test.each([
    ["secret/data/ci/hub", 200, { data: { username: "acme", password: PASSWORD }, metadata: { version: 1 } }],
    ["old/ci/hub", 200, { username: "acme", password: PASSWORD }],
    ["secret/data/ci/none", 404, undefined],
    ["old/ci/none", 404, undefined],
    ["secret/ci/hub", 403, undefined],
    ["secret/data/other", 403, undefined],
  ])("a job that reads %s is answered %i", async (path, status, data) => {
    const reply = await world.vault.call("GET", path, { token: await world.vaultToken() });
    expect(reply.status).toBe(status);
    if (data) expect(reply.body.data).toMatchObject(data);
  });

  test("the default policy lets a job revoke its own token", async () => {
    const token = await world.vaultToken();
    const revoked = await world.vault.call("POST", "auth/token/revoke-self", { token });
    const refused = await world.vault.call("GET", "old/ci/hub", { token });
    expect([revoked.status, refused.status]).toEqual([204, 403]);
    expect(refused.body.errors).toEqual(["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"]);
  });

  test("Vault's command line logs in, reads, revokes its token and tells of errors", async () => {
    const job = world.newJob({ JWT: await world.sign(), VAULT_MAX_RETRIES: "0" });
    const ran = await job.step(
      `export VAULT_TOKEN=$(printf %s "$JWT" | vault write -field=token auth/jwt/login role=ci jwt=-)
       vault kv get -field=password -mount=secret ci/hub
       vault kv get -field=username old/ci/hub
       vault read -format=json old/ci/hub | jq -j .data.username
       vault kv get -field=none -mount=secret ci/hub || echo " $?"
       vault token revoke -self
       vault read old/ci/hub`,
    );
    expect([ran.status, ran.stdout]).toEqual([2, `${PASSWORD}acmeacme 1\nSuccess! Revoked token (if it existed)\n`]);
    expect(ran.stderr).toBe(
      `Field "none" not present in secret\nError reading old/ci/hub: Error making API request.\n\n` +
        `URL: GET ${world.vault.url}/v1/old/ci/hub\nCode: 403. Errors:\n\n` +
        `* 2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n\n`,
    );
  });
});
