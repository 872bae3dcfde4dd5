/** Written by hand: the types of what `npm run gen` writes beside it. */
import type { Settings } from "./settings.ts";

/** One way in which a value breaks the schema, as ajv says it. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  /** JSON Pointer, after `#`, to the keyword that it breaks. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** True for what the schema of settings allows; else `errors` holds all that is wrong, until the next call. */
export declare const validate: {
  (value: unknown): value is Settings;
  errors?: readonly SchemaError[] | null;
};
