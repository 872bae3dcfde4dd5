import type { RunResult } from "../engine/result.ts";
import { failuresOf, rowsOf } from "./rows.ts";
import { visible } from "./text.ts";
import { element, textElement } from "./xml.ts";

/** Checkstyle's XML: a `file` for each path, an `error` for each finding, an `exception` for what failed. */
export function reportCheckstyle(result: RunResult): string {
  const files = new Map<string, string[]>();
  const add = (path: string, child: string): void => void files.set(path, [...(files.get(path) ?? []), child]);
  for (const { finding, start, file } of rowsOf(result)) {
    add(
      file.repositoryPath,
      element("error", {
        line: start.line,
        column: start.column,
        severity: finding.severity,
        message: visible(finding.message),
        source: `circlesec.${finding.rule}`,
      }),
    );
  }
  for (const { repositoryPath, message } of failuresOf(result)) {
    add(repositoryPath, textElement("exception", {}, visible(message)));
  }
  const children = [...files].map(([path, errors]) => element("file", { name: path }, errors));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("checkstyle", { version: "4.3" }, children)}\n`;
}
