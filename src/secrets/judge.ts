import { type KeyMeaning, isPasswordKey, readKeyName } from "./key-names.ts";
import { type FoundToken, findTokens } from "./scan.ts";
import { type NoSecret, recognize } from "./throw-away.ts";

/** What is known of a value beside its text. */
export interface Surroundings {
  /** The variable, parameter or key that holds it. */
  readonly key: string;
  /** The token that the value is, where a wider text has told it. */
  readonly token?: FoundToken | undefined;
  /** True where only a credential can stand: `auth.password`, `aws_auth`. */
  readonly expected?: boolean;
  /** True where a parameter's value is sent as a password, whatever the parameter is called. */
  readonly isSent?: boolean;
  /** True when the value belongs to a container that runs beside the job and ends with it. */
  readonly service?: boolean;
  /** True when containers run beside the steps: a password is probably that of one of them. */
  readonly besideServices?: boolean;
  /** The comment on its line, which may say that it is a dummy. */
  readonly comment?: string | undefined;
  /** Texts of the same file that are given to such containers. */
  readonly serviceValues?: ReadonlySet<string>;
}

/**
 * What a written value is. `secret`: a credential. `doubtful`: strong enough for one, but something says that it is for
 * tests, or too weak to tell. `harmless`: known to be no credential.
 */
export interface Judgement {
  readonly verdict: "secret" | "doubtful" | "harmless";
  readonly severity: "error" | "warning" | "info";
  readonly token?: FoundToken;
  /** Why it is harmless or in doubt. */
  readonly reason?: NoSecret | "for-tests" | "beside-services" | "signing" | "weak";
}

/** Judges a value by its place, its name and its text, in that order. */
export function judge(text: string, around: Surroundings): Judgement {
  const value = text.trim();
  const token = around.token ?? tokensOf(value, around.key)[0];
  const meaning = readKeyName(around.key);
  if (SAMPLE.test(value)) return harmless("placeholder");
  if (around.expected) return judgeExpected(value, token, around.key);
  if (token) return judgeToken(token, around);
  if (meaning.kind === "none" && !around.isSent) return harmless("name");
  const known = recognize(value, around.key);
  if (known) return harmless(known);
  if (around.service || around.serviceValues?.has(value)) return harmless("throw-away");
  if (isDummyComment(around.comment)) return harmless("throw-away");
  if (around.isSent) return { verdict: "secret", severity: "error" };
  return judgeKeyed(value, meaning, around);
}

/** Key ids that documentation prints; nobody owns them. */
const SAMPLE = /^AKIAQWERVA$|^A[KS]IA[A-Z0-9]*EXAMPLE[A-Z0-9]*$|EXAMPLEKEY$/;

/** A literal where CircleCI sends whatever stands there to a registry. */
function judgeExpected(value: string, token: FoundToken | undefined, key: string): Judgement {
  const known = recognize(value, "");
  if (known === "reference" || known === "empty") return harmless(known);
  if (known === "name" && key.startsWith("aws_") && /_KEY/.test(value)) return harmless("name");
  return { verdict: "secret", severity: "error", ...(token && { token }) };
}

function judgeToken(token: FoundToken, { service, comment }: Surroundings): Judgement {
  const { severity, id } = token.shape;
  const local = service || isDummyComment(comment);
  if (severity === "error" && !(local && id === "url-userinfo")) return { verdict: "secret", severity, token };
  return { verdict: "secret", severity: local ? "info" : severity, token };
}

function judgeKeyed(value: string, meaning: KeyMeaning, { key, besideServices }: Surroundings): Judgement {
  const doubt = (reason: Judgement["reason"]): Judgement => ({
    verdict: "doubtful",
    severity: "info",
    ...(reason && { reason }),
  });
  if (!isStrong(value)) return meaning.isVague ? harmless("structure") : doubt("weak");
  if (meaning.forTests) return doubt("for-tests");
  if (meaning.kind === "signing") return doubt("signing");
  if (besideServices && isPasswordKey(key)) return doubt("beside-services");
  return { verdict: "secret", severity: meaning.severity ?? "warning" };
}

/** Tokens in the value; the name in front of it lets shapes count that need one near. */
function tokensOf(value: string, key: string): FoundToken[] {
  const lead = `${key}: `;
  const offset = lead.length;
  return findTokens(lead + value).flatMap(({ span, ...rest }) =>
    span.start < offset ? [] : [{ ...rest, span: { start: span.start - offset, end: span.end - offset } }],
  );
}

function harmless(reason: NoSecret): Judgement {
  return { verdict: "harmless", severity: "info", reason };
}

function isDummyComment(comment: string | undefined): boolean {
  return (
    comment !== undefined &&
    /\b(?:dummy|fake|test[- ]only|throw-?away|not (?:a )?(?:real|secret)|example|placeholder|local(?:host)?)\b/i.test(
      comment,
    )
  );
}

const MIN_STRONG = 12;

/** True for what a machine or a careful person made: long, and of more than one kind of characters or without words. */
function isStrong(value: string): boolean {
  const text = value.replaceAll(/\s+/g, "");
  if (text.length < MIN_STRONG) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(text)).length;
  return kinds >= 2 && bitsPerCharacter(text) >= 3 && !readsAsWords(text);
}

/** Shannon entropy of the characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** `just-be-present`, `deploy_pass_2`: pieces that are each letters alone or digits alone, and short. */
function readsAsWords(text: string): boolean {
  const pieces = text.split(/[-_.:/ ]+/).filter(Boolean);
  return pieces.every((piece) => /^(?:[A-Za-z]{1,14}|\d{1,4}|[A-Za-z]{2,14}\d{1,4})$/.test(piece));
}
