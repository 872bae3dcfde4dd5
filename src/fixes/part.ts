import type { NewValue, TextEdit } from "../edit/index.ts";
import type { Change, Meaning } from "../finding.ts";

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

/** What a value means once it is written. Throws for an alias, which only its anchor can tell. */
export function meaningOf(value: NewValue): Meaning {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return `plain ${value}`;
  if ("script" in value) return value.script;
  if ("flow" in value) return meaningOf(value.flow);
  if ("pairs" in value) return Object.fromEntries(value.pairs.map(([key, one]) => [key, meaningOf(one)]));
  if ("alias" in value) throw new TypeError("an alias means what its anchor holds");
  return value.map(meaningOf);
}
