import type { Argument } from "../../docker/arguments.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import { judge } from "../../secrets/index.ts";
import type { Span } from "../../source/span.ts";
import { type Scalar, asScalar } from "../../syntax/index.ts";
import { argumentOf } from "../orbs/index.ts";
import type { VaultEvent } from "./vault-events.ts";

/** A secret that is written out where a step logs in to Vault. */
export interface GivenSecret {
  /** `secret_id`, `password`, `token`. */
  readonly name: string;
  readonly text: string;
  readonly span: Span;
}

const FIELD = /^["']?(secret_id|password|token)=/;
/** A field in the data of a request: as JSON, quotes escaped or not, and as a form. */
const IN_DATA = /(?:\\?"(secret_id|password)\\?"\s*:\s*\\?"|\b(secret_id|password)=)([^"'\\&$<\s]+)/g;

/** The secrets that a login has on its command line, in its data or among the orb's arguments; not references to variables. */
export function givenSecrets({ act, event, step, part }: VaultEvent): GivenSecret[] {
  if (act?.does !== "login") return [];
  const found = event
    ? act.given.flatMap((argument) => inArgument(argument, event, act.method === "token"))
    : (part?.secrets ?? []).flatMap((parameter) => inOrbCall(asScalar(argumentOf(step.args, parameter)), parameter));
  return found.filter(({ name, text }) => judge(text, { key: name, expected: true }).verdict !== "harmless");
}

function inArgument({ word }: Argument, event: NonNullable<VaultEvent["event"]>, isToken: boolean): GivenSecret[] {
  if (!word) return [];
  if (event.program === "curl" || event.program === "wget") {
    return [...word.text.matchAll(IN_DATA)].map((match) => {
      const [all, json, form = "", text = ""] = match;
      return { name: json ?? form, text, span: event.spanOf(word, match.index + all.length - text.length) };
    });
  }
  const field = FIELD.exec(word.text);
  const { value } = word;
  if (value === undefined || value.includes(UNKNOWN)) return [];
  const name = field?.[1] ?? (isToken && !value.includes("=") ? "token" : undefined);
  const text = field ? value.slice(value.indexOf("=") + 1) : value;
  if (name === undefined || /^(?:-$|@|$)/.test(text)) return [];
  return [{ name, text, span: event.spanOf(word, field?.[0].length) }];
}

function inOrbCall(scalar: Scalar | undefined, parameter: string): GivenSecret[] {
  const text = scalar?.value.trim() ?? "";
  const isReference = text === "" || /\$|<</.test(text);
  return scalar && !isReference ? [{ name: parameter, text, span: scalar.span }] : [];
}
