import { createHash } from "node:crypto";
import type { RepositoryRecord } from "./journal-index.ts";
import type { TextDigests } from "./journal-line.ts";
import type { ProposalText } from "./proposal-text.ts";

/** SHA-256 of a text, in hexadecimal, without what forges change of it: line ends, and space around. */
function digestOf(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n").trim()).digest("hex");
}

export function digestText({ title, body }: ProposalText): TextDigests {
  return { title: digestOf(title), body: digestOf(body) };
}

export function isSameText(one: TextDigests, other: TextDigests | undefined): boolean {
  return one.title === other?.title && one.body === other.body;
}

/** Stands for a text that a person wrote: no text has it. */
export const THEIRS = "";

/**
 * Digests of what a pull request says, with `THEIRS` for a title or body that is none of those which we asked for, as far as the
 * journal knows; where it knows of none, both count as ours.
 */
export function digestOurs(
  pull: ProposalText & { readonly number: number },
  record: Pick<RepositoryRecord, "proposal" | "writing"> | undefined,
): TextDigests {
  const last = record?.proposal?.number === pull.number ? [record.proposal.texts] : [];
  const ours = [...last, ...(record?.writing ?? []).map(({ texts }) => texts)];
  const there = digestText(pull);
  if (ours.length === 0) return there;
  return {
    title: ours.some(({ title }) => title === there.title) ? there.title : THEIRS,
    body: ours.some(({ body }) => body === there.body) ? there.body : THEIRS,
  };
}
