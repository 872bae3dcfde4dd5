import { nearestName } from "../nearest-name.ts";
import { type Node, isNull, textOf } from "../syntax/index.ts";
import { type Place, keyOffsetOf, nameOf, offsetOf, placeAt, stepInto } from "./place.ts";
import type { Problem } from "./problem.ts";
import { keysOf, schemaAround } from "./schema-lookup.ts";
import type { Schema } from "./schema/parts.ts";
import { PLUGIN_KEYS } from "./schema/vault.ts";
import { explainUnknownKey } from "./unknown-key.ts";
import type { SchemaError } from "./validate.generated.js";

const ENGINE = "/vault/engine";

/** Says in our words, and at its place in the file, what a validator found. */
export function explainErrors(errors: readonly SchemaError[], root: Node | undefined): Problem[] {
  // What is for which engine can be judged only where the engine is known.
  const isEngineWrong = errors.some(({ instancePath }) => instancePath === ENGINE);
  return errors
    .filter(({ keyword }) => keyword !== "if" && !(keyword === "false schema" && isEngineWrong))
    .map((error) => explainError(error, root));
}

function explainError({ keyword, instancePath, schemaPath, params }: SchemaError, root: Node | undefined): Problem {
  const place = placeAt(root, instancePath);
  if (keyword === "additionalProperties") {
    const key = String(params["additionalProperty"]);
    const message = explainUnknownKey(key, place.path.join("."), schemaAround(schemaPath));
    return { offset: keyOffsetOf(stepInto(place, key)), message };
  }
  if (keyword === "false schema") {
    return { offset: keyOffsetOf(place), message: explainEngine(place, root) };
  }
  return { offset: offsetOf(place), message: explainValue(place, schemaAround(schemaPath)) };
}

/** What a value is to be instead; the value itself is never shown, because it could be a secret. */
function explainValue(place: Place, schema: Schema): string {
  const wants = wantsOf(schema);
  if (isNull(place.node) && place.path.length > 0) return `${nameOf(place)} has no value; it ${wants}`;
  const nearest = nearestName(textOf(place.node) ?? "", namesIn(schema));
  return `${nameOf(place)} ${wants}${nearest === undefined ? "" : `; did you mean \`${nearest}\`?`}`;
}

function wantsOf(schema: Schema): string {
  if (typeof schema["patternErrorMessage"] === "string") return schema["patternErrorMessage"];
  const names = namesIn(schema);
  if (names.length > 0) return `wants ${orList(names)}`;
  if (schema["type"] === "boolean") return "wants `true` or `false`";
  if (schema["type"] === "integer") return `wants a whole number, ${String(schema["minimum"])} or more`;
  if (schema["type"] === "array") return `wants a list of one item or more`;
  return schema["type"] === "object" ? `wants keys, such as \`${keysOf(schema)[0] ?? ""}\`` : "wants a text";
}

function namesIn(schema: Schema): string[] {
  return Array.isArray(schema["enum"]) ? schema["enum"].map(String) : [];
}

function orList(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1) ?? ""}`;
}

function explainEngine(place: Place, root: Node | undefined): string {
  const isForPlugin = PLUGIN_KEYS.includes(place.path.at(-1) ?? "");
  const engine = textOf(placeAt(root, ENGINE).node);
  const wanted = isForPlugin ? "the engine `dockerhub`" : "the engines `kv2` and `kv1`";
  const chosen = engine === undefined ? "`dockerhub`, its default" : `\`${engine}\``;
  return `${nameOf(place)} is for ${wanted}, and \`vault.engine\` is ${chosen}`;
}
