import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openJournal, readJournal } from "../../src/commands/fleet-journal.ts";
import type { Host } from "../../src/commands/host.ts";
import { keyOf, plannedLine, plannedRepository, proposedLine } from "../fleet/journal-lines.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";

const NOW = new Date("2030-01-01T00:00:00Z");

/** What is told on standard error. */
function listen() {
  const told: string[] = [];
  const stderr = { write: (text: string) => told.push(text) > 0 } as Host["stderr"];
  return { host: { stderr }, told };
}

it("keeps what was done for the next run and for who only looks", async () => {
  const folder = join(temporaryFolder(), "state");
  const { host, told } = listen();
  expect(readJournal(folder, host)).toBeUndefined();
  const { journal, close } = await openJournal(folder, host, NOW);
  journal.add(plannedLine("a"));
  journal.add(proposedLine("a"));
  close();
  expect(readJournal(folder, host)?.readPlanned(keyOf("a"))).toEqual(plannedRepository("a"));
  const again = await openJournal(folder, host, NOW);
  expect(again.journal.find(keyOf("a"))?.proposal).toEqual(proposedLine("a").proposal);
  again.close();
  expect(told).toEqual([]);
});

it("tells what of it cannot be read", async () => {
  const folder = join(temporaryFolder(), "state");
  const { host, told } = listen();
  (await openJournal(folder, host, NOW)).close();
  appendFileSync(join(folder, "journal.jsonl"), "no line\n1 0123");
  (await openJournal(folder, host, NOW)).close();
  expect(told).toEqual([
    "circlesec: 1 line of the journal cannot be read: what was done there is looked up again\n",
    "circlesec: the last run was killed while it wrote; it goes on from there\n",
  ]);
});

it("lets the next run in where a journal cannot be used", async () => {
  const folder = join(temporaryFolder(), "state");
  const { host } = listen();
  (await openJournal(folder, host, NOW)).close();
  appendFileSync(join(folder, "journal.jsonl"), "2 9bf1d685b6364cb9 {}\n");
  const message = "the journal has format 2, and this circlesec knows format 1";
  await expect(openJournal(folder, host, NOW)).rejects.toThrow(message);
  await expect(openJournal(folder, host, NOW)).rejects.toThrow(message);
});
