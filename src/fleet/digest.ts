import { createHash } from "node:crypto";
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
