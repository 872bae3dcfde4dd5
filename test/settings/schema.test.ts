import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { readSettings } from "../../src/settings/read-settings.ts";
import { Source } from "../../src/source/source.ts";

const SCHEMA = JSON.parse(readFileSync(new URL("../../schema/settings.schema.json", import.meta.url), "utf8"));
const DOCS = readFileSync(new URL("../../docs/settings.md", import.meta.url), "utf8");
const EXAMPLES = [...DOCS.matchAll(/^```(?:ya?ml|json)\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

/** Paths of all keys that a schema knows. */
function pathsIn(schema: { properties?: Record<string, object>; $ref?: string }, above = ""): string[] {
  const { properties = {} } = schema.$ref === undefined ? schema : SCHEMA.definitions[schema.$ref.replace(/.*\//, "")];
  return Object.entries<object>(properties).flatMap(([key, inner]) => [
    above + key,
    ...pathsIn(inner, `${above}${key}.`),
  ]);
}

test("the schema of settings is a JSON Schema that strict readers take", () => {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, allowMatchingProperties: true });
  ajv.addKeyword("patternErrorMessage");
  expect(ajv.validateSchema(SCHEMA)).toBe(true);
  expect(() => ajv.compile(SCHEMA)).not.toThrow();
});

test.each(EXAMPLES)("an example of the docs can be read: %s", (text) => {
  const { settings } = readSettings(new Source("docs/settings.md", text));
  const ajv = new Ajv({ allowUnionTypes: true, allowMatchingProperties: true });
  ajv.addKeyword("patternErrorMessage");
  expect(ajv.validate(SCHEMA, settings)).toBe(true);
});

test("the docs have examples, and a line for every key", () => {
  expect(EXAMPLES.length).toBeGreaterThan(2);
  const paths = pathsIn(SCHEMA).map((path) => path.replace(/^rules\..*/, "rules.<id>"));
  const undocumented = paths.filter((path) => !path.startsWith("$") && !DOCS.includes(`| \`${path}\` `));
  expect(
    undocumented.filter(
      (path) => !["dockerHub", "rules", "vault", "vault.setup", "suppressions", "registries"].includes(path),
    ),
  ).toEqual([]);
});

const OPTIONS = RULES.flatMap(({ meta, options }) =>
  Object.keys(options?.properties ?? {}).map((name) => [meta.id, name]),
);

test.each(OPTIONS)("the docs of the rule, and of settings, tell the option: %s %s", (id, name) => {
  const docs = readFileSync(new URL(`../../src/rules/${id}/docs.md`, import.meta.url), "utf8");
  expect(docs).toContain("## Options\n");
  expect(docs).toContain(`| \`${name}\` `);
  expect(DOCS).toContain(`| \`rules.${id}.${name}\` `);
});

test("every option has a default that its own form allows, or an empty list", () => {
  for (const { options } of RULES) {
    const defaults = new Map<string, unknown>(Object.entries(options?.defaults ?? {}));
    for (const [name, schema] of Object.entries<object>(options?.properties ?? {})) {
      const ajv = new Ajv({ strict: true });
      ajv.addKeyword("patternErrorMessage");
      const value = defaults.get(name);
      expect(Array.isArray(value) && value.length === 0 ? true : ajv.validate(schema, value), name).toBe(true);
    }
  }
});
