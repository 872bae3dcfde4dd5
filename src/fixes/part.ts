import type { TextEdit } from "../edit/index.ts";
import type { Change } from "../finding.ts";

/** A piece of a fix: edits, and what they change in the meaning. */
export interface Part {
  readonly edits: readonly TextEdit[];
  readonly expects: readonly Change[];
}

/** A fix, or a piece of one, that could not be made, and what a person can do instead. */
export interface Declined {
  readonly declined: string;
}

export function isDeclined(value: object): value is Declined {
  return "declined" in value;
}
