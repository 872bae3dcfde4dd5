import { Chalk } from "chalk";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { FileResult } from "../engine/result.ts";
import { maskText } from "./mask.ts";

/** A change of one file as a patch. */
export interface Patch {
  /** Empty when nothing changed. */
  readonly text: string;
  /** True when it has masks in it; git then refuses to apply it. */
  readonly isMasked: boolean;
}

/** The change of one file, as `git apply` takes it where it holds no secret, or `showSecrets` says that it may. */
export function unifiedDiff(
  { before, source, secrets, repositoryPath }: Pick<FileResult, "before" | "source" | "secrets" | "repositoryPath">,
  showSecrets: boolean,
): Patch {
  if (!before || before.text === source.text) return { text: "", isMasked: false };
  const hidden = makePatch(repositoryPath, maskText(before), maskText({ text: source.text, secrets }));
  if (before.secrets.length + secrets.length === 0) return { text: hidden, isMasked: false };
  const open = makePatch(repositoryPath, before.text, source.text);
  return { text: showSecrets ? open : hidden, isMasked: !showSecrets && open !== hidden };
}

function makePatch(path: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** A patch for a person: what goes is red, what comes is green. */
export function colorDiff(patch: string): string {
  const chalk = new Chalk({ level: 1 });
  const paint = (line: string): string => {
    if (/^(?:---|\+\+\+) /.test(line)) return chalk.bold(line);
    if (line.startsWith("-")) return chalk.red(line);
    if (line.startsWith("+")) return chalk.green(line);
    return line.startsWith("@@") ? chalk.cyan(line) : line;
  };
  return patch.split("\n").map(paint).join("\n");
}
