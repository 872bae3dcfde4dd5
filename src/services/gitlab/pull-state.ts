import type { PullState } from "../../fleet/forge.ts";
import { at, numberAt, textAt } from "../json.ts";

const STATES: Readonly<Record<string, PullState["state"]>> = {
  opened: "open",
  // Being merged just now.
  locked: "open",
  closed: "closed",
  merged: "merged",
};
/** What a title begins with makes a draft. */
const DRAFT = /^\s*(?:draft:|\[draft\]|\(draft\))\s*/i;

/** A merge request as GraphQL has it. */
export function pullOfGraph(pull: unknown): PullState {
  return {
    number: Number(textAt(pull, "iid")),
    url: textAt(pull, "webUrl"),
    state: STATES[textAt(pull, "state")] ?? "closed",
    title: withoutDraft(textAt(pull, "title")),
    body: fromDescription(textAt(pull, "description")),
    isDraft: at(pull, "draft") === true,
    commit: textAt(pull, "diffHeadSha"),
  };
}

/** A merge request as REST has it. */
export function pullOfRest(pull: unknown): PullState {
  return {
    number: numberAt(pull, "iid"),
    url: textAt(pull, "web_url"),
    state: STATES[textAt(pull, "state")] ?? "closed",
    title: withoutDraft(textAt(pull, "title")),
    body: fromDescription(textAt(pull, "description")),
    isDraft: at(pull, "draft") === true,
    commit: textAt(pull, "sha"),
  };
}

/** The title of a draft, or of what is none. */
export function toTitle(title: string, isDraft: boolean): string {
  return isDraft ? `Draft: ${title}` : title;
}

function withoutDraft(title: string): string {
  return title.replace(DRAFT, "");
}

/** A text of which no line is a quick action: GitLab carries out what a description says (`/merge`), whoever it is from. */
export function toDescription(body: string): string {
  return body.replaceAll(/^([ \t]*)\/(?=\w)/gm, String.raw`$1\/`);
}

function fromDescription(description: string): string {
  return description.replaceAll(/^([ \t]*)\\\/(?=\w)/gm, "$1/");
}
