import type { FileResult } from "../engine/result.ts";
import { Tally } from "../engine/tally.ts";
import {
  type Look,
  describeFailures,
  describeFindings,
  describeFixed,
  describeRefused,
  describeSetup,
  noteSetups,
} from "./blocks.ts";
import type { Reporter } from "./report.ts";
import { type BrokenFile, brokenPartOf } from "./rows.ts";
import type { FixSetup } from "./setup.ts";
import { type SummaryOptions, summarize } from "./summary.ts";

/** How a report for a person looks, and what it leaves out. */
export interface PrettyOptions extends SummaryOptions, Wishes {}

interface Wishes {
  readonly color: boolean;
  /** Columns of the terminal; 100 when absent. */
  readonly width?: number | undefined;
  /** True where the terminal shows links. */
  readonly links?: boolean;
}

/** The findings of one file alone, for a person. */
export function reportFinding(file: FileResult, wishes: Wishes): string {
  return `${describeFindings(file, lookOf(wishes), new Set())
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

/**
 * What was found, what was fixed and what to do next, for a person. Empty when `quiet` and all is well. Fixes of all files come
 * before what is left, so that with `fix` the findings wait for the end.
 */
export const openPretty: Reporter<PrettyOptions> = (run, options) => {
  const look = lookOf(options);
  const explained = new Set<string>();
  const tally = new Tally();
  const setups = new Map<string, FixSetup>();
  const broken: BrokenFile[] = [];
  const waiting: string[] = [];
  const join = blockJoiner();
  return {
    file: (file) => {
      tally.add(file);
      broken.push(...brokenPartOf(file));
      if (file.applied.length > 0) noteSetups(setups, file);
      const fixed = file.applied.length > 0 ? join([describeFixed(file, run.written, look)]) : "";
      const found = file.findings.length > 0 ? describeFindings(file, look, explained) : [];
      if (run.command === "lint") return fixed + join(found);
      waiting.push(...found.map((block) => block.join("\n")));
      return fixed;
    },
    end: (end) =>
      join([
        ...(broken.length > 0 ? describeRefused(broken, look.width) : []),
        ...waiting.map((block) => [block]),
        ...(broken.length + end.errors.length > 0 ? describeFailures(end, broken, look) : []),
        summarize({ ...run, ...end }, tally, options),
        setups.size > 0 ? describeSetup([...setups.values()], look.width) : [],
      ]),
  };
};

function lookOf({ color, width, links = false }: Wishes): Look {
  return { color, width: Math.max(width ?? 100, 40), links };
}

/** Makes text of blocks, an empty line between two of them; each piece of text ends with its line. */
function blockJoiner(): (blocks: readonly (readonly string[])[]) => string {
  let isFirst = true;
  return (blocks) => {
    const text = blocks.filter((block) => block.length > 0).map((block) => `${block.join("\n")}\n`);
    if (text.length === 0) return "";
    const joined = `${isFirst ? "" : "\n"}${text.join("\n")}`;
    isFirst = false;
    return joined;
  };
}
