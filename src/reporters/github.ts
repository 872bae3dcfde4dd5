import type { Severity } from "../finding.ts";
import { explain } from "./explain.ts";
import type { Reporter } from "./report.ts";
import { type BrokenFile, type Row, brokenPartOf, failuresOf, rowsOfFile } from "./rows.ts";
import { visible } from "./text.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** Workflow commands of GitHub Actions: an annotation for each finding, then for each thing that failed. */
export const openGithub: Reporter<unknown> = () => {
  const broken: BrokenFile[] = [];
  return {
    file: (file) => {
      broken.push(...brokenPartOf(file));
      return rowsOfFile(file).map(describeRow).join("");
    },
    end: (end) =>
      failuresOf(end, broken)
        .map(({ repositoryPath, line, message }) =>
          command("error", { file: repositoryPath, line, title: "circlesec failed" }, visible(message)),
        )
        .join(""),
  };
};

function describeRow({ finding, file, start, end }: Row): string {
  const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  const lines = { line: start.line, endLine: end.line };
  const place = { file: file.repositoryPath, ...lines, ...columns, title: finding.rule };
  const rest = explain(finding).map(({ label, text }) => `${label}: ${text}`);
  return command(LEVELS[finding.severity], place, [visible(finding.message), ...rest].join("\n"));
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const written = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeData(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`],
  );
  return `::${name} ${written.join(",")}::${escapeData(text)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
