import { SEVERITIES } from "../finding.ts";
import {
  AUTH_STYLES,
  CREDENTIAL_SOURCES,
  DEFAULT_CONTEXT,
  DEFAULT_TOKEN,
  DEFAULT_USERNAME,
  HUB_SCOPES,
  STRATEGIES,
  VAULT_CLIENTS,
  VAULT_ENGINES,
} from "../fixes/options.ts";
import { RULES } from "../rules/index.ts";
import * as patterns from "./patterns.ts";
import { PRESET_NAMES } from "./presets.ts";

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

const LEVELS = [...SEVERITIES, "off"];

function object(description: string, properties: Readonly<Record<string, Schema>>): Schema {
  return { type: "object", description, additionalProperties: false, properties };
}

function oneOf(description: string, values: readonly string[], fallback?: string): Schema {
  return { type: "string", description, enum: values, ...(fallback === undefined ? {} : { default: fallback }) };
}

/** A text of some form. `patternErrorMessage` is what editors show, and what the reader of settings says. */
function text(description: string, pattern: string, wants: string, fallback?: string): Schema {
  const shown = fallback === undefined ? {} : { default: fallback };
  return { type: "string", description, pattern, patternErrorMessage: `wants ${wants}`, ...shown };
}

function flag(description: string, fallback: boolean): Schema {
  return { type: "boolean", description, default: fallback };
}

function list(description: string, items: Schema): Schema {
  return { type: "array", description, minItems: 1, items };
}

function variable(description: string, name: string): Schema {
  const wants = `the name of an environment variable, as in \`${name}\`, without \`$\`; never the secret itself`;
  return text(description, patterns.VARIABLE_NAME, wants, name);
}

const DOCKER_HUB = object("How fixes authenticate with Docker Hub where a file shows no way of its own", {
  source: oneOf(
    "Where the credentials live, if the file does not show it: in a context, which fixes attach to each job that pulls, or in the project's own variables",
    CREDENTIAL_SOURCES,
  ),
  context: text(
    "Context that holds the credentials",
    patterns.CONTEXT_NAME,
    "the name of a context, as the web app shows it",
    DEFAULT_CONTEXT,
  ),
  username: variable("Name of the variable that holds the user name", DEFAULT_USERNAME),
  token: variable("Name of the variable that holds the access token; never the token itself", DEFAULT_TOKEN),
  authStyle: oneOf(
    "How `auth` is written: in place (`inline`), once and then by alias (`anchor`), or by alias where the file has an equal map (`auto`)",
    AUTH_STYLES,
    "auto",
  ),
  convenienceImages: oneOf(
    "Severity for `cimg/*` and `circleci/*` images; without it, that of any other image",
    LEVELS,
  ),
  unresolvedImages: oneOf("Severity for images whose registry a variable decides", LEVELS, "off"),
  servedPulls: oneOf(
    "Severity for images that CircleCI's arrangement with Docker Hub serves today: those of Docker executors on CircleCI Cloud; without it, that of any other image",
    LEVELS,
  ),
});

const SETUP = object("What only `circlesec vault setup` needs to know", {
  organization: text("Id of the CircleCI organization", patterns.UUID, "the id of an organization, a UUID"),
  projects: list(
    "Ids of the projects whose jobs may log in",
    text("Id of a CircleCI project", patterns.UUID, "the id of a project, a UUID"),
  ),
  branches: list(
    "Branches whose jobs may log in, `*` for any text; without it, every branch",
    text("A branch", patterns.BRANCH, "the name of a branch, `*` for any text, as in `release/*`"),
  ),
  policy: text(
    "Name of the Vault policy; without it, `circlesec-` and the role",
    patterns.NAME,
    "the name of a policy: letters, digits, `_`, `-` and `.`",
  ),
});

