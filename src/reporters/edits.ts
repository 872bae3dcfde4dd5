import type { FileResult } from "../engine/result.ts";
import type { Fix } from "../finding.ts";

type Edit = Fix["edits"][number];

/** The edits of a fix by place, identical ones once. */
export function sortedEdits({ edits }: Fix): Edit[] {
  const distinct = new Map(edits.map((edit) => [`${edit.start} ${edit.end} ${edit.text}`, edit]));
  return [...distinct.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** True when the new text of a fix repeats a secret that the file holds, so that it cannot be told. */
export function repeatsSecret({ source, secrets }: FileResult, { edits }: Fix): boolean {
  const texts = secrets.map((span) => source.slice(span)).filter((text) => text !== "");
  return edits.some((edit) => texts.some((text) => edit.text.includes(text)));
}
