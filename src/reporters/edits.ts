import type { FileResult } from "../engine/result.ts";
import type { Fix } from "../finding.ts";

type Edit = Fix["edits"][number];

/** The edits of a fix by place. Two at one place keep their order: their texts stand one behind the other. */
export function sortedEdits({ edits }: Fix): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** True when the new text of a fix repeats a secret that the file holds, so that it cannot be told. */
export function repeatsSecret({ source, secrets }: FileResult, { edits }: Fix): boolean {
  const texts = secrets.map((span) => source.slice(span)).filter((text) => text !== "");
  return edits.some((edit) => texts.some((text) => edit.text.includes(text)));
}
