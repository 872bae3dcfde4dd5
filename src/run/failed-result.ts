import type { FileResult } from "../engine/result.ts";
import type { Source } from "../source/source.ts";

/** The result of a file that we failed on; `message` says how, and shows nothing of the file. */
export function failedResult(source: Source, message: string): FileResult {
  return {
    source,
    kind: "unread",
    findings: [],
    crashes: [{ rule: undefined, message }],
    suppressed: [],
    applied: [],
    refused: [],
    secrets: [],
    before: undefined,
    repositoryPath: source.path,
  };
}
