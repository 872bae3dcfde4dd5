import { nearestName } from "../nearest-name.ts";
import { type Node, isNull, textOf } from "../syntax/index.ts";
import { type Place, dotted, keyOffsetOf, nameOf, offsetOf, placeAt, stepInto } from "./place.ts";
import type { Problem } from "./problem.ts";
import { keysOf, schemaAround } from "./schema-lookup.ts";
import { SETTINGS_SCHEMA } from "./schema.ts";
import { type Schema, orList } from "./schema/parts.ts";
import { PLUGIN_KEYS } from "./schema/vault.ts";
import { explainUnknownKey } from "./unknown-key.ts";
import type { SchemaError } from "./validate.generated.js";

/** Says in our words, and at its place in the file, what a validator of a schema found. */
export function explainErrors(
  errors: readonly SchemaError[],
  root: Node | undefined,
  schema: Schema = SETTINGS_SCHEMA,
  noun = "a settings file",
): Problem[] {
  // What is for which engine can be judged only where the engine is known.
  const wrong = new Set(errors.map(({ instancePath }) => instancePath));
  return errors
    .filter(({ keyword, instancePath, schemaPath }) => {
      // Said once more, with the name, by `propertyNames` itself.
      if (schemaPath.includes("/propertyNames/")) return false;
      return keyword !== "if" && !(keyword === "false schema" && wrong.has(engineBeside(instancePath)));
    })
    .map((error) => explainError(error, root, schema, noun));
}

function explainError(
  { keyword, instancePath, schemaPath, params }: SchemaError,
  root: Node | undefined,
  schema: Schema,
  noun: string,
): Problem {
  const place = placeAt(root, instancePath);
  if (keyword === "additionalProperties") {
    const key = String(params["additionalProperty"]);
    const message = explainUnknownKey(key, dotted(place.path), schemaAround(schemaPath, schema), schema);
    return { offset: keyOffsetOf(stepInto(place, key)), message };
  }
  if (keyword === "false schema") {
    const engine = textOf(placeAt(root, engineBeside(instancePath)).node);
    return { offset: keyOffsetOf(place), message: explainEngine(nameOf(place), engine) };
  }
  if (keyword === "propertyNames") {
    const names = schemaAround(`${schemaPath}/pattern`);
    return {
      offset: keyOffsetOf(stepInto(place, String(params["propertyName"]))),
      message: explainNames(place, names),
    };
  }
  if (keyword === "required") {
    return {
      offset: offsetOf(place),
      message: `${named(place, noun)} has no \`${String(params["missingProperty"])}\``,
    };
  }
  return { offset: offsetOf(place), message: explainValue(place, schemaAround(schemaPath, schema), noun) };
}

/** What a value is to be instead; the value itself is never shown, because it could be a secret. */
function explainValue(place: Place, schema: Schema, noun: string): string {
  const wants = wantsOf(schema);
  if (isNull(place.node) && place.path.length > 0) return `${nameOf(place)} has no value; it ${wants}`;
  const nearest = nearestName(textOf(place.node) ?? "", namesIn(schema));
  return `${named(place, noun)} ${wants}${nearest === undefined ? "" : `; did you mean \`${nearest}\`?`}`;
}

function named(place: Place, noun: string): string {
  return place.path.length === 0 ? noun : nameOf(place);
}

function explainNames(place: Place, names: Schema): string {
  return `${nameOf(place)} ${wantsOf(names)}`;
}

function wantsOf(schema: Schema): string {
  if (typeof schema["patternErrorMessage"] === "string") return schema["patternErrorMessage"];
  const names = namesIn(schema);
  if (names.length > 0) return `wants ${orList(names)}`;
  if (schema["type"] === "boolean") return "wants `true` or `false`";
  if (schema["type"] === "integer" || schema["type"] === "number") return wantsNumber(schema);
  if (schema["type"] === "array") return `wants a list of one item or more`;
  if (schema["type"] === "object") return `wants keys, such as \`${keysOf(schema)[0] ?? ""}\``;
  return "wants a text";
}

function wantsNumber({ type, minimum, maximum }: Schema): string {
  const least = typeof minimum === "number" ? `, ${minimum} or more` : "";
  const most = typeof maximum === "number" ? `, ${maximum} or less` : "";
  return `wants ${type === "integer" ? "a whole number" : "a number"}${least}${most}`;
}

function namesIn(schema: Schema): string[] {
  return Array.isArray(schema["enum"]) ? schema["enum"].map(String) : [];
}

/** The pointer to the engine that is named beside a key. */
function engineBeside(pointer: string): string {
  return pointer.replace(/\/[^/]*$/, "/engine");
}

/** Why a key, `` `vault.path` ``, means nothing for the engine of its Vault; `undefined`: the engine that there is by default. */
export function explainEngine(name: string, engine: string | undefined): string {
  const isForPlugin = PLUGIN_KEYS.some((key) => name.endsWith(`.${key}\``));
  const wanted = isForPlugin ? "the engine `dockerhub`" : "the engines `kv2` and `kv1`";
  const chosen = engine === undefined ? "`dockerhub`, its default" : `\`${engine}\``;
  return `${name} is for ${wanted}, and \`vault.engine\` is ${chosen}`;
}
