import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
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
    await openStateFolder(path, NOW).then(({ release }) => release());
    const lock = { pid: process.pid, host: hostname(), started: "another boot 1", since: NOW.toISOString() };
    writeFileSync(join(path, "lock-a1"), JSON.stringify(lock));
    const { release } = await openStateFolder(path, NOW);
    release();
    expect(existsSync(join(path, "lock-a1"))).toBe(false);
  });

  it("stays with a process of another computer until a person says that it is gone", async () => {
    const path = newPath();
    await openStateFolder(path, NOW).then(({ release }) => release());
    const lock = { pid: 1, host: "elsewhere", started: null, since: NOW.toISOString() };
    writeFileSync(join(path, "lock-a1"), JSON.stringify(lock));
    await expect(openStateFolder(path, NOW)).rejects.toMatchObject({
      message: "process 1 on `elsewhere` has been at work here since 2030-01-01T00:00:00.000Z",
      help: `Wait until it ends; if that computer is gone, remove \`${join(path, "lock-a1")}\``,
    });
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
