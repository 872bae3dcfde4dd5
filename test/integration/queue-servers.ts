import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { pathOf } from "../package/run.ts";
import { type Running, run, runOrThrow, start } from "./process.ts";

/** A made-up password that an address has to write in another way than it is. */
export const PASSWORD = "made-up: p@ss/word";

/** A server on this machine that holds queues. */
export interface QueueHost {
  /** With the password. */
  readonly url: string;
  /** Ends it without a chance to tidy up, and starts it anew with what it had written down. */
  crash(): Promise<void>;
  /** The first half of that, and the second. */
  end(): Promise<void>;
  begin(): Promise<void>;
  /** All that it has kept, as text. */
  dump(): Promise<string>;
}

const POSTGRES = findPostgres();

/** Why there is no such server here; `undefined` where there is one. */
export const LACKS = {
  Redis: pathOf("redis-server") ? undefined : "no redis-server",
  Valkey: pathOf("valkey-server") ? undefined : "no valkey-server",
  PostgreSQL: POSTGRES ? undefined : "no PostgreSQL, or no user `postgres` for it",
};

export const SERVERS = ["Redis", "Valkey", "PostgreSQL"] as const;
/** One of each kind. */
export const KINDS = ["Redis", "PostgreSQL"] as const;

/** A part of the title of a test: which server it wants, and why it is skipped. */
export function whereOn(server: (typeof SERVERS)[number]): string {
  const lack = LACKS[server];
  return `on a real ${server}${lack === undefined ? "" : ` (skipped: ${lack})`}`;
}

for (const [name, lack] of Object.entries(LACKS)) {
  if (lack !== undefined) process.stderr.write(`skipped: tests on a real ${name}: ${lack}\n`);
}

/** Starts each, with a password. */
export const STARTS: Readonly<Record<keyof typeof LACKS, () => Promise<QueueHost>>> = {
  Redis: () => startRedis("redis-server"),
  Valkey: () => startRedis("valkey-server"),
  PostgreSQL: startPostgres,
};

/** Starts a Redis, or what is like one, that appends what it is told to a file. */
async function startRedis(program: string): Promise<QueueHost> {
  const folder = temporaryFolder();
  const port = await freePort();
  writeFileSync(join(folder, "redis.conf"), `requirepass "${PASSWORD}"\n`);
  const where = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder];
  const args = [join(folder, "redis.conf"), ...where, "--appendonly", "yes", "--save", ""];
  const begin = (): Promise<Running> =>
    start(program, args, { env: {}, isReady: (output) => output.includes("Ready to accept connections") });
  return hostOf(begin, "SIGKILL", "SIGTERM", `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`, () => {
    const parts = readdirSync(join(folder, "appendonlydir")).toSorted();
    return Promise.resolve(parts.map((part) => readFileSync(join(folder, "appendonlydir", part), "latin1")).join(""));
  });
}

/** Starts a PostgreSQL, as another user than root, which it refuses to be. */
async function startPostgres(): Promise<QueueHost> {
  if (!POSTGRES) throw new Error("there is no PostgreSQL");
  const { programs, user } = POSTGRES;
  const folder = temporaryFolder();
  const port = await freePort();
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  for (const path of [folder, passwordFile]) if (user) chownSync(path, user.id, user.group);
  const data = join(folder, "data");
  const as = user ? [`--reuid=${user.id}`, `--regid=${user.group}`, "--clear-groups"] : [];
  const env = { LC_ALL: "C", PATH: process.env["PATH"], PGPASSWORD: PASSWORD };
  const initdb = ["-D", data, "-U", "circlesec", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--no-sync"];
  await runOrThrow("setpriv", [...as, join(programs, "initdb"), ...initdb], { env, cwd: folder });
  chmodSync(passwordFile, 0o600);
  const options = ["-c", "listen_addresses=127.0.0.1", "-c", `port=${port}`, "-c", `unix_socket_directories=${folder}`];
  const args = ["--pdeathsig", "TERM", ...as, join(programs, "postgres"), "-D", data, ...options];
  const isReady = (output: string): boolean => output.includes("ready to accept connections");
  const begin = (): Promise<Running> => start("setpriv", args, { env, isReady });
  const url = `postgres://circlesec:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  return hostOf(begin, "SIGQUIT", "SIGINT", url, async () => {
    const where = ["-h", "127.0.0.1", "-p", String(port), "-U", "circlesec", "postgres"];
    return (await run(join(programs, "pg_dump"), where, { env })).stdout;
  });
}

async function hostOf(
  start: () => Promise<Running>,
  crash: NodeJS.Signals,
  gently: NodeJS.Signals,
  url: string,
  dump: () => Promise<string>,
): Promise<QueueHost> {
  let running = await start();
  onTestFinished(() => running.stop(gently));
  const end = (): Promise<void> => running.stop(crash);
  const begin = async (): Promise<void> => {
    running = await start();
  };
  return {
    url,
    crash: async () => {
      await end();
      await begin();
    },
    end,
    begin,
    dump,
  };
}

function findPostgres() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).toSorted() : [];
  const programs = versions
    .map((version) => join(root, version, "bin"))
    .findLast((path) => existsSync(join(path, "initdb")));
  if (programs === undefined || !pathOf("setpriv")) return undefined;
  if (process.getuid?.() !== 0) return { programs, user: undefined };
  const [id, group] = ["-u", "-g"].map((flag) =>
    spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout.trim(),
  );
  return id && group ? { programs, user: { id: Number(id), group: Number(group) } } : undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
