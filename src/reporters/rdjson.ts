import type { FileResult } from "../engine/result.ts";
import type { Fix, Severity } from "../finding.ts";
import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";
import { repeatsSecret, sortedEdits } from "./edits.ts";
import { explain } from "./explain.ts";
import { JsonList } from "./json-list.ts";
import type { Reporter } from "./report.ts";
import { type Row, rowsOfFile } from "./rows.ts";
import { visible } from "./text.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "ERROR", warning: "WARNING", info: "INFO" };

/** reviewdog's diagnostic format (`DiagnosticResult` of its `proto/rdf`). Columns count bytes of UTF-8, from 1. */
export const openRdjson: Reporter<unknown> = () => {
  const diagnostics = new JsonList(1);
  let head = `{\n  "source": {\n    "name": "circlesec"\n  },\n  "diagnostics": `;
  const after = (text: string): string => {
    const all = head + text;
    head = "";
    return all;
  };
  return {
    file: (file) =>
      after(
        rowsOfFile(file)
          .map((row) => diagnostics.add(toDiagnostic(row)))
          .join(""),
      ),
    end: () => after(`${diagnostics.end()}\n}\n`),
  };
};

function toDiagnostic({ finding, file }: Row): object {
  const rest = explain(finding).map(({ label, text }) => `${label}: ${text}`);
  const notes = finding.related.map(
    (note) => `note: line ${file.source.position(note.start).line}: ${visible(note.text)}`,
  );
  const suggestion = finding.fix && toSuggestion(file, finding.fix);
  const { source } = file;
  return {
    message: [visible(finding.message), ...rest, ...notes].join("\n"),
    location: { path: finding.path, range: toRange(source, finding.span) },
    severity: SEVERITY[finding.severity],
    code: { value: finding.rule },
    ...(suggestion && { suggestions: [suggestion] }),
  };
}

/**
 * One suggestion from the first edit to the last: whoever takes it takes the whole fix. `undefined` where the text between
 * them holds a secret, and for a fix that a person must confirm.
 */
function toSuggestion(file: FileResult, fix: Fix): object | undefined {
  const edits = sortedEdits(fix);
  const [first] = edits;
  const last = edits.at(-1);
  if (!first || !last || fix.safety === "unsafe") return undefined;
  const whole = { start: first.start, end: last.end };
  const isOpen = file.secrets.some(({ start, end }) => start < whole.end && end > whole.start);
  if (isOpen || repeatsSecret(file, fix)) return undefined;
  let text = "";
  let at = whole.start;
  for (const edit of edits) {
    text += file.source.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return { range: toRange(file.source, whole), text };
}

function toRange(source: Source, { start, end }: Span): object {
  return { start: toPosition(source, start), end: toPosition(source, end) };
}

const encoder = new TextEncoder();

function toPosition(source: Source, offset: number): object {
  const { line, column } = source.position(offset);
  const before = source.text.slice(offset - column + 1, offset);
  return { line, column: encoder.encode(before).length + 1 };
}
