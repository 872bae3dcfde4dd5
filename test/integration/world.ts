import { randomUUID } from "node:crypto";
import { type Programs, buildPrograms } from "./build.ts";
import { Job } from "./clients.ts";
import { type Docker, startDocker } from "./docker.ts";
import { type Issuer, type JobIdentity, type TokenOptions, startIssuer } from "./oidc-issuer.ts";
import type { Environment } from "./process.ts";
import { addPolicy, addRole, tokenFor, trustIssuer } from "./vault-mounts.ts";
import { Vault } from "./vault-server.ts";

/** How long the start of a world may take, which builds its programs the first time. */
export const WORLD_TIMEOUT = 20 * 60_000;

/** The password of the Docker Hub account `acme`. */
export const PASSWORD = "made-up-password";

/** The job that the role `ci` is for. */
export const IDENTITY: JobIdentity = { project: randomUUID(), user: randomUUID(), origin: "github.com/acme/app" };

/** Claims that the role `ci` asks for. */
export const BOUND = {
  "oidc.circleci.com/project-id": IDENTITY.project,
  "oidc.circleci.com/vcs-origin": IDENTITY.origin,
};

/**
 * All that a job meets: CircleCI's issuer; Docker Hub with the account `acme`, its private image `acme/app:1` and the
 * public `library/open`; and Vault, where the role `ci` may read `ci/*` of the KV engines `secret` (version 2) and `old`
 * (version 1), of which `ci/hub` holds the account, and may make tokens at `dockerhub/token/acme/read`.
 */
export class World {
  readonly programs: Programs;
  readonly issuer: Issuer;
  readonly docker: Docker;
  readonly vault: Vault;
  readonly #jobs: Job[] = [];

  private constructor(programs: Programs, issuer: Issuer, docker: Docker, vault: Vault) {
    this.programs = programs;
    this.issuer = issuer;
    this.docker = docker;
    this.vault = vault;
  }

  static async start(): Promise<World> {
    const programs = await buildPrograms();
    const issuer = await startIssuer();
    const docker = await startDocker({ acme: PASSWORD });
    const vault = await Vault.start(programs, { revokeRetry: "20ms" });
    const world = new World(programs, issuer, docker, vault);
    await docker.registry.seed("acme/app", "1");
    await docker.registry.seed("library/open", "latest");
    await world.#fillVault();
    return world;
  }

  async #fillVault(): Promise<void> {
    const { vault, issuer, docker } = this;
    await vault.write("sys/mounts/secret", { type: "kv", options: { version: "2" } });
    await vault.write("sys/mounts/old", { type: "kv", options: { version: "1" } });
    await vault.write("secret/data/ci/hub", { data: { username: "acme", password: PASSWORD } });
    await vault.write("old/ci/hub", { username: "acme", password: PASSWORD });
    await vault.mountDockerHub("dockerhub", docker.env);
    await vault.write("dockerhub/config/acme", { Scope: "read", password: PASSWORD });
    await addPolicy(vault, "ci", {
      "secret/data/ci/*": ["read"],
      "old/ci/*": ["read"],
      "dockerhub/token/acme/read": ["create", "update"],
    });
    await trustIssuer(vault, issuer);
    await addRole(vault, issuer, { name: "ci", policies: ["ci"], more: { bound_claims: BOUND } });
  }

  async stop(): Promise<void> {
    for (const job of this.#jobs) job.stop();
    await this.vault.stop();
    await this.docker.stop();
    await this.issuer.stop();
  }

  /** The token that CircleCI gives to the job, or one that differs from it. */
  sign(other: Partial<JobIdentity> = {}, options: TokenOptions = {}): Promise<string> {
    return this.issuer.sign({ ...IDENTITY, ...other }, options);
  }

  /** A Vault token of the role `ci`. */
  async vaultToken(): Promise<string> {
    return tokenFor(this.vault, "ci", await this.sign());
  }

  /** A job with a home of its own, which finds Vault and Docker Hub, and has these variables beside. */
  newJob(env: Environment = {}): Job {
    const job = new Job(this.programs, { ...this.docker.env, VAULT_ADDR: this.vault.url, ...env });
    this.#jobs.push(job);
    return job;
  }
}
