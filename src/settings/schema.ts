import { STRATEGIES } from "../fixes/options.ts";
import * as patterns from "./patterns.ts";
import { PRESET_NAMES } from "./presets.ts";
import { DOCKER_HUB } from "./schema/docker-hub.ts";
import { type Schema, list, object, oneOf, orList, text } from "./schema/parts.ts";
import { REGISTRIES } from "./schema/registries.ts";
import { RULES_SETTING } from "./schema/rules.ts";
import { SUPPRESSIONS } from "./schema/suppressions.ts";
import { CONTEXTS, PROJECT_VARIABLES } from "./schema/supplies.ts";
import { VAULT } from "./schema/vault.ts";

/** Sections by key: what the root and each override may say. */
const SECTIONS: Readonly<Record<string, Schema>> = {
  rules: RULES_SETTING,
  strategy: oneOf(
    "Where the logins that fixes write get their credential: from variables of a context or project (`context`), or from Vault while the job runs (`vault`)",
    STRATEGIES,
    "context",
  ),
  dockerHub: DOCKER_HUB,
  registries: REGISTRIES,
  vault: VAULT,
  suppressions: SUPPRESSIONS,
  contexts: CONTEXTS,
  projectVariables: PROJECT_VARIABLES,
};

/** Written once, so that editors and the validator have each section once. */
const REFERENCES = Object.fromEntries(Object.keys(SECTIONS).map((key) => [key, { $ref: `#/definitions/${key}` }]));

const PATTERN = text(
  "A pattern as in a `.gitignore` beside the settings",
  patterns.FILES,
  "a path or glob below the folder of the settings, with `/`, as in `services/legacy/` or `*.old.yml`",
);

const EXTENDED = text(
  "A preset, a settings file, or a package that holds one",
  patterns.EXTENDED,
  `${orList(PRESET_NAMES)}, a path that begins with \`./\` or \`../\`, or the name of an npm package`,
);

/** One or a list of them. */
const EXTENDS: Schema = {
  ...EXTENDED,
  type: ["string", "array"],
  description:
    "What this file adds to and changes, later ones over earlier ones: presets, settings files, npm packages",
  minItems: 1,
  items: EXTENDED,
  examples: PRESET_NAMES,
};

const OVERRIDE: Schema = {
  ...object("What holds for some files only", {
    files: list("The files, as patterns of a `.gitignore` beside the settings; `!` takes files back", PATTERN),
    ...REFERENCES,
  }),
  required: ["files"],
};

/** The JSON Schema of a settings file: what editors complete, and what the validator is compiled from. */
export const SETTINGS_SCHEMA: Schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "https://unpkg.com/circlesec/schema/settings.schema.json",
  title: "circlesec settings",
  ...object("What `.circlesec.yml` may say; options of the command line win over it", {
    $schema: { type: "string", description: "Path or address of this schema, for editors" },
    extends: EXTENDS,
    plugins: list(
      "Plugins that bring more rules, each a path relative to this file or the name of a package",
      text("A plugin", patterns.MODULE, "a path such as `./rules/acme.mjs`, or the name of a package"),
    ),
    ignore: list(
      "What is not linted, as patterns of a `.gitignore` beside the settings; `!` takes files back",
      PATTERN,
    ),
    ...REFERENCES,
    overrides: list("What holds for some files only; later ones win", OVERRIDE),
  }),
  definitions: SECTIONS,
};
