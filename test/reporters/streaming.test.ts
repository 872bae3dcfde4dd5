import { describe, expect, it } from "vitest";
import type { FileResult } from "../../src/engine/result.ts";
import { FORMATS, formatOf, isFormatName } from "../../src/reporters/formats.ts";
import { Source } from "../../src/source/source.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { CONFIG, fileWith, findingAt } from "./results.ts";
import { OPTIONS, RULE_METAS } from "./runs.ts";

const LINT = { command: "lint", written: false } as const;
const END = { skipped: 0, errors: [], stale: 0, isCompared: false };
const NAMES = Object.keys(FORMATS).filter(isFormatName);
/** What must know the whole run before its first word. */
const WHOLE = ["sarif", "junit", "markdown", "html"];
/** What waits for the end as text. */
const WAITING = [...WHOLE, "jsonl", "checkstyle"];

function fileAt(path: string): FileResult {
  const source = new Source(path, CONFIG);
  return fileWith(source, { findings: [findingAt(source, "node:20")], repositoryPath: path });
}

describe.each(NAMES)("%s", (name) => {
  it.runIf(!WAITING.includes(name))("tells each file as it comes", async () => {
    const report = (await formatOf(name).load(async () => RULE_METAS))(LINT, OPTIONS);
    for (const path of ["a.yml", "b.yml"]) expect(report.file(fileAt(path))).toContain(path);
    expect(report.end(END)).not.toContain("a.yml");
  });

  it.runIf(!WHOLE.includes(name))("keeps no file", async () => {
    const report = (await formatOf(name).load(async () => RULE_METAS))(LINT, OPTIONS);
    const tell = (path: string): WeakRef<FileResult> => {
      const file = fileAt(path);
      report.file(file);
      return new WeakRef(file);
    };
    const told = ["a.yml", "b.yml"].map(tell);
    await collectGarbage();
    expect(told.map((file) => file.deref())).toEqual([undefined, undefined]);
    expect(report.end(END)).toBeTypeOf("string");
  });
});
