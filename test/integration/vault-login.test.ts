import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { type Certificate, makeCertificate } from "./certificate.ts";
import { existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type VaultOptions, fix } from "../../src/index.ts";
import type { Job } from "./clients.ts";
import { freePort, listen } from "./loopback.ts";
import { type JobResult, runJob } from "./pipeline.ts";
import { hasServers, whenServers } from "./prerequisites.ts";
import { pathOf } from "../package/run.ts";
import { type Environment, run } from "./process.ts";
import { addPolicy, addRole } from "./vault-mounts.ts";
import { Vault } from "./vault-server.ts";
import { BOUND, PASSWORD, WORLD_TIMEOUT, World } from "./world.ts";

/** Version, shell and what the job runs before the pull. */
const CONFIGS = {
  "2.1": "version: 2.1\njobs:\n  build:\n    machine: true\n    steps:\n      - run: docker pull acme/app:1\n",
  "2.1 with sh":
    "version: 2.1\njobs:\n  build:\n    machine: true\n    shell: /bin/sh\n    steps:\n      - run: docker pull acme/app:1\n",
  "2.0": "version: 2\njobs:\n  build:\n    machine: true\n    steps:\n      - run: docker pull acme/app:1\n",
} as const;

const DYNAMIC: VaultOptions = { engine: "dockerhub" };
const KV2: VaultOptions = { engine: "kv2", path: "ci/hub" };
const KV1: VaultOptions = { engine: "kv1", mount: "old", path: "ci/hub" };

const NO_LOGIN = "No login to Docker Hub:";
const AUDIENCE = "expects another audience; set bound_audiences to the id of this CircleCI organization";
const CLAIMS = "is not for this project or branch; look at its bound_claims";

/** The config as `circlesec fix --strategy vault` leaves it. */
function fixed(config: string, vault: VaultOptions): string {
  const { text, findings, refused } = fix(config, { strategy: "vault", vault });
  expect([findings, refused]).toEqual([[], []]);
  return text;
}

