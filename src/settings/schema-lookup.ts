import { SETTINGS_SCHEMA } from "./schema.ts";
import type { Schema } from "./schema/parts.ts";

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema that holds the keyword which a `schemaPath` of the validator ends with. */
export function schemaAround(schemaPath: string, root: Schema = SETTINGS_SCHEMA): Schema {
  let found: unknown = root;
  for (const step of schemaPath.split("/").slice(1, -1)) {
    if (Array.isArray(found)) found = found[Number(step)];
    else found = isSchema(found) ? found[decodeStep(step)] : undefined;
  }
  return isSchema(found) ? found : {};
}

/** A step of a JSON Pointer in a URI fragment. */
function decodeStep(step: string): string {
  return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The section that a schema refers to, else the schema itself. */
function followed(schema: Schema): Schema {
  const { $ref } = schema;
  return typeof $ref === "string" ? schemaAround(`${$ref}/`) : schema;
}

/** The keys that a schema of an object knows. */
export function keysOf(schema: Schema): readonly string[] {
  const { properties } = followed(schema);
  return isSchema(properties) ? Object.keys(properties).filter((key) => !key.startsWith("$")) : [];
}

/** The path of the first object of settings that knows a key; `undefined` for a key that none knows. */
export function homeOf(key: string, schema: Schema = SETTINGS_SCHEMA, path = ""): string | undefined {
  const { properties } = followed(schema);
  if (!isSchema(properties)) return undefined;
  for (const [name, inner] of Object.entries(properties)) {
    if (!isSchema(inner)) continue;
    const place = path === "" ? name : `${path}.${name}`;
    if (keysOf(inner).includes(key)) return place;
    const deeper = homeOf(key, inner, place);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** Every key that sections know and that holds a value, in order, with its default. */
export function sectionLeaves(
  schema: Schema = { properties: SETTINGS_SCHEMA["definitions"] },
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly fallback: string | undefined }[] {
  const { properties, default: fallback } = schema;
  const shown = typeof fallback === "string" || typeof fallback === "boolean" ? String(fallback) : undefined;
  if (!isSchema(properties)) return [{ path, fallback: shown }];
  return Object.entries(properties).flatMap(([key, inner]) =>
    isSchema(inner) ? sectionLeaves(inner, [...path, key]) : [],
  );
}
