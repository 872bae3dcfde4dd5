import process from "node:process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runOrThrow } from "./process.ts";

/** The programs that are built from `servers/`. */
export interface Programs {
  /** Vault's command line. */
  readonly vault: string;
  readonly vaultServer: string;
  /** The secrets plugin for Docker Hub: the stand-in, or the program that CIRCLESEC_TEST_DOCKERHUB_PLUGIN names. */
  readonly dockerHubPlugin: string;
}

const SOURCES = join(import.meta.dirname, "servers");

/** Builds the programs, once for each state of their sources and whoever else waits for them. It may take minutes. */
export async function buildPrograms(): Promise<Programs> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "circlesec-integration");
  const folder = join(cache, hashOfSources());
  mkdirSync(cache, { recursive: true });
  if (!existsSync(folder)) process.stderr.write("building the servers of the tests; this takes minutes, once\n");
  await runOrThrow("flock", [join(cache, "lock"), "bash", join(SOURCES, "build.sh"), folder], { env: process.env });
  return {
    vault: join(folder, "vault"),
    vaultServer: join(folder, "vault-server"),
    dockerHubPlugin: process.env["CIRCLESEC_TEST_DOCKERHUB_PLUGIN"] ?? join(folder, "dockerhub"),
  };
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const files = readdirSync(SOURCES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).filter((path) => !path.endsWith(".md"));
  for (const path of paths.toSorted()) hash.update(`${path.slice(SOURCES.length)}\0`).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}
