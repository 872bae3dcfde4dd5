import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { type Outcome, run } from "../package/run.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
/** Nobody listens there. */
const NOWHERE = ["redis://me:made-up-secret@127.0.0.1:1", "postgres://me:made-up-secret@127.0.0.1:1/fleet"];

function fleet(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Outcome {
  return run(process.execPath, [CLI, "fleet", ...args], { cwd, env });
}

test("checkouts are not given to workers, which could not reach them", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "checkouts"));
  const { status, stderr } = fleet(folder, ["plan", "checkouts"], { CIRCLESEC_QUEUE: NOWHERE[0] ?? "" });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      "circlesec: workers cannot reach what is on this disk\n" +
      "Leave checkouts to a run without a queue: no --queue, and no CIRCLESEC_QUEUE\n",
  });
});

test.each(["made-up-secret", "https://me:made-up-secret@queue", ""])("%j is no queue, and is not repeated", (queue) => {
  const { status, stdout, stderr } = fleet(temporaryFolder(), ["worker", "--queue", queue]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^circlesec: what is given as a queue is no address of one\n/);
  expect(stdout + stderr).not.toContain("made-up-secret");
});

test("a worker without a queue says how to name one", () => {
  const { status, stderr } = fleet(temporaryFolder(), ["worker"]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: "circlesec: no queue is named\nGive its address with --queue, or in CIRCLESEC_QUEUE\n",
  });
});

test.each(NOWHERE)("a queue that cannot be reached is told at once, and without the password: %s", (queue) => {
  const folder = temporaryFolder();
  const { status, stdout, stderr } = fleet(folder, ["worker"], { CIRCLESEC_QUEUE: queue, HOME: folder });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^circlesec: the queue at `\w+:\/\/127\.0\.0\.1:1` cannot be used: .*ECONNREFUSED/m);
  expect(stdout + stderr).not.toContain("made-up-secret");
});

test("a worker whose fleet.yml names a host without a token for it says so and ends", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "fleet.yml"), "hosts: [{host: git.example.com, forge: github, token: {env: NOT_SET}}]\n");
  const { status, stderr } = fleet(folder, ["worker"], { CIRCLESEC_QUEUE: NOWHERE[0] ?? "", HOME: folder });
  expect(status).toBe(2);
  expect(stderr).toMatch(/NOT_SET/);
});
