/** Forms of texts, as JSON Schema and `new RegExp(…, "u")` take them; the command line and the settings share them. */

/** The bare name of an environment variable, and no access token of Docker Hub, which can look the same. */
export const VARIABLE_NAME = "^(?!dckr_[a-z]+_)[A-Za-z_][A-Za-z0-9_]*$";
/** A name that CircleCI accepts for a context; one with a template would be an expression, and no access token of Docker Hub. */
export const CONTEXT_NAME = "^(?!.*<<)(?!dckr_[a-z]+_)\\S(?:.{0,198}\\S)?$";

export const UUID = "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
/** `http` or `https`, a host, a port, a path; no user, no query, no slash at the end. */
export const ADDRESS = "^https?://[A-Za-z0-9.:[\\]-]+(?:/[A-Za-z0-9._~-]+)*$";
/** What Vault calls a generic name, for roles and policies. */
export const NAME = "^\\w(?:[\\w.-]*\\w)?$";
/** A key of a secret, a Docker Hub account. */
export const WORD = "^[\\w.-]+$";
/** A branch as git allows it; `*` stands for any text. */
export const BRANCH = "^[^\\s~^:?\\\\[\\]]+$";

/** Parts that a shell and a URL take as they are, with slashes between them. */
const PARTS = "[^\\s/\"'`$\\\\<>?#%]+(?:/[^\\s/\"'`$\\\\<>?#%]+)*$";
export const PATH = `^${PARTS}`;
export const AUTH_MOUNT = `^(?!auth/)${PARTS}`;
export const SECRET_PATH = `^(?!data/)${PARTS}`;

/** The host of a registry, with a dot or a port of three digits or more (`node:20` is an image), and parts of a path; `*` for any text in a part. */
export const REGISTRY =
  "^(?=[^/]*[A-Za-z0-9])(?=[^/]*\\.|[^/]*:\\d{3})[A-Za-z0-9*](?:[A-Za-z0-9.*-]*[A-Za-z0-9*])?(?::\\d{2,5})?(?:/[a-z0-9*](?:[a-z0-9._*-]*[a-z0-9*])?)*$";

/** The resource class of a self-hosted runner, `*` for any text in a part. */
export const RUNNER_CLASS = "^[A-Za-z0-9_*-]+/[A-Za-z0-9_*-]+$";

/** A line of a `.gitignore` that can match something below the folder that it is in. */
export const FILES = "^(?!!?\\.\\.?/)[^\\s#](?:.*\\S)?$";

/** A path that begins with `./`, `../` or `/`, a preset, or a package of npm with what is in it. */
export const EXTENDED =
  "^(?:\\.{0,2}/\\S(?:.*\\S)?|(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*(?:/[\\w.-]+)*)$";

/** The id of a rule of a plugin: the name of the plugin, and the rule's own. */
export const PLUGIN_RULE = "^[a-z0-9-]+/[a-z0-9-]+$";
/** A path or the name of a package, no URL. */
export const MODULE = "^(?![A-Za-z][A-Za-z0-9+.-]+:)\\S(?:.*\\S)?$";
