import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Programs } from "./build.ts";
import { type Environment, type Running, start } from "./process.ts";

/** What Vault has answered. */
export interface Reply {
  readonly status: number;
  readonly body: VaultBody;
}

/** The parts of Vault's answers that tests look at. */
export interface VaultBody {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly auth?: { readonly client_token: string; readonly accessor: string; readonly token_policies: string[] };
  readonly lease_id?: string;
  readonly lease_duration?: number;
  readonly renewable?: boolean;
  readonly warnings?: readonly string[] | null;
  readonly errors?: readonly string[];
}

const ROOT_TOKEN = "made-up-root-token";

/** A Vault server in memory, unsealed. */
export class Vault {
  readonly url: string;
  readonly rootToken = ROOT_TOKEN;
  readonly #unsealKey: string;
  readonly #folder: string;
  readonly #running: Running;

  private constructor(url: string, unsealKey: string, folder: string, running: Running) {
    this.url = url;
    this.#unsealKey = unsealKey;
    this.#folder = folder;
    this.#running = running;
  }

  /** Starts one that retries a failed revocation after `revokeRetry`, and again after twice that, six times in all. */
  static async start(programs: Programs, { revokeRetry = "10s" } = {}): Promise<Vault> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-vault-")));
    const plugins = join(folder, "plugins");
    mkdirSync(plugins);
    cpSync(programs.dockerHubPlugin, join(plugins, "dockerhub"));
    const running = await start(
      programs.vaultServer,
      ["-plugins", plugins, "-root-token", ROOT_TOKEN, "-revoke-retry", revokeRetry],
      { env: { TMPDIR: folder }, isReady: (output) => output.startsWith("{") && output.includes("\n") },
    );
    const [line = ""] = running.output().split("\n");
    const { address, unsealKey } = JSON.parse(line) as { address: string; unsealKey: string };
    return new Vault(address, unsealKey, folder, running);
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** What it has logged. */
  log(): string {
    return this.#running.output();
  }

  /** One call of its API, `/v1/` left out of the path. Without a token it is made as nobody. */
  async call(method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}): Promise<Reply> {
    const response = await fetch(`${this.url}/v1/${path}`, {
      method,
      headers: token === undefined ? {} : { "X-Vault-Token": token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as VaultBody };
  }

  /** Calls as root, which must succeed. */
  async #must(method: string, path: string, body?: unknown): Promise<VaultBody> {
    const reply = await this.call(method, path, { token: ROOT_TOKEN, body });
    if (reply.status < 300) return reply.body;
    throw new Error(`Vault answered ${reply.status} to ${method} ${path}: ${JSON.stringify(reply.body)}`);
  }

  write(path: string, body: unknown): Promise<VaultBody> {
    return this.#must("POST", path, body);
  }

  read(path: string): Promise<VaultBody> {
    return this.#must("GET", path);
  }

  list(path: string): Promise<VaultBody> {
    return this.#must("LIST", path);
  }

  delete(path: string): Promise<VaultBody> {
    return this.#must("DELETE", path);
  }

  async seal(): Promise<void> {
    await this.#must("PUT", "sys/seal");
  }

  async unseal(): Promise<void> {
    await this.#must("PUT", "sys/unseal", { key: this.#unsealKey });
  }

  /** Mounts the plugin for Docker Hub, with these variables in its environment. */
  async mountDockerHub(path: string, env: Environment): Promise<void> {
    const sha256 = createHash("sha256")
      .update(readFileSync(join(this.#folder, "plugins/dockerhub")))
      .digest("hex");
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    await this.write("sys/plugins/catalog/secret/dockerhub", { sha256, command: "dockerhub", env: variables });
    await this.write(`sys/mounts/${path}`, { type: "dockerhub" });
  }
}
