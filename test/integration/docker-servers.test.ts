import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasServers, whenServers } from "./prerequisites.ts";
import { PASSWORD, WORLD_TIMEOUT, World } from "./world.ts";

/** Steps as a config may have them. */
const VAULT_LOGIN = `vault_token=$(jq -n '{role: "ci", jwt: env.CIRCLE_OIDC_TOKEN_V2}' |
  curl -fsS --data @- "$VAULT_ADDR/v1/auth/jwt/login" | jq -er .auth.client_token)
echo "export VAULT_TOKEN=$vault_token" >> "$BASH_ENV"`;
const DOCKER_LOGIN = `secret=$(jq -n '{label: env.LABEL}' |
  curl -fsS -H "X-Vault-Token: $VAULT_TOKEN" --data @- "$VAULT_ADDR/v1/dockerhub/token/acme/read")
jq -er .data.token <<< "$secret" | docker login --username "$(jq -er .data.username <<< "$secret")" --password-stdin`;
const REVOKE = `curl -fsS -H "X-Vault-Token: $VAULT_TOKEN" -X POST "$VAULT_ADDR/v1/auth/token/revoke-self"`;
const PULL = "docker pull acme/app:1";

function logInAs(username: string, secret: string): string {
  return `printf %s '${secret}' | docker login --username '${username}' --password-stdin`;
}