/** Keys of `vault` that mean something for the engine `dockerhub` only, and for key-value engines only. */
export const PLUGIN_KEYS = ["username", "scope"];
const KEY_VALUE_KEYS = ["path", "usernameField", "passwordField"];
const HAS_KEY_VALUE_ENGINE: Schema = {
  properties: { engine: { enum: VAULT_ENGINES.filter((engine) => engine !== "dockerhub") } },
  required: ["engine"],
};

function without(keys: readonly string[]): Schema {
  return { properties: Object.fromEntries(keys.map((key) => [key, false])) };
}

const SUPPRESSIONS = object("What comments that suppress findings have to have", {
  requireReason: flag("Whether each has to give a reason behind `--`; with the preset `strict`, `true`", false),
  requireUntil: flag("Whether each has to say until when", false),
  maxDays: {
    type: "integer",
    description: "How many days from today on `until` may be at most; without it, any number",
    minimum: 1,
  },
});

/** `else` only: an object with a `then` is a promise to whatever awaits it. */
const KEYS_OF_ENGINES: Schema = {
  allOf: [
    { if: HAS_KEY_VALUE_ENGINE, else: without(KEY_VALUE_KEYS) },
    { if: { not: HAS_KEY_VALUE_ENGINE }, else: without(PLUGIN_KEYS) },
  ],
};

const VAULT: Schema = {
  ...object(
    "The Vault that jobs fetch the credential from, logged in with CircleCI's OIDC token; holds no secret. `{}` reads everything from the environment",
    {
      address: text(
        "Address of the server; without it, `VAULT_ADDR`",
        patterns.ADDRESS,
        "an address such as `https://vault.example.com`, without a user name, a query or a slash at its end",
      ),
      namespace: text(
        "Namespace; without it, `VAULT_NAMESPACE` if that is set",
        patterns.PATH,
        "the path of a namespace without a slash at its ends, as in `admin/ci`",
      ),
      authMount: text(
        "Path of the JWT auth method, without `auth/`",
        patterns.AUTH_MOUNT,
        "the path of an auth method without `auth/` and without a slash at its ends, as in `jwt`",
        "jwt",
      ),
      role: text(
        "Role that jobs log in with; without it, `VAULT_ROLE`",
        patterns.NAME,
        "the name of a role: letters, digits, `_`, `-` and `.`",
      ),
      engine: oneOf(
        "What keeps the credential: the plugin that makes a Docker Hub token for five minutes (`dockerhub`), or a key-value engine of version 2 or 1",
        VAULT_ENGINES,
        "dockerhub",
      ),
      mount: text(
        "Path of the secrets engine; without it, `dockerhub`, or `secret` for a key-value engine",
        patterns.PATH,
        "the path of a secrets engine without a slash at its ends, as in `secret`",
      ),
      path: text(
        "Key-value engines: path of the secret below the mount, without `data/`; without it, `VAULT_SECRET_PATH`",
        patterns.SECRET_PATH,
        "the path of a secret below its mount, without `data/` and without a slash at its ends, as in `ci/docker-hub`",
      ),
      usernameField: text(
        "Key-value engines: field of the secret that holds the user name",
        patterns.WORD,
        "the name of a field",
        "username",
      ),
      passwordField: text(
        "Key-value engines: field of the secret that holds the access token",
        patterns.WORD,
        "the name of a field; never the secret itself",
        "password",
      ),
      username: text(
        "Engine `dockerhub`: account whose tokens it makes; without it, `DOCKERHUB_USERNAME`",
        patterns.WORD,
        "the name of a Docker Hub account",
      ),
      scope: oneOf("Engine `dockerhub`: what a token may do", HUB_SCOPES, "read"),
      client: oneOf(
        "What steps talk to Vault with: its command line (`cli`), curl and jq (`curl`), or the first that the image has (`auto`)",
        VAULT_CLIENTS,
        "auto",
      ),
      setup: SETUP,
    },
  ),
  ...KEYS_OF_ENGINES,
};

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
