import { describe, expect, it } from "vitest";
import type { JournalLine } from "../../src/fleet/journal-line.ts";
import { writeLine } from "../../src/fleet/journal-text.ts";
import { Journal } from "../../src/fleet/journal.ts";
import { keyOf, plannedLine, plannedRepository, proposedLine, repositoryNamed, writingLine } from "./journal-lines.ts";
import { MemoryLog } from "./memory-log.ts";

const RAN: JournalLine = { kind: "ran", command: "plan", at: "2030-01-01T00:00:00.000Z", counts: { repositories: 2 } };
const LINES: readonly JournalLine[] = [
  { kind: "started", command: "plan", at: "2030-01-01T00:00:00.000Z", version: "1.2.3" },
  plannedLine("öl"),
  plannedLine("b"),
  { kind: "selected", keys: [keyOf("öl"), keyOf("b")] },
  RAN,
  writingLine("öl"),
  proposedLine("öl"),
  { kind: "checked", key: keyOf("öl"), commit: "b".repeat(40), checks: "pending" },
  { kind: "held", key: keyOf("b"), reason: "the branch has commits of others" },
  { kind: "wave", wave: 1, ended: "green", red: [] },
];

function open(log: MemoryLog): Journal {
  return new Journal(log, { writes: true });
}

/** Everything that a journal knows, to compare. */
function knowledge(journal: Journal) {
  const records = [...journal.repositories];
  return {
    records,
    plans: records.map(({ key }) => journal.readPlanned(key)),
    repositories: records.map(({ key }) => journal.readRepository(key)),
    runs: journal.runs,
    selected: journal.selected,
    wave: journal.wave(1),
  };
}

function afterLines(lines: readonly JournalLine[]) {
  const journal = open(new MemoryLog());
  for (const line of lines) journal.add(line);
  return knowledge(journal);
}

describe("a journal", () => {
  it("says after a restart what it said before", () => {
    expect(knowledge(open(new MemoryLog(LINES.map(writeLine).join(""))))).toEqual(afterLines(LINES));
  });

  it("keeps plans in the file and what decides in memory", () => {
    const journal = open(new MemoryLog(LINES.map(writeLine).join("")));
    expect(journal.readPlanned(keyOf("b"))).toEqual(plannedRepository("b"));
    expect(journal.readRepository(keyOf("öl"))).toEqual(repositoryNamed("öl"));
    expect(journal.find(keyOf("b"))).toEqual({
      key: keyOf("b"),
      planned: { options: "o1", commit: "a".repeat(40), outcome: "proposed", change: "c1" },
      writing: [],
      proposal: undefined,
      retired: undefined,
      trouble: { kind: "held", reason: "the branch has commits of others" },
      checked: undefined,
    });
  });

  it("goes on from the last whole line, wherever it was killed", () => {
    const bytes = Buffer.from(LINES.map(writeLine).join(""));
    const lengths = LINES.map((line) => Buffer.byteLength(writeLine(line)));
    for (let size = 0; size <= bytes.length; size += 1) {
      const log = new MemoryLog(bytes.subarray(0, size));
      const journal = open(log);
      let whole = 0;
      // A line lacks nothing but its line feed.
      for (let end = 0; whole < lengths.length; whole += 1) {
        end += lengths[whole] ?? 0;
        if (end - 1 > size) break;
      }
      expect(knowledge(journal)).toEqual(afterLines(LINES.slice(0, whole)));
      for (const line of LINES.slice(whole)) journal.add(line);
      expect(log.bytes.toString()).toBe(bytes.toString());
    }
  });

  it("says that its last line was torn, once", () => {
    const log = new MemoryLog(LINES.map(writeLine).join("").slice(0, -10));
    expect(open(log).state).toEqual({ damaged: 0, isTorn: true });
    expect(open(log).state).toEqual({ damaged: 0, isTorn: false });
  });

  it("leaves out and counts lines of its middle in which a byte is another one", () => {
    const [first = "", second = "", ...others] = LINES.map(writeLine);
    for (let at = 0; at < second.length - 1; at += 1) {
      const damaged = second.slice(0, at) + (second.charAt(at) === "9" ? "8" : "9") + second.slice(at + 1);
      const journal = open(new MemoryLog([first, damaged, ...others].join("")));
      expect(journal.state).toEqual({ damaged: 1, isTorn: false });
      expect(journal.readPlanned(keyOf("b"))).toEqual(plannedRepository("b"));
    }
  });

  it("leaves out what is no text at all", () => {
    const journal = open(new MemoryLog(Buffer.concat([Buffer.alloc(4096), Buffer.from(`\n${writeLine(RAN)}`)])));
    expect(journal.state.damaged).toBe(1);
    expect(journal.runs).toEqual([RAN]);
  });

  it("refuses what a later version wrote", () => {
    const later = "2 9bf1d685b6364cb9 {}\n";
    expect(() => open(new MemoryLog(later))).toThrow("the journal has format 2, and this circlesec knows format 1");
  });

  it("changes nothing in a file that it only reads", () => {
    const log = new MemoryLog(LINES.map(writeLine).join("").slice(0, -10));
    const before = log.bytes.toString();
    expect(new Journal(log, { writes: false }).state.isTorn).toBe(true);
    expect(log.bytes.toString()).toBe(before);
  });

  it("waits for the disk after fifty lines, and when it is told to", () => {
    const log = new MemoryLog();
    const journal = open(log);
    for (let count = 0; count < 50; count += 1) journal.add(RAN);
    expect(log.syncs).toBe(1);
    journal.sync();
    expect(log.syncs).toBe(1);
    journal.add(RAN);
    journal.sync();
    expect(log.syncs).toBe(2);
  });
});

