import { type TextEdit, editScalar } from "../edit/index.ts";
import { type Config, type Reach, type Script, reachOf, shellsOf } from "../model/index.ts";
import { detectShell } from "../shell/index.ts";
import type { Declined, Part } from "./part.ts";

/** A script that a fix may change, and who runs it. */
export interface EditableScript {
  readonly reach: Reach;
  /** True when a shell other than bash may run it, whose `echo` can read backslashes. */
  readonly isPlainShell: boolean;
}

/** Says whether a script is bash in a place where an edit of it means what it says. */
export function checkScript(config: Config, script: Script): EditableScript | Declined {
  if (script.misplaced) return { declined: "`command` stands beside `run`, not under it" };
  if (config.kind === "legacy") return { declined: "CircleCI 1.0 files are no longer run" };
  const shells = shellsOf(config, script);
  if (shells.some((one) => detectShell(one) === "other")) return { declined: "a shell other than bash runs it too" };
  const isPlainShell = shells.some((one) => one !== undefined && /(?:^|[/\s])(?:da|a|k)?sh(?:\s|$)/.test(one));
  return { reach: reachOf(config, script.scalar), isPlainShell };
}

/** Edits of a script, as offsets into its text, become edits of the file. */
export function editScript({ tree }: Config, { scalar }: Script, edits: readonly TextEdit[]): Part | Declined {
  const edited = editScalar(tree, scalar, edits);
  if (!edited) return { declined: "its text is written in a form that cannot be edited safely" };
  return { edits: edited.edits, expects: [{ scalar: scalar.span, value: edited.value }] };
}
