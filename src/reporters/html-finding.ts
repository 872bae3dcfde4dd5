import type { FileResult } from "../engine/result.ts";
import type { Finding } from "../finding.ts";
import { explain, plainFrame } from "./explain.ts";
import { hunksOf } from "./fix-diff.ts";
import { codeHtml, diffHtml, escapeHtml, inlineHtml, scrolling } from "./html-text.ts";
import type { Row } from "./rows.ts";

/** A finding with the line that it is about, why it matters, what to do and what its fix changes. */
export function findingHtml(row: Row): string {
  const { finding, file, start } = row;
  const { severity, rule, message, path } = finding;
  const data = `data-severity="${severity}" data-rule="${escapeHtml(rule)}" data-file="${escapeHtml(path)}"`;
  return [
    `<article class="finding ${severity}" ${data}>`,
    `<h3><span class="badge">${severity}</span>${inlineHtml(message)}</h3>`,
    `<p class="place">${codeHtml(`${path}:${start.line}:${start.column}`)} ${escapeHtml(rule)}</p>`,
    frameHtml(row),
    "<dl>",
    ...explain(finding).map(({ label, text }) => `<dt>${label}</dt><dd>${inlineHtml(text)}</dd>`),
    ...notesHtml(row),
    "</dl>",
    ...fixHtml(file, finding),
    "</article>",
  ].join("\n");
}

function frameHtml(row: Row): string {
  const lines = plainFrame(row).map((line, index, all) => {
    const bar = line.indexOf("|") + 1;
    if (index < all.length - 1 || bar === 0) return escapeHtml(line);
    return `${escapeHtml(line.slice(0, bar))}<span class="marks">${escapeHtml(line.slice(bar))}</span>`;
  });
  return scrolling("frame", "Code", lines.join("\n"));
}

function notesHtml({ finding: { path, related }, file: { source } }: Row): string[] {
  return related.map((note) => {
    const { line, column } = source.position(note.start);
    return `<dt>note</dt><dd>${codeHtml(`${path}:${line}:${column}`)} ${inlineHtml(note.text)}</dd>`;
  });
}

function fixHtml(file: FileResult, { fix }: Finding): string[] {
  if (!fix) return [];
  const lines = hunksOf(file, fix).flatMap(({ line, lines }) => [
    `@@ line ${line} @@`,
    ...lines.map(({ kind, text }) => kind + text),
  ]);
  return lines.length === 0 ? [] : ["<details><summary>What the fix changes</summary>", diffHtml(lines), "</details>"];
}
