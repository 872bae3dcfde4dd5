import { Ajv } from "ajv";
import type { Rule } from "../rules/rule.ts";
import type { Schema } from "../settings/schema/parts.ts";
import type { SchemaError } from "../settings/validate.generated.js";

/** Options as a rule gets them, or what is wrong with them by the rule's own schema. */
export type OptionValues =
  { readonly values: object } | { readonly errors: readonly SchemaError[]; readonly schema: Schema };

/** Checks options that settings give a rule. */
export type OptionReader = (given: object) => OptionValues;

/**
 * What checks the options of a plugin's rule. YAML gives texts: what the schema calls a number or a boolean is made one. Throws
 * where the rule declares something that is no JSON Schema.
 */
export function optionReader({ options }: Rule): OptionReader {
  const schema = { type: "object", additionalProperties: false, properties: options?.properties ?? {} };
  const ajv = new Ajv({ allErrors: true, messages: false, coerceTypes: true });
  ajv.addKeyword("patternErrorMessage");
  const validate = ajv.compile(schema);
  return (given) => {
    const values: object = JSON.parse(JSON.stringify(given));
    return validate(values) ? { values } : { errors: validate.errors ?? [], schema };
  };
}