describe.skipIf(!hasServers)(whenServers, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  }, WORLD_TIMEOUT);
  afterAll(() => world.stop());
  beforeEach(() => {
    world.docker.hub.deleteStatus = 204;
  });

  /** Calls the hub's API as `acme`, once logged in with this secret. */
  async function callHub(secret: string, method: string, path: string, body?: string) {
    const step = `session=$(jq -n '{identifier: "acme", secret: env.SECRET}' |
        curl -fsS --data @- https://hub.docker.com/v2/auth/token | jq -er .access_token)
      [ -z "$BODY" ] || set -- --data "$BODY"
      curl -sS -w '%{http_code}' -X "$METHOD" -H "Authorization: Bearer $session" "$@" "https://hub.docker.com$PATH_"`;
    const env = { SECRET: secret, METHOD: method, PATH_: path, BODY: body ?? "" };
    const { stdout } = await world.newJob().step(step, env);
    return { status: Number(stdout.slice(-3)), text: stdout.slice(0, -3) };
  }

  test("only a login lets a job pull a private image, and only until it logs out", async () => {
    const job = world.newJob();
    const statuses: (number | null)[] = [];
    for (const step of [PULL, "docker pull open", logInAs("acme", PASSWORD), PULL, "docker logout", PULL]) {
      statuses.push((await job.step(step)).status);
    }
    expect(statuses).toEqual([1, 0, 0, 0, 0, 1]);
  });

  test("docker's own client stores the login where a pull looks for it", async () => {
    const secret = world.docker.hub.mint("acme", "stored", "read");
    const { stdout } = await world.newJob().step(`${logInAs("acme", secret)} > log; cat "$HOME/.docker/config.json"`);
    const auth = Buffer.from(`acme:${secret}`).toString("base64");
    expect(JSON.parse(stdout)).toEqual({ auths: { "https://index.docker.io/v1/": { auth } } });
  });

  test("docker's own client says that a secret is wrong", async () => {
    const { status, stderr } = await world.newJob().step(logInAs("acme", "wrong"));
    expect([status, stderr]).toEqual([
      1,
      'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password\n',
    ]);
  });

  test("a program reaches no host but Docker's", async () => {
    const { status } = await world.newJob().step(`${logInAs("acme", PASSWORD)} registry.example`);
    expect(status).toBe(1);
  });

  test("a token for public images alone does not let a job pull a private one", async () => {
    const secret = world.docker.hub.mint("acme", "public", "public_read");
    const job = world.newJob();
    const [login, pull] = [await job.step(logInAs("acme", secret)), await job.step(PULL)];
    expect([login.status, pull.status]).toEqual([0, 1]);
  });

  test("the password makes and lists tokens, and no list tells their secrets", async () => {
    const made = await callHub(PASSWORD, "POST", "/v2/access-tokens", '{"token_label":"a","scopes":["repo:read"]}');
    const { uuid, token } = JSON.parse(made.text) as { uuid: string; token: string };
    const list = await callHub(PASSWORD, "GET", "/v2/access-tokens");
    const gone = await callHub(PASSWORD, "DELETE", `/v2/access-tokens/${uuid}`);
    const again = await callHub(PASSWORD, "DELETE", `/v2/access-tokens/${uuid}`);
    expect([made.status, list.status, gone.status, again.status]).toEqual([201, 200, 204, 404]);
    expect(token).toMatch(/^dckr_pat_[\w-]{27}$/);
    expect([list.text.includes(uuid), list.text.includes(token)]).toEqual([true, false]);
  });

  test.each(["", "x".repeat(101)])("a label of the wrong length is refused (%#)", async (label) => {
    const body = JSON.stringify({ token_label: label, scopes: ["repo:read"] });
    expect((await callHub(PASSWORD, "POST", "/v2/access-tokens", body)).status).toBe(400);
  });

  test("a token makes no tokens", async () => {
    const secret = world.docker.hub.mint("acme", "maker", "admin");
    const { status, text } = await callHub(secret, "GET", "/v2/access-tokens");
    expect([status, text]).toEqual([403, expect.stringContaining("forbidden with personal access token")]);
  });

  test.each([202, 204] as const)("a whole job leaves no token of Docker Hub that works (%i)", async (deleteStatus) => {
    const { hub } = world.docker;
    hub.deleteStatus = deleteStatus;
    const label = `job-${deleteStatus}`;
    const job = world.newJob({ CIRCLE_OIDC_TOKEN_V2: await world.sign(), LABEL: label });
    const ran = [await job.step(VAULT_LOGIN), await job.step(DOCKER_LOGIN), await job.step(PULL)];
    const during = hub.aliveTokens.includes(label);
    ran.push(await job.step(REVOKE));
    expect(ran).toEqual(ran.map(() => expect.objectContaining({ status: 0 })));
    expect(during).toBe(true);
    await expect.poll(() => hub.aliveTokens.includes(label), { timeout: 10_000 }).toBe(false);
    expect((await job.step(PULL)).status).toBe(1);
  });

  test("Vault does not notice that a token is gone where Docker Hub answers as documented", async () => {
    const { docker, vault } = world;
    const { lease_id: lease, ...token } = await vault.write("dockerhub/token/acme/read", { label: "documented" });
    const revoked = await vault.call("PUT", "sys/leases/revoke", {
      token: vault.rootToken,
      body: { lease_id: lease, sync: true },
    });
    expect([token.lease_duration, token.renewable]).toEqual([300, false]);
    expect(docker.hub.aliveTokens).not.toContain("documented");
    expect([revoked.status, revoked.body.errors]).toEqual([
      400,
      ["failed to revoke entry: resp: (*logical.Response)(nil) err: failed to delete auth token 204"],
    ]);
  });

  test.each([
    ["dockerhub/token/acme/write", 500, 'requested scope "write" is not permitted for user "acme"'],
    ["dockerhub/token/other/read", 500, 'unable to finde configuration for "other"'],
    ["dockerhub/token/read", 404, "unsupported path"],
  ])("the engine answers %s with %i", async (path, status, error) => {
    const { vault } = world;
    const reply = await vault.call("POST", path, { token: vault.rootToken, body: { label: "x" } });
    expect([reply.status, reply.body.errors]).toEqual([status, [`1 error occurred:\n\t* ${error}\n\n`]]);
  });

  test("the engine minds no field that it does not know, and so permits nothing", async () => {
    const { vault } = world;
    const written = await vault.write("dockerhub/config/readme", { scopes: "read", password: PASSWORD });
    const { data } = await vault.read("dockerhub/config/readme");
    expect([written, data]).toEqual([{}, { username: "readme", namespace: [], ttl: "5m0s" }]);
  });
});
