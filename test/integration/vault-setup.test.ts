import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectVault } from "../../src/services/vault.ts";
import type { CheckItem } from "../../src/vault-setup/check-item.ts";
import { checkVault } from "../../src/vault-setup/check.ts";
import { writeCommands } from "../../src/vault-setup/commands.ts";
import { type SetupFlags, toVaultSetup } from "../../src/vault-setup/to-vault-setup.ts";
import { type VaultOptions, fix } from "../../src/index.ts";
import { type Programs, buildPrograms } from "./build.ts";
import { Job } from "./clients.ts";
import { type Docker, startDocker } from "./docker.ts";
import { type Issuer, type JobIdentity, startIssuer } from "./oidc-issuer.ts";
import { runJob } from "./pipeline.ts";
import { hasServers, whenServers } from "./prerequisites.ts";
import { run, runOrThrow } from "./process.ts";
import { logIn, tokenFor } from "./vault-mounts.ts";
import { Vault } from "./vault-server.ts";
import { WORLD_TIMEOUT } from "./world.ts";

const PASSWORD = "made-up-password";
const ROOT = join(import.meta.dirname, "../..");
const ROLE = "auth/jwt/role/circleci-docker";
const POLICY = "sys/policies/acl/circlesec-circleci-docker";
const JOB: JobIdentity = { project: randomUUID(), user: randomUUID(), origin: "github.com/acme/app" };

