import { STRATEGIES } from "../fixes/options.ts";
import { RULES } from "../rules/index.ts";
import { PRESET_NAMES } from "./presets.ts";
import { DOCKER_HUB } from "./schema/docker-hub.ts";
import { LEVELS, type Schema, object, oneOf } from "./schema/parts.ts";
import { SUPPRESSIONS } from "./schema/suppressions.ts";
import { VAULT } from "./schema/vault.ts";

/** The JSON Schema of a settings file: what editors complete, and what the validator is compiled from. */
export const SETTINGS_SCHEMA: Schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "https://unpkg.com/circlesec/schema/settings.schema.json",
  title: "circlesec settings",
  ...object("What `.circlesec.yml` may say; options of the command line win over it", {
    $schema: { type: "string", description: "Path or address of this schema, for editors" },
    preset: oneOf(
      "Set of severities to begin with: `strict`, where every rule is an error; `rate-limits`, where only what Docker Hub really limits is one",
      PRESET_NAMES,
      "recommended",
    ),
    rules: object(
      "How grave the findings of a rule are at the worst, by its id; what the rule finds milder stays milder",
      Object.fromEntries(RULES.map(({ meta }) => [meta.id, oneOf(meta.summary, LEVELS, meta.severity)])),
    ),
    strategy: oneOf(
      "Where the logins that fixes write get their credential: from variables of a context or project (`context`), or from Vault while the job runs (`vault`)",
      STRATEGIES,
      "context",
    ),
    dockerHub: DOCKER_HUB,
    vault: VAULT,
    suppressions: SUPPRESSIONS,
  }),
};
