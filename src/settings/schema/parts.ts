import { SEVERITIES } from "../../finding.ts";
import * as patterns from "../patterns.ts";

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a kind of finding can be told to be. */
export const LEVELS = [...SEVERITIES, "off"];

/** An object that knows these keys and no other. */
export function object(description: string, properties: Readonly<Record<string, Schema>>): Schema {
  return { type: "object", description, additionalProperties: false, properties };
}

/** One of some words. */
export function oneOf(description: string, values: readonly string[], fallback?: string): Schema {
  return { type: "string", description, enum: values, ...(fallback === undefined ? {} : { default: fallback }) };
}

/** A text of some form. `patternErrorMessage` is what editors show, and what the reader of settings says. */
export function text(description: string, pattern: string, wants: string, fallback?: string): Schema {
  const shown = fallback === undefined ? {} : { default: fallback };
  return { type: "string", description, pattern, patternErrorMessage: `wants ${wants}`, ...shown };
}

/** True or false. */
export function flag(description: string, fallback: boolean): Schema {
  return { type: "boolean", description, default: fallback };
}

/** A list of one item or more. */
export function list(description: string, items: Schema): Schema {
  return { type: "array", description, minItems: 1, items };
}

/** The name of an environment variable; `name` is the default, and the example. */
export function variable(description: string, name: string): Schema {
  const wants = `the name of an environment variable, as in \`${name}\`, without \`$\`; never the secret itself`;
  return text(description, patterns.VARIABLE_NAME, wants, name);
}

/** Names as a message lists them: `` `a`, `b` or `c` ``. */
export function orList(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1) ?? ""}`;
}