describe.skipIf(!hasServers)(whenServers, () => {
  let programs: Programs;
  let docker: Docker;
  let issuer: Issuer;
  let vault: Vault;
  let home: string;

  beforeAll(async () => {
    programs = await buildPrograms();
    [docker, issuer, vault] = await Promise.all([
      startDocker({ acme: PASSWORD }),
      startIssuer(),
      Vault.start(programs),
    ]);
    home = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-setup-")));
    await registerPlugin();
  }, WORLD_TIMEOUT);

  afterAll(async () => {
    await vault.stop();
    await Promise.all([docker.stop(), issuer.stop()]);
    rmSync(home, { recursive: true });
  });

  const surroundings = (input: string) => ({
    env: {
      PATH: `${dirname(programs.vault)}:${process.env["PATH"]}`,
      HOME: home,
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: vault.rootToken,
    },
    input,
  });

  /** By the command that the script names; the variables let the plugin find our Docker Hub. */
  async function registerPlugin(): Promise<void> {
    const hash = createHash("sha256").update(readFileSync(programs.dockerHubPlugin)).digest("hex");
    const env = Object.entries(docker.env).map(([name, value]) => `-env=${name}=${value}`);
    const args = ["plugin", "register", `-sha256=${hash}`, ...env, "secret", "dockerhub"];
    await runOrThrow(programs.vault, args, surroundings(""));
  }

  const plan = (flags: SetupFlags = {}) =>
    toVaultSetup(undefined, {
      issuer: issuer.url,
      organization: issuer.organization,
      project: [JOB.project],
      username: "acme",
      ...flags,
    });

  const setUp = (flags: SetupFlags = {}, input = `${PASSWORD}\n`) =>
    run("sh", ["-c", writeCommands(plan(flags))], surroundings(input));

  async function check(flags: SetupFlags = {}, token = vault.rootToken): Promise<readonly CheckItem[]> {
    const connection = connectVault({ address: vault.url, token });
    try {
      return await checkVault(plan(flags), connection);
    } finally {
      await connection.close();
    }
  }

  /** What the check finds at fault, as text. */
  const faults = async (flags: SetupFlags = {}) =>
    (await check(flags))
      .filter(({ verdict }) => verdict !== "ok")
      .map(({ subject, verdict, text }) => `${verdict}: ${subject}: ${text}`);

  test("an empty Vault lacks all of it", async () => {
    expect(await faults({ authMount: "none", mount: "none" })).toEqual([
      "missing: auth method none: no auth method is enabled at `none`",
      "missing: secrets engine none: no secrets engine is enabled at `none`",
    ]);
  });

  test("the commands run, twice, and the check then finds nothing at fault", async () => {
    const first = await setUp();
    const second = await setUp({}, "");
    expect([first.status, first.stderr, second.status, second.stderr]).toEqual([0, "", 0, ""]);
    expect(first.stdout).toMatchInlineSnapshot(`
      "Success! Enabled jwt auth method at: jwt/
      Success! Data written to: auth/jwt/config
      Success! Uploaded policy: circlesec-circleci-docker
      Success! Data written to: auth/jwt/role/circleci-docker
      Success! Enabled the dockerhub secrets engine at: dockerhub/
      Success! Data written to: dockerhub/config/acme
      "
    `);
    expect((await check()).map(({ verdict, subject, text }) => `${verdict}: ${subject}: ${text}`)).toEqual([
      "ok: auth method jwt: `jwt` is enabled",
      `ok: issuer of jwt: it is \`${issuer.url}\``,
      `ok: role circleci-docker: jobs of \`${JOB.project}\` may log in`,
      "ok: rights of circleci-docker: jobs may do what they need at `dockerhub/token/acme/read`",
      "ok: secrets engine dockerhub: `dockerhub` is enabled",
      "ok: account acme: tokens of scope `read` can be made",
    ]);
  });

  test("a job logs in, fetches a token of Docker Hub and revokes its own", async () => {
    await setUp();
    const token = await tokenFor(vault, "circleci-docker", await issuer.sign(JOB));
    const made = await vault.call("POST", "dockerhub/token/acme/read", { token, body: { label: "circleci" } });
    const other = await vault.call("POST", "dockerhub/token/acme/write", { token, body: { label: "circleci" } });
    const config = await vault.call("GET", "dockerhub/config/acme", { token });
    const revoked = await vault.call("POST", "auth/token/revoke-self", { token });
    expect([made.status, other.status, config.status, revoked.status]).toEqual([200, 403, 403, 204]);
    expect(made.body.data).toMatchObject({ username: "acme", scope: "read" });
  });

  test("what the commands set up is what the steps of a fix need", async () => {
    await setUp();
    await docker.registry.seed("acme/app", "1");
    const config =
      "version: 2.1\njobs:\n  build:\n    machine: true\n    steps:\n      - run: docker pull acme/app:1\n";
    const settings: VaultOptions = { address: vault.url, role: "circleci-docker", username: "acme" };
    const { text } = fix(config, { strategy: "vault", vault: settings });
    const job = new Job(programs, docker.env);
    const token = { CIRCLE_OIDC_TOKEN_V2: await issuer.sign(JOB) };
    const { passed, log } = await runJob(text, "build", job, token);
    job.stop();
    expect([passed, log]).toEqual([true, expect.stringContaining("Login Succeeded")]);
  });

  test("jobs of other projects, and of other branches where some are named, may not log in", async () => {
    await setUp({ branch: ["main", "release/*"] });
    const statuses = async (...jobs: Partial<JobIdentity>[]) => {
      const tries = jobs.map(async (job) => logIn(vault, "circleci-docker", await issuer.sign({ ...JOB, ...job })));
      return (await Promise.all(tries)).map(({ status }) => status);
    };
    const ref = (name: string) => ({ ref: `refs/heads/${name}` });
    expect(await statuses(ref("main"), ref("release/1.2"))).toEqual([200, 200]);
    expect(
      await statuses({ project: randomUUID() }, ref("mainly"), ref("topic"), { ref: "refs/tags/release/1" }),
    ).toEqual([400, 400, 400, 400]);
    expect(await faults({ branch: ["main", "release/*"] })).toEqual([]);
    await setUp();
  });

  test.each([
    ["kv2", "stored"],
    ["kv1", "old"],
  ])("the commands store a credential for %s", async (engine, mount) => {
    const flags = { engine, mount, path: "ci/docker hub", role: `of-${engine}`, username: undefined };
    const ran = await setUp(flags, `acme\n${PASSWORD}\n`);
    expect([ran.status, ran.stderr]).toEqual([0, "User name at Docker Hub: "]);
    expect(await faults(flags)).toEqual([]);
    const token = await tokenFor(vault, `of-${engine}`, await issuer.sign(JOB));
    const path = engine === "kv2" ? `${mount}/data/ci/docker%20hub` : `${mount}/ci/docker%20hub`;
    const { body } = await vault.call("GET", path, { token });
    expect(body.data).toMatchObject(
      engine === "kv2" ? { data: { username: "acme", password: PASSWORD } } : { username: "acme", password: PASSWORD },
    );
  });

  test("the commands leave a method alone that trusts another issuer", async () => {
    const other = await startIssuer();
    await vault.write("sys/auth/other", { type: "jwt" });
    await vault.write("auth/other/config", { oidc_discovery_url: other.url });
    const ran = await setUp({ authMount: "other" });
    const { data } = await vault.read("auth/other/config");
    await other.stop();
    expect([ran.status, ran.stderr, data?.["oidc_discovery_url"]]).toEqual([
      1,
      "auth/other is configured for another issuer; choose another path with --auth-mount\n",
      other.url,
    ]);
  });

  const role = (more: Readonly<Record<string, unknown>>) => vault.write(ROLE, more);
  const policy = (text: string) => vault.write(POLICY, { policy: text });
  const NEEDED = 'path "dockerhub/token/acme/read" { capabilities = ["create", "update"] }';

  test.each<[name: string, damage: () => Promise<unknown>, found: string | RegExp]>([
    [
      "a role for OIDC",
      () => role({ role_type: "oidc", allowed_redirect_uris: ["http://[::1]"] }),
      "wrong: role circleci-docker: `role_type` is `oidc`, so every login fails",
    ],
    [
      "no audience",
      () => role({ bound_audiences: [] }),
      "wrong: role circleci-docker: `bound_audiences` is empty, so every login fails",
    ],
    [
      "another audience",
      () => role({ bound_audiences: ["vault"] }),
      "wrong: role circleci-docker: `bound_audiences` lacks the id of the organization, so every login fails",
    ],
    [
      "no bound claims",
      () => role({ bound_claims: {} }),
      "too wide: role circleci-docker: `bound_claims` lacks `oidc.circleci.com/project-id`, so each project of the organization may log in",
    ],
    [
      "a claim for any project",
      () => role({ bound_claims_type: "glob", bound_claims: { "oidc.circleci.com/project-id": "*" } }),
      "too wide: role circleci-docker: `oidc.circleci.com/project-id` is bound to `*`, which others match",
    ],
    [
      "a claim that tokens lack",
      () => role({ user_claim: "email" }),
      "wrong: role circleci-docker: `user_claim` is `email`, which CircleCI's tokens lack",
    ],
    [
      "batch tokens",
      () => role({ token_type: "batch" }),
      "wrong: role circleci-docker: its tokens are batch tokens, which no job can revoke",
    ],
    [
      "two uses",
      () => role({ token_num_uses: 2 }),
      "wrong: role circleci-docker: `token_num_uses` is 2, and a job needs 3",
    ],
    [
      "a minute's life",
      () => role({ token_ttl: "1m" }),
      "wrong: role circleci-docker: `token_ttl` is 60 s, and what is fetched ends with the token, not after 300 s",
    ],
    [
      "no time to live",
      () => role({ token_ttl: 0 }),
      "too wide: role circleci-docker: `token_ttl` is not set, so tokens live as long as Vault lets any, 32 days by default",
    ],
    [
      "no default policy",
      () => role({ token_no_default_policy: true }),
      "wrong: role circleci-docker: its tokens lack the policy `default`, so no job can revoke its own",
    ],
    [
      "other policies",
      () => role({ token_policies: ["nothing"] }),
      "missing: rights of circleci-docker: no policy of the role grants `create` and `update` on `dockerhub/token/acme/read`",
    ],
    [
      "a star in the policy",
      () => policy('path "dockerhub/*" { capabilities = ["create", "read", "update"] }'),
      "too wide: policy circlesec-circleci-docker: it grants `create`, `read` and `update` on `dockerhub/*`",
    ],
    [
      "more capabilities",
      () => policy('path "dockerhub/token/acme/read" { capabilities = ["create", "update", "sudo"] }'),
      "too wide: policy circlesec-circleci-docker: it grants `sudo` on `dockerhub/token/acme/read`",
    ],
    [
      "a policy in JSON",
      () => policy(JSON.stringify({ path: { "+/token/acme/read": { capabilities: ["create"] } } })),
      "too wide: policy circlesec-circleci-docker: it grants `create` on `+/token/acme/read`",
    ],
    [
      "more paths",
      () => policy(`${NEEDED}\npath "secret/*" { policy = "read" }`),
      "too wide: policy circlesec-circleci-docker: it grants `read` and `list` on `secret/*`",
    ],
    [
      "a denial",
      () => policy(`path "dockerhub/token/acme/read" { capabilities = ["deny"] }`),
      "missing: rights of circleci-docker: no policy of the role grants `create` and `update` on `dockerhub/token/acme/read`",
    ],
    [
      "`scopes=` of the README",
      () => vault.write("dockerhub/config/acme", { scopes: "read", password: PASSWORD }),
      "wrong: account acme: it has no scopes, as after a write of `scopes=`, so every request fails",
    ],
    [
      "another scope",
      () => vault.write("dockerhub/config/acme", { Scope: "write", password: PASSWORD }),
      "wrong: account acme: its scopes are `write`, without `read`",
    ],
    [
      "an account that was never written",
      () => vault.delete("dockerhub/config/acme"),
      "missing: account acme: the engine does not know the account",
    ],
    ["no role", () => vault.delete(ROLE), "missing: role circleci-docker: there is no such role"],
    [
      "no policy",
      () => vault.delete(POLICY),
      "missing: policy circlesec-circleci-docker: the role names it, but there is no such policy",
    ],
    [
      "no bound issuer",
      () => vault.write("auth/jwt/config", { oidc_discovery_url: issuer.url }),
      "too wide: issuer of jwt: `bound_issuer` is not set, so tokens of any issuer pass that its keys have signed",
    ],
    [
      "another bound issuer",
      () => vault.write("auth/jwt/config", { oidc_discovery_url: issuer.url, bound_issuer: `${issuer.url}/` }),
      /^wrong: issuer of jwt: `bound_issuer` is `http:.*\/`, so every login fails$/,
    ],
  ])("the check finds %s", async (_, damage, found) => {
    await damage();
    const said = await faults();
    const repaired = await setUp();
    expect(said).toContainEqual(typeof found === "string" ? found : expect.stringMatching(found));
    expect(repaired.stderr).toBe("");
    expect(await faults()).toEqual([]);
  });

  test("the check says what the token may not read", async () => {
    await setUp();
    await vault.write("sys/policies/acl/looker", { policy: 'path "sys/auth" { capabilities = ["read"] }' });
    const { auth } = await vault.write("auth/token/create", { policies: ["looker"] });
    const items = await check({}, auth?.client_token);
    expect(items.map(({ verdict, subject, help }) => `${verdict}: ${subject}: ${help}`)).toMatchInlineSnapshot(`
      [
        "ok: auth method jwt: undefined",
        "unreadable: issuer of jwt: Use a token with \`read\` on \`auth/jwt/config\`",
        "unreadable: role circleci-docker: Use a token with \`read\` on \`auth/jwt/role/circleci-docker\`",
        "unreadable: rights of circleci-docker: undefined",
        "unreadable: policy circlesec-circleci-docker: Use a token with \`read\` on \`sys/policies/acl/circlesec-circleci-docker\`",
        "unreadable: secrets engine dockerhub: Use a token with \`read\` on \`sys/mounts\`",
        "unreadable: account acme: Use a token with \`read\` on \`dockerhub/config/acme\`",
      ]
    `);
  });

  test("the policy of the guide lets a token read all that is looked at", async () => {
    await setUp();
    const guide = readFileSync(join(ROOT, "docs/vault.md"), "utf8");
    const text = [...guide.matchAll(/^```hcl\n([^]*?)^```$/gm)].at(-1)?.[1] ?? "";
    await vault.write("sys/policies/acl/checker", { policy: text.replace("acmeci", "acme") });
    const { auth } = await vault.write("auth/token/create", { policies: ["checker"] });
    expect((await check({}, auth?.client_token)).map(({ verdict }) => verdict)).toEqual(Array(6).fill("ok"));
  });

  test("the command checks, and ends with what it found", async () => {
    const ids = ["--issuer", issuer.url, "--organization", issuer.organization, "--project", JOB.project];
    const circlesec = (token: string, ...more: readonly string[]) => {
      const args = [
        "--import",
        "tsx",
        "src/cli.ts",
        "vault",
        "setup",
        "--check",
        ...ids,
        "--username",
        "acme",
        ...more,
      ];
      const { env } = surroundings("");
      return run(process.execPath, args, { cwd: ROOT, env: { ...env, VAULT_TOKEN: token } });
    };
    await setUp();
    const { auth } = await vault.write("auth/token/create", { policies: ["default"] });
    const [clean, faulty, blind, strange, json] = await Promise.all([
      circlesec(vault.rootToken),
      circlesec(vault.rootToken, "--branch", "main"),
      circlesec(auth?.client_token ?? ""),
      circlesec("made-up"),
      circlesec(vault.rootToken, "--format", "json"),
    ]);
    expect([clean, faulty, blind, strange, json].map(({ status }) => status)).toEqual([0, 1, 2, 2, 0]);
    expect(clean.stdout.replaceAll(issuer.url, "ISSUER").replaceAll(JOB.project, "PROJECT")).toMatchInlineSnapshot(`
      "ok          auth method jwt: \`jwt\` is enabled
      ok          issuer of jwt: it is \`ISSUER\`
      ok          role circleci-docker: jobs of \`PROJECT\` may log in
      ok          rights of circleci-docker: jobs may do what they need at \`dockerhub/token/acme/read\`
      ok          secrets engine dockerhub: \`dockerhub\` is enabled
      ok          account acme: tokens of scope \`read\` can be made

      Jobs can log in and fetch the credential
      "
    `);
    expect(faulty.stdout.replaceAll(issuer.url, "ISSUER")).toMatchInlineSnapshot(`
      "ok          auth method jwt: \`jwt\` is enabled
      ok          issuer of jwt: it is \`ISSUER\`
      too wide    role circleci-docker: \`bound_claims\` lacks \`oidc.circleci.com/vcs-ref\`, so each branch may log in
                  Bind \`oidc.circleci.com/vcs-ref\` to \`refs/heads/main\`
      ok          rights of circleci-docker: jobs may do what they need at \`dockerhub/token/acme/read\`
      ok          secrets engine dockerhub: \`dockerhub\` is enabled
      ok          account acme: tokens of scope \`read\` can be made

      1 to mend
      "
    `);
    expect(blind.stdout).toMatch(/\n\n7 not readable\n$/);
    expect(strange.stderr.replace(vault.url, "VAULT")).toMatchInlineSnapshot(`
      "circlesec: Vault at \`VAULT\` does not know the token, or it has expired
      Log in with \`vault login\`, or set VAULT_TOKEN
      "
    `);
    const { items } = JSON.parse(json.stdout) as { items: readonly CheckItem[] };
    expect(items.map(({ verdict }) => verdict)).toEqual(Array(6).fill("ok"));
  });

  test("the check finds a key-value engine of the other version", async () => {
    await setUp({ engine: "kv2", mount: "versioned", path: "hub", role: "versioned" });
    expect(await faults({ engine: "kv1", mount: "versioned", path: "hub", role: "versioned" })).toContain(
      "wrong: secrets engine versioned: it is `kv2`, not `kv1`",
    );
  });
});
