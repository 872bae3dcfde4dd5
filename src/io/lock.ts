import fs from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../user-error.ts";
import { attempt, errorCode } from "./file-system.ts";
import { SILENT_MS, silenceOf, startBeating } from "./heartbeat.ts";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the words of its system; `null` where that cannot be told. */
  readonly started: string | null;
  /** Among which processes its number counts: a container has numbers of its own. `null` where the system does not say. */
  readonly among: string | null;
  readonly since: string;
}

/** A folder that this process alone may write to. */
export interface Lock {
  /** Lets the next one in. */
  readonly release: () => void;
  /** A UserError once another process has taken it over, because this one gave no sign for too long. */
  readonly check: () => void;
  /** What was taken over from others that gave no sign, a line each. */
  readonly taken: readonly string[];
}

const NAME = /^lock-[a-z0-9]+$/;
const TRIES = 12;
const PAUSE_MS = 10;

/**
 * Lets one process at a time into a folder. A process that has ended holds nothing; one of another computer or container, which
 * cannot be looked at from here, nothing once it has given no sign for minutes. Each writes a file of its own first and looks
 * for others then, so that of two that come at once at least one sees the other.
 */
export async function lockFolder(folder: string, since: Date): Promise<Lock> {
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid),
    among: numbersHere(),
    since: since.toISOString(),
  };
  const text = `${JSON.stringify(holder)}\n`;
  const taken: string[] = [];
  for (let tries = 1; ; tries += 1) {
    const path = writeLock(folder, text);
    const other = findOther(folder, path, taken);
    if (!other) return holdLock(path, text, taken);
    fs.rmSync(path, { force: true });
    if (tries === TRIES) throw heldBy(other.holder, other.path);
    // The other one may be stepping back just now, too.
    await setTimeout(PAUSE_MS * Math.random() * tries);
  }
}

function holdLock(path: string, text: string, taken: readonly string[]): Lock {
  const stop = startBeating(path, text);
  return {
    taken,
    release: () => {
      stop();
      fs.rmSync(path, { force: true });
    },
    check: () => {
      if (fs.existsSync(path)) return;
      throw new UserError("another process goes on with this campaign, since this one gave no sign for too long", {
        help: "Run again when that one has ended: what is done is not done again",
      });
    },
  };
}

/** In one step: nobody reads a lock that is not whole. */
function writeLock(folder: string, text: string): string {
  const name = Math.random().toString(36).slice(2);
  const temporary = join(folder, `new-${name}`);
  const path = join(folder, `lock-${name}`);
  return attempt(folder, "written", () => {
    fs.writeFileSync(temporary, text, { flag: "wx", mode: 0o600 });
    fs.renameSync(temporary, path);
    return path;
  });
}

/** Another process that is in; what those left behind that have ended goes. `taken` hears of those that are only silent. */
function findOther(
  folder: string,
  own: string,
  taken: string[],
): { readonly holder: Holder; readonly path: string } | undefined {
  for (const name of fs.readdirSync(folder)) {
    const path = join(folder, name);
    if (!NAME.test(name) || path === own) continue;
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (isOfHere(holder)) {
      if (lives(holder)) return { holder, path };
    } else {
      const silence = silenceUntil(path, own);
      if (silence === undefined) continue;
      if (silence < SILENT_MS) return { holder, path };
      taken.push(describeTaken(holder, silence));
    }
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

/** Whether the number of a process says something here: it is of this computer since it was started, and of this container. */
function isOfHere({ host, among, started }: Holder): boolean {
  return host === hostname() && among === numbersHere() && bootOf(started) === bootOf(startOf(process.pid));
}

function bootOf(started: string | null): string | undefined {
  return started?.split(" ", 1)[0];
}

/** `undefined` for a lock that was let go meanwhile. */
function silenceUntil(path: string, own: string): number | undefined {
  try {
    return silenceOf(path, own);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function describeTaken({ pid, host, since }: Holder, silence: number): string {
  const minutes = Math.floor(silence / 60_000);
  return `process ${pid} on \`${host}\`, at work since ${since}, has given no sign for ${minutes} minutes: this run goes on in its place`;
}

function lives({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return false;
  }
  // The number may have been given to another process since.
  const now = startOf(pid);
  return started === null || now === null || started === now;
}

/** Linux names the set of processes among which a number counts. */
function numbersHere(): string | null {
  try {
    return fs.readlinkSync("/proc/self/ns/pid");
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return null;
  }
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
    help: `Wait until it ends; if that computer is gone, run again ${SILENT_MS / 60_000} minutes after its last sign, or remove \`${path}\``,
  });
}