describe.skipIf(!hasServers)(whenServers, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  }, WORLD_TIMEOUT);
  afterAll(() => world.stop());

  /** Runs the fixed job, and says what is left of it in Vault, at Docker Hub and in its home. */
  async function runBuild(config: string, env: Environment = {}, where: { vault?: Vault; without?: string } = {}) {
    const vault = where.vault ?? world.vault;
    const job = world.newJob({ VAULT_ADDR: vault.url });
    const secrets = {
      CIRCLE_OIDC_TOKEN_V2: await world.sign(),
      CIRCLE_PROJECT_REPONAME: "app",
      CIRCLE_BUILD_NUM: "7",
      VAULT_ROLE: "ci",
      DOCKERHUB_USERNAME: "acme",
      ...env,
    };
    if (where.without !== undefined) job.remove(where.without);
    const before = await accessorsOf(vault);
    const result = await runJob(config, "build", job, secrets);
    expectNoSecret(result, job);
    const left = (await accessorsOf(vault)).filter((one) => !before.includes(one));
    expect(left, "tokens that Vault still knows").toEqual([]);
    await expect.poll(() => world.docker.hub.aliveTokens, { timeout: 10_000 }).toEqual([]);
    return result;
  }

  describe.each(Object.entries(CONFIGS))("in a config of version %s", (_, config) => {
    test.each([
      ["the Docker Hub engine", "curl", { ...DYNAMIC, client: "curl" }],
      ["the Docker Hub engine", "vault", { ...DYNAMIC, client: "cli" }],
      ["a key-value engine of version 2", "curl", { ...KV2, client: "curl" }],
      ["a key-value engine of version 2", "vault", { ...KV2, client: "cli" }],
      ["a key-value engine of version 1", "curl", { ...KV1, client: "curl" }],
      ["a key-value engine of version 1", "vault", { ...KV1, client: "cli" }],
    ] as const)("a job logs in by %s with %s, pulls, and leaves nothing behind", async (_, __, vault) => {
      const { passed, log } = await runBuild(fixed(config, vault));
      expect([passed, log]).toEqual([true, expect.stringContaining("Login Succeeded")]);
    });
  });

  describe.each(["curl", "cli"] as const)("with %s", (client) => {
    const login = (options: VaultOptions = KV2): string => fixed(CONFIGS["2.1"], { ...options, client });

    test.each<[name: string, role: Readonly<Record<string, unknown>>, reason: string]>([
      [
        "of type oidc",
        { role_type: "oidc", allowed_redirect_uris: ["http://[::1]"] },
        "is not for jobs; set role_type=jwt on it",
      ],
      ["without an audience", { bound_audiences: [], bound_claims: BOUND }, AUDIENCE],
      ["of another audience", { bound_audiences: ["vault"] }, AUDIENCE],
      [
        "of another subject",
        { bound_subject: "org" },
        "is for another subject; bind it by bound_claims instead of bound_subject",
      ],
      ["of another project", { bound_claims: { "oidc.circleci.com/project-id": "other" } }, CLAIMS],
      ["with a claim that is not there", { bound_claims: { "oidc.circleci.com/none": "x" } }, CLAIMS],
      [
        "without a policy",
        { token_policies: [] },
        "may not use secret/data/ci/hub; correct the path, or add it to the role's policy",
      ],
    ])("a role %s is told", async (name, more, reason) => {
      const role = name.replaceAll(" ", "-");
      await addRole(world.vault, world.issuer, { name: role, policies: ["ci"], more });
      const told = await runBuild(login(), { VAULT_ROLE: role });
      const path = client === "curl" ? "secret/data/ci/hub" : "secret/ci/hub";
      expect(told.reason).toBe(`${NO_LOGIN} role **** of Vault ${reason.replace("secret/data/ci/hub", path)}`);
    });

    test.each<[name: string, env: () => Promise<Environment> | Environment, vault: VaultOptions, reason: string]>([
      ["an unknown role", () => ({ VAULT_ROLE: "none" }), KV2, "Vault has no role **** at auth/jwt"],
      [
        "no role",
        () => ({ VAULT_ROLE: "" }),
        KV2,
        "VAULT_ROLE is not set; add it to the project or to a context of this job",
      ],
      [
        "a token that is over",
        async () => ({ CIRCLE_OIDC_TOKEN_V2: await world.sign({}, { expiresIn: -3600 }) }),
        KV2,
        "the OIDC token of this job has expired; it is valid for an hour from the start of the job",
      ],
      [
        "a token of another issuer",
        async () => ({ CIRCLE_OIDC_TOKEN_V2: await world.sign({}, { foreignKey: true }) }),
        KV2,
        "Vault does not trust the OIDC token of this job; compare auth/jwt/config with the issuer of this CircleCI organization",
      ],
      ["a secret that is not there", () => ({}), { ...KV2, path: "ci/none" }, "Vault has nothing at secret"],
      [
        "a secret without the field",
        () => ({}),
        { ...KV2, passwordField: "token" },
        "secret/ci/hub does not hold username and token",
      ],
      [
        "an empty secret",
        () => ({}),
        { ...KV2, path: "ci/empty" },
        "secret/ci/empty does not hold username and password",
      ],
      [
        "a secret that Docker Hub refuses",
        () => ({}),
        { ...KV2, path: "ci/wrong" },
        "docker login fails with the credential that Vault has given, as it says above",
      ],
      [
        "a path of another account",
        () => ({ DOCKERHUB_USERNAME: "nobody" }),
        DYNAMIC,
        "role ci of Vault may not use dockerhub/token/****/read; correct the path, or add it to the role's policy",
      ],
      [
        "an account that the engine does not know",
        () => ({ DOCKERHUB_USERNAME: "stranger", VAULT_ROLE: "wide" }),
        DYNAMIC,
        "the engine does not know the account; write dockerhub/config/****",
      ],
      [
        "a scope that is not permitted",
        () => ({ VAULT_ROLE: "wide" }),
        { ...DYNAMIC, scope: "write" },
        "scope write is not permitted; write Scope=write to dockerhub/config/****",
      ],
      [
        "a password that Docker Hub refuses",
        () => ({ DOCKERHUB_USERNAME: "outdated", VAULT_ROLE: "wide" }),
        DYNAMIC,
        "Docker Hub refuses the password that Vault keeps in dockerhub/config/****",
      ],
      [
        "an address where nobody answers",
        async () => ({ VAULT_ADDR: `http://127.0.0.1:${await freePort()}` }),
        KV2,
        "Vault cannot be reached at ****",
      ],
      [
        "a path without a method",
        () => ({}),
        { ...KV2, authMount: "none" },
        "Vault has no method at auth/none, or not in this namespace",
      ],
    ])("%s is told", async (_, env, vault, reason) => {
      await addWide();
      const told = await runBuild(login(vault), await env());
      expect(told.reason).toContain(`${NO_LOGIN} ${reason}`);
    });

    test("a sealed Vault is told", async () => {
      const vault = await Vault.start(world.programs);
      await vault.seal();
      const { reason } = await runBuild(login(), {}, { vault });
      await vault.stop();
      expect(reason).toBe(`${NO_LOGIN} Vault is sealed; whoever runs it has to unseal it`);
    });

    test("a Vault that is busy for a moment is asked again", async () => {
      const busy = await startBusy(world.vault.url, 2);
      const { passed } = await runBuild(login(), { VAULT_ADDR: busy.url });
      await busy.stop();
      expect(passed).toBe(true);
    });

    test("a Vault that stays busy is told", async () => {
      const busy = await startBusy(world.vault.url, Infinity);
      const { reason } = await runBuild(login(), { VAULT_ADDR: busy.url });
      await busy.stop();
      expect(reason).toBe(`${NO_LOGIN} Vault has too much to do; run the job again later`);
    });

    test.each<[what: string, env: Environment, reason: string]>([
      ["a home that takes no file", { HOME: "/proc/none" }, "nothing can be kept in **** until the job ends"],
      ["no folder for temporary files", { TMPDIR: "/proc/none" }, ""],
    ])("a job with %s ends before it logs in", async (_, env, reason) => {
      const config = CONFIGS["2.1 with sh"].replace("shell: /bin/sh", "shell: sh");
      const { passed, log } = await runBuild(fixed(config, { ...KV2, client }), env);
      expect(passed).toBe(false);
      expect(log).toContain(reason === "" ? "mktemp: " : `${NO_LOGIN} ${reason}`);
    });

    test("variables that change what Vault's command line answers change nothing", async () => {
      const { passed } = await runBuild(login(), { VAULT_FORMAT: "json", VAULT_WRAP_TTL: "60s" });
      expect(passed).toBe(true);
    });

    test("a job that logs out between its pulls logs in twice with one token", async () => {
      const steps = ["docker pull acme/app:1", "docker logout", "docker pull acme/app:1"];
      const config = `version: 2.1\njobs:\n  build:\n    machine: true\n    steps:\n${steps.map((step) => `      - run: ${step}\n`).join("")}`;
      const { passed, log } = await runBuild(fixed(config, { ...DYNAMIC, client }));
      expect([passed, log.split("Login Succeeded").length]).toEqual([true, 3]);
    });

    test("an image without a program that the steps need is told", async () => {
      const missing = client === "curl" ? "jq" : "vault";
      const { reason } = await runBuild(login(), {}, { without: missing });
      expect(reason).toBe(`${NO_LOGIN} the image of this job has no ${missing}`);
    });

    test("a certificate of an authority of one's own is accepted by VAULT_CACERT alone, and the namespace is sent along", async () => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-tls-")));
      const certificate = await makeCertificate(folder, ["localhost"]);
      const secure = await startSecure(world.vault.url, certificate);
      const env = { VAULT_ADDR: secure.url, VAULT_NAMESPACE: "acme/ci" };
      const refused = await runBuild(login(), env);
      const { passed } = await runBuild(login(), { ...env, VAULT_CACERT: certificate.file });
      await secure.stop();
      rmSync(folder, { recursive: true });
      expect(refused.reason).toBe(
        `${NO_LOGIN} the certificate of Vault is not accepted; VAULT_CACERT names the authority to trust`,
      );
      expect(passed).toBe(true);
      expect(new Set(secure.namespaces)).toEqual(new Set(["acme/ci"]));
    });

    test("a build of a fork goes on without a login, and says so", async () => {
      const config = CONFIGS["2.1"].replace("acme/app:1", "library/open");
      const { passed, log } = await runBuild(fixed(config, { ...KV2, client }), {
        CIRCLE_OIDC_TOKEN_V2: "",
        VAULT_ADDR: "",
      });
      expect([passed, log]).toEqual([
        true,
        expect.stringContaining("There is no OIDC token here (a build of a fork?): pulling"),
      ]);
    });
  });

  /** A role that may read all of the engines, and what they hold that no job can use. */
  async function addWide(): Promise<void> {
    const { vault, issuer } = world;
    await addPolicy(vault, "wide", { "dockerhub/token/*": ["create", "update"] });
    await addRole(vault, issuer, { name: "wide", policies: ["wide"] });
    await vault.write("dockerhub/config/outdated", { Scope: "read", password: "made-up-old" });
    await vault.write("secret/data/ci/empty", { data: { username: "acme", password: "" } });
    await vault.write("secret/data/ci/wrong", { data: { username: "acme", password: "made-up-wrong" } });
  }
});

