import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "./certificate.ts";
import { startHosts } from "./docker-hosts.ts";
import { DockerHub } from "./docker-hub.ts";
import { DockerTokens } from "./docker-tokens.ts";
import type { Environment } from "./process.ts";
import { Registry } from "./registry.ts";

/** Docker Hub, with its API, its tokens and its images. */
export interface Docker {
  readonly hub: DockerHub;
  readonly registry: Registry;
  /** What lets a program find all of it under the names of Docker's own hosts. */
  readonly env: Environment;
  readonly stop: () => Promise<void>;
}

/** Starts one with these accounts and their passwords. All repositories are private but `library/open`. */
export async function startDocker(passwords: Readonly<Record<string, string>>): Promise<Docker> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-docker-")));
  const certificate = await makeCertificate(folder, ["hub.docker.com", "auth.docker.io", "registry-1.docker.io"]);
  const hub = new DockerHub(passwords);
  const tokens = new DockerTokens(hub, certificate, ["library/open"]);
  const registry = await Registry.start(folder, tokens, certificate);
  const hosts = await startHosts(
    {
      "hub.docker.com": (request, response) => void hub.handle(request, response),
      "auth.docker.io": (request, response) => void tokens.handle(request, response),
      "registry-1.docker.io": (request, response) => registry.handle(request, response),
    },
    certificate,
  );
  return {
    hub,
    registry,
    env: hosts.env,
    async stop() {
      await hosts.stop();
      await registry.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
