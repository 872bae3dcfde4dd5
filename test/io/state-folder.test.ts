import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openStateFolder, readStateFolder } from "../../src/io/state-folder.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const NOW = new Date("2030-01-01T00:00:00Z");

function newPath(): string {
  return join(temporaryFolder(), "state");
}

function mode(path: string): number {
  return statSync(path).mode & 0o777;
}

describe("the folder of a campaign", () => {
  it("is nobody else's, and git does not see it", async () => {
    const path = newPath();
    const { journal } = await openStateFolder(path, NOW);
    journal.append("one\n");
    expect(mode(path)).toBe(0o700);
    expect(readdirSync(path).filter((name) => mode(join(path, name)) !== 0o600)).toEqual([]);
    expect(readFileSync(join(path, ".gitignore"), "utf8")).toBe("*\n");
  });

  it("is not made in a folder of other things", async () => {
    const path = temporaryFolder();
    writeFileSync(join(path, ".gitignore"), "dist\n");
    writeFileSync(join(path, "package.json"), "{}\n");
    await expect(openStateFolder(path, NOW)).rejects.toThrow(
      `\`${path}\` holds other files than what \`circlesec fleet\` remembers`,
    );
    expect(readdirSync(path)).toEqual([".gitignore", "package.json"]);
  });

  it("is not believed when others may have written it", async () => {
    const path = newPath();
    mkdirSync(path);
    writeFileSync(join(path, "journal.jsonl"), "");
    chmodSync(path, 0o755);
    const message = `\`${path}\` is open to others, so what it says may not be yours`;
    await expect(openStateFolder(path, NOW)).rejects.toThrow(message);
    expect(() => readStateFolder(path)).toThrow(message);
  });

  it("is one process's at a time, which is named", async () => {
    const path = newPath();
    const first = await openStateFolder(path, NOW);
    await expect(openStateFolder(path, NOW)).rejects.toThrow(
      `process ${process.pid} on \`${hostname()}\` has been at work here since 2030-01-01T00:00:00.000Z`,
    );
    first.release();
    const second = await openStateFolder(path, NOW);
    second.release();
    expect(readdirSync(path).toSorted()).toEqual([".gitignore", "journal.jsonl"]);
  });

  it("is not kept by a process that was killed", async () => {
    const path = newPath();
    const child = holdIn(path);
    await child.holds;
    await expect(openStateFolder(path, NOW)).rejects.toThrow(`process ${child.pid} on`);
    await child.kill();
    expect(readdirSync(path).filter((name) => name.startsWith("lock-"))).toHaveLength(1);
    const { release } = await openStateFolder(path, NOW);
    release();
    expect(readdirSync(path).filter((name) => name.startsWith("lock-"))).toEqual([]);
  });

  it("is not kept by another process that got the number of one that was killed", async () => {
    const path = newPath();
    const mine = await ownLockIn(path);
    leaveLock(path, { ...mine, started: String(mine.started).replace(/\d+$/, "1") });
    const { release, taken } = await openStateFolder(path, NOW);
    release();
    expect([taken, existsSync(join(path, "lock-a1"))]).toEqual([[], false]);
  });

  it.each([
    ["computer", { host: "elsewhere" }],
    ["container of the same name", { among: "pid:[1]" }],
    ["boot of this computer", { started: "0-0 1" }],
  ])("stays with a process of another %s that gives signs", async (_, other) => {
    const path = newPath();
    leaveLock(path, { ...(await ownLockIn(path)), pid: 1, ...other }, 60_000);
    const host = "host" in other ? other.host : hostname();
    await expect(openStateFolder(path, NOW)).rejects.toMatchObject({
      message: `process 1 on \`${host}\` has been at work here since 2030-01-01T00:00:00.000Z`,
      help: `Wait until it ends; if that computer is gone, run again 3 minutes after its last sign, or remove \`${join(path, "lock-a1")}\``,
    });
    expect(existsSync(join(path, "lock-a1"))).toBe(true);
  });

  it("is taken over from a process of another computer that has given no sign for minutes, which is told", async () => {
    const path = newPath();
    leaveLock(path, { ...(await ownLockIn(path)), pid: 1, host: "elsewhere" }, 12 * 60_000 + 5000);
    const { release, taken } = await openStateFolder(path, NOW);
    expect(taken).toEqual([
      "process 1 on `elsewhere`, at work since 2030-01-01T00:00:00.000Z, has given no sign for 12 minutes: this run goes on in its place",
    ]);
    release();
    expect(existsSync(join(path, "lock-a1"))).toBe(false);
  });

  it("is written to no more by a process that it was taken over from", async () => {
    const path = newPath();
    const { journal } = await openStateFolder(path, NOW);
    journal.append("one\n");
    for (const name of locksIn(path)) rmSync(join(path, name));
    expect(() => journal.append("two\n")).toThrow("another process goes on with this campaign");
    expect(readFileSync(join(path, "journal.jsonl"), "utf8")).toBe("one\n");
  });

  it("gets a sign of who holds it four times a minute", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const path = newPath();
    const { release } = await openStateFolder(path, NOW);
    const [lock = ""] = locksIn(path).map((name) => join(path, name));
    const text = readFileSync(lock, "utf8");
    utimesSync(lock, 0, 0);
    vi.advanceTimersByTime(14_999);
    expect(statSync(lock).mtimeMs).toBe(0);
    vi.advanceTimersByTime(1);
    expect(statSync(lock).mtimeMs).toBeGreaterThan(0);
    expect(readFileSync(lock, "utf8")).toBe(text);
    release();
    vi.advanceTimersByTime(60_000);
    expect(locksIn(path)).toEqual([]);
  });

  it("lets in exactly one of many that come at once", async () => {
    const path = newPath();
    const children = Array.from({ length: 6 }, () => holdIn(path));
    const ends = await Promise.all(children.map(({ holds }) => holds));
    expect(ends.filter(Boolean)).toHaveLength(1);
  });

  it("is there to be read while a run writes", async () => {
    const path = newPath();
    expect(readStateFolder(path)).toBeUndefined();
    const { journal } = await openStateFolder(path, NOW);
    journal.append("one\ntwo\n");
    const read = readStateFolder(path);
    journal.keep([{ start: 4, end: 8 }]);
    expect(read?.read({ start: 0, end: 100 }).toString()).toBe("one\ntwo\n");
    expect(readStateFolder(path)?.read({ start: 0, end: 100 }).toString()).toBe("two\n");
    journal.append("three\n");
    expect(readFileSync(join(path, "journal.jsonl"), "utf8")).toBe("two\nthree\n");
  });
});