/** The same Vault by TLS, and the namespaces that it was asked for. */
async function startSecure(url: string, { key, certificate }: Certificate) {
  const namespaces: (string | undefined)[] = [];
  const server = createServer({ key, cert: certificate }, (request, response) => {
    namespaces.push(request.headers["x-vault-namespace"]?.toString().replace(/\/$/, ""));
    forward(url, request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    const closed = once(server.close(), "close");
    server.closeAllConnections();
    await closed;
  };
  return { url: `https://localhost:${port}`, namespaces, stop };
}

function forward(url: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url: path = "/" } = request;
  const onward = send(new URL(path, url), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
}

/** A Vault that has too much to do for some requests, and hands the others on. */
async function startBusy(url: string, times: number) {
  let count = 0;
  return listen((request, response) => {
    count += 1;
    if (count <= times) {
      response.writeHead(429, { "Retry-After": "1" }).end('{"errors":["too many requests"]}');
      return;
    }
    forward(url, request, response);
  });
}

/** Accessors of all tokens that Vault knows. */
async function accessorsOf(vault: Vault): Promise<readonly unknown[]> {
  const { body } = await vault.call("LIST", "auth/token/accessors", { token: vault.rootToken });
  const { data } = body; // there is none while it is sealed
  const keys = data?.["keys"];
  return Array.isArray(keys) ? keys : [];
}

function expectNoSecret({ log }: JobResult, job: Job): void {
  expect(log).not.toMatch(/hvs\.|dckr_pat_|eyJ/);
  expect(log).not.toContain(PASSWORD);
  const config = join(job.home, ".docker/config.json");
  if (existsSync(config)) expect(JSON.parse(readFileSync(config, "utf8"))).toEqual({ auths: {} });
  const kept = readdirSync(job.home).filter((file) => file.startsWith(".vault") || file.startsWith("tmp."));
  expect(kept, "files that hold secrets").toEqual([]);
}

describe.skipIf(!pathOf("shellcheck"))("shellcheck", () => {
  test.each([DYNAMIC, KV2, KV1].flatMap((vault) => (["curl", "cli"] as const).map((client) => ({ ...vault, client }))))(
    "finds nothing to say of the scripts for $engine with $client",
    async (vault) => {
      const { steps } = (parse(fixed(CONFIGS["2.0"], vault)) as { jobs: { build: ParsedJob } }).jobs.build;
      const scripts = steps.flatMap(({ run }) => (typeof run === "string" ? [] : [run.command]));
      expect(scripts).toHaveLength(2);
      for (const script of scripts) {
        for (const shell of ["sh", "dash", "bash"]) {
          const { stdout } = await run("shellcheck", ["--format=gcc", `--shell=${shell}`, "-"], { input: script });
          expect(stdout).toBe("");
        }
      }
    },
  );
});

interface ParsedJob {
  readonly steps: readonly { readonly run: string | { readonly command: string } }[];
}