describe("what a journal knows of a repository", () => {
  it("is which changes may be on its branch until they are known to be proposed", () => {
    const journal = open(new MemoryLog());
    journal.add(writingLine("a", "c1"));
    journal.add(writingLine("a", "c2"));
    expect(journal.find(keyOf("a"))?.writing.map(({ change }) => change)).toEqual(["c1", "c2"]);
    journal.add(proposedLine("a", { change: "c2" }));
    expect(journal.find(keyOf("a"))?.writing).toEqual([]);
  });

  it("is that its proposal was closed, by its number", () => {
    const journal = open(new MemoryLog());
    journal.add(proposedLine("a", { number: 2 }));
    journal.add({ kind: "closed", key: keyOf("a"), number: 1, because: "asked" });
    expect(journal.find(keyOf("a"))?.proposal?.state).toBe("open");
    journal.add({ kind: "closed", key: keyOf("a"), number: 2, because: "nothing left" });
    expect(journal.find(keyOf("a"))).toMatchObject({ proposal: { state: "closed" }, retired: 2 });
  });
});

describe("a journal that has grown", () => {
  const filler = "x".repeat(100_000);

  it("is made small again when it is opened, and knows what it knew", () => {
    const lines = [
      ...LINES,
      ...Array.from({ length: 40 }, (_, index) => ({ ...writingLine("w", `c${index}`) })),
      proposedLine("w"),
      ...Array.from({ length: 40 }, (): JournalLine => ({ kind: "failed", key: keyOf("b"), reason: filler })),
      writingLine("w", "c9"),
      RAN,
    ];
    const log = new MemoryLog(lines.map(writeLine).join(""));
    const journal = open(log);
    expect(log.size).toBeLessThan(130_000);
    expect(knowledge(journal)).toEqual(afterLines(lines));
    expect(knowledge(open(log))).toEqual(afterLines(lines));
    expect(journal.runs).toEqual([RAN, RAN]);
  });

  it("is left as it is while most of it is needed", () => {
    const lines = Array.from({ length: 40 }, (_, index): JournalLine => ({
      kind: "failed",
      key: keyOf(`r${index}`),
      reason: filler,
    }));
    const log = new MemoryLog(lines.map(writeLine).join(""));
    const { size } = log;
    open(log);
    expect(log.size).toBe(size);
  });
});
