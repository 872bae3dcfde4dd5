import type { Reporter } from "./report.ts";
import { type BrokenFile, brokenPartOf, failuresOf, rowsOfFile } from "./rows.ts";
import { visible } from "./text.ts";
import { element, textElement } from "./xml.ts";

/**
 * Checkstyle's XML: a `file` for each path, an `error` for each finding, an `exception` for what failed. Files of several
 * repositories can share a path, so that all wait for the end, as text.
 */
export const openCheckstyle: Reporter<unknown> = () => {
  const files = new Map<string, string[]>();
  const broken: BrokenFile[] = [];
  const add = (path: string, child: string): void => {
    const known = files.get(path);
    if (known) known.push(child);
    else files.set(path, [child]);
  };
  return {
    file: (file) => {
      broken.push(...brokenPartOf(file));
      for (const { finding, start } of rowsOfFile(file)) {
        const { severity, message, rule } = finding;
        const place = { line: start.line, column: start.column };
        const said = { severity, message: visible(message), source: `circlesec.${rule}` };
        add(file.repositoryPath, element("error", { ...place, ...said }));
      }
      return "";
    },
    end: (run) => {
      for (const { repositoryPath, message } of failuresOf(run, broken)) {
        add(repositoryPath, textElement("exception", {}, visible(message)));
      }
      const children = [...files].map(([path, errors]) => element("file", { name: path }, errors));
      return `<?xml version="1.0" encoding="UTF-8"?>\n${element("checkstyle", { version: "4.3" }, children)}\n`;
    },
  };
};
