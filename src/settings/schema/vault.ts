import { HUB_SCOPES, VAULT_CLIENTS, VAULT_ENGINES } from "../../fixes/options.ts";
import * as patterns from "../patterns.ts";
import { type Schema, list, object, oneOf, text } from "./parts.ts";

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
export const KEY_VALUE_KEYS = ["path", "usernameField", "passwordField"];

/** True of a section that names one of these engines; what an engine from elsewhere allows is judged with it. */
function names(engines: readonly string[]): Schema {
  return { properties: { engine: { enum: engines } }, required: ["engine"] };
}

function without(keys: readonly string[]): Schema {
  return { properties: Object.fromEntries(keys.map((key) => [key, false])) };
}

/** `else` only: an object with a `then` is a promise to whatever awaits it. */
const KEYS_OF_ENGINES: Schema = {
  allOf: [
    { if: { not: names(["dockerhub"]) }, else: without(KEY_VALUE_KEYS) },
    { if: { not: names(VAULT_ENGINES.filter((engine) => engine !== "dockerhub")) }, else: without(PLUGIN_KEYS) },
  ],
};

/** The section `vault`. */
export const VAULT: Schema = {
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
