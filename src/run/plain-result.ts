import type { FileResult } from "../engine/result.ts";
import { Source } from "../source/source.ts";
import type { Task } from "./run-files.ts";

/** What came of a file, as data that can be written down or sent to another thread. */
export interface PlainResult extends Omit<FileResult, "source" | "secretTexts" | "repositoryPath"> {
  /** The text that findings point into, where it is not the text that was read. */
  readonly text?: string;
}

export function toPlain(result: FileResult, { text }: Pick<Task, "text">): PlainResult {
  const { kind, findings, suppressed, applied, refused, crashes, secrets, before, source } = result;
  const plain = { kind, findings, suppressed, applied, refused, crashes, secrets, before };
  return source.text === text ? plain : { ...plain, text: source.text };
}

export function fromPlain({ text, ...rest }: PlainResult, { file, text: read }: Task): FileResult {
  const { shown, repositoryPath } = file;
  return { ...rest, source: new Source(shown, text ?? read), repositoryPath };
}