function locksIn(path: string): string[] {
  return readdirSync(path).filter((name) => name.startsWith("lock-"));
}

interface LockText {
  readonly pid: number;
  readonly host: string;
  readonly started: string | null;
  readonly among: string | null;
  readonly since: string;
}

/** What this process writes into its lock. */
async function ownLockIn(path: string): Promise<LockText> {
  const { release } = await openStateFolder(path, NOW);
  const [name = ""] = locksIn(path);
  const lock: LockText = JSON.parse(readFileSync(join(path, name), "utf8"));
  release();
  return lock;
}

/** The lock of another process, whose last sign was so many milliseconds ago. */
function leaveLock(path: string, lock: LockText, silence = 0): void {
  const file = join(path, "lock-a1");
  writeFileSync(file, JSON.stringify(lock));
  const last = (statSync(file).mtimeMs - silence) / 1000;
  utimesSync(file, last, last);
}

/** A process that opens the folder and keeps it; `holds` says whether it got in. */
function holdIn(path: string) {
  const script = `
    import { openStateFolder } from ${JSON.stringify(new URL("../../src/io/state-folder.ts", import.meta.url).href)};
    openStateFolder(${JSON.stringify(path)}, new Date()).then(
      () => { console.log("in"); setInterval(() => {}, 1000); },
      (error) => { console.log(error.message); setInterval(() => {}, 1000); },
    );`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  const holds = new Promise<boolean>((resolve) =>
    child.stdout.once("data", (text: Buffer) => resolve(text.toString().startsWith("in"))),
  );
  return { pid: child.pid, holds, kill };
}
