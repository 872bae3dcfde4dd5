import type { FileResult, RunEnd, RunResult, RunStart } from "../engine/result.ts";

/** One report in the making: its text comes piece by piece, each for the end of what came before. */
export interface Report {
  /** Hears of the next file of the run; it keeps nothing of it that grows with the file. */
  readonly file: (file: FileResult) => string;
  /** Hears that there are no more files. */
  readonly end: (run: RunEnd) => string;
}

/** Begins a report; the same run and options give the same text. */
export type Reporter<Options> = (run: RunStart, options: Options) => Report;

/** A reporter that must know the whole run before its first word. */
export function collecting<Options>(report: (result: RunResult, options: Options) => string): Reporter<Options> {
  return (run, options) => {
    const files: FileResult[] = [];
    return {
      file: (file) => {
        files.push(file);
        return "";
      },
      end: (end) => report({ ...run, ...end, files }, options),
    };
  };
}

/** The whole text of a report. */
export function reportRun<Options>(reporter: Reporter<Options>, result: RunResult, options: Options): string {
  const report = reporter(result, options);
  const texts = result.files.map((file) => report.file(file));
  return texts.join("") + report.end(result);
}
