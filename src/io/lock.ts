import fs from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../user-error.ts";
import { attempt, errorCode } from "./file-system.ts";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the words of its system; `null` where that cannot be told. */
  readonly started: string | null;
  readonly since: string;
}

const NAME = /^lock-[a-z0-9]+$/;
const TRIES = 12;
const PAUSE_MS = 10;

/**
 * Lets one process at a time into a folder; gives what lets the next one in. A process that has ended holds nothing. Each
 * writes a file of its own first and looks for others then, so that of two that come at once at least one sees the other.
 */
export async function lockFolder(folder: string, since: Date): Promise<() => void> {
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid),
    since: since.toISOString(),
  };
  for (let tries = 1; ; tries += 1) {
    const path = writeLock(folder, holder);
    const other = findOther(folder, path);
    const release = (): void => {
      fs.rmSync(path, { force: true });
    };
    if (!other) return release;
    release();
    if (tries === TRIES) throw heldBy(other.holder, other.path);
    // The other one may be stepping back just now, too.
    await setTimeout(PAUSE_MS * Math.random() * tries);
  }
}

/** In one step: nobody reads a lock that is not whole. */
function writeLock(folder: string, holder: Holder): string {
  const name = Math.random().toString(36).slice(2);
  const temporary = join(folder, `new-${name}`);
  const path = join(folder, `lock-${name}`);
  return attempt(folder, "written", () => {
    fs.writeFileSync(temporary, `${JSON.stringify(holder)}\n`, { flag: "wx", mode: 0o600 });
    fs.renameSync(temporary, path);
    return path;
  });
}

/** Another process that is in; what those left behind that have ended goes. */
function findOther(folder: string, own: string): { readonly holder: Holder; readonly path: string } | undefined {
  for (const name of fs.readdirSync(folder)) {
    const path = join(folder, name);
    if (!NAME.test(name) || path === own) continue;
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (lives(holder)) return { holder, path };
    fs.rmSync(path, { force: true });
  }
  return undefined;
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder: Holder = JSON.parse(fs.readFileSync(path, "utf8"));
    return holder;
  } catch (error) {
    // Let go meanwhile.
    if (errorCode(error) === "ENOENT") return undefined;
    throw new UserError(`\`${path}\` is no lock that can be read`, { help: "Remove it", cause: error });
  }
}

/** Of another computer's processes nothing is known: they live. */
function lives({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return false;
  }
  // The number may have been given to another process since.
  const now = startOf(pid);
  return started === null || now === null || started === now;
}

/** Which boot of the system, and how long after it: no other process with this number has both. Linux tells it. */
function startOf(pid: number): string | null {
  try {
    const [, rest = ""] = /^.*\) (.*)$/s.exec(fs.readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const boot = fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${rest.split(" ")[19]}`;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return null;
  }
}

function heldBy({ pid, host, since }: Holder, path: string): UserError {
  return new UserError(`process ${pid} on \`${host}\` has been at work here since ${since}`, {
    help: `Wait until it ends; if that computer is gone, remove \`${path}\``,
  });
}
