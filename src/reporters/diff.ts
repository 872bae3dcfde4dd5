import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/**
 * The change of one file as `git apply` takes it; empty when there is none. A diff repeats the lines that it removes:
 * whoever prints it prints the secrets in them.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
