import type { Answer } from "./reader.ts";

/** `unreadable`: the token of whoever asks may not look, or what it saw is not understood. */
export type Verdict = "ok" | "missing" | "wrong" | "too wide" | "unreadable";

/** One thing that a setup needs, and how it stands in a Vault. */
export interface CheckItem {
  /** `role circleci-docker`, in the words of Vault. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** The fact, one clause. */
  readonly text: string;
  /** What to do about it, an imperative. */
  readonly help?: string | undefined;
}

/** What is not as it has to be: what kind of fault it is, the fact, and what to do. */
export type Fault = readonly [verdict: Exclude<Verdict, "ok">, text: string, help: string];

/** Makes the items of one subject. */
export function itemsOf(subject: string) {
  return (verdict: Verdict, text: string, help?: string): CheckItem => ({ subject, verdict, text, help });
}

/** The item of a path that gave no data; `what` is what is missing where nothing is there. */
export function withoutData(
  subject: string,
  path: string,
  answer: Exclude<Answer, { kind: "found" }>,
  what: { readonly text: string; readonly help: string },
): CheckItem {
  const item = itemsOf(subject);
  if (answer.kind === "absent") return item("missing", what.text, what.help);
  if (answer.kind === "denied") {
    return item("unreadable", `the token may not read \`${path}\``, `Use a token with \`read\` on \`${path}\``);
  }
  const said = answer.errors.join("; ").replaceAll(/\s+/g, " ");
  return item("unreadable", `Vault refuses to read \`${path}\`${said === "" ? "" : `: ${said}`}`);
}
