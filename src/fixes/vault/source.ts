import type { VaultClient, VaultEngine, VaultOptions } from "../options.ts";

/** Where in Vault a step finds its credential, and what it needs to get there. Texts are words of a POSIX shell. */
export interface VaultSource {
  readonly engine: VaultEngine;
  /** Path of the JWT auth method: `jwt`. */
  readonly authMount: string;
  /** Path of the secrets engine: `dockerhub`, `secret`. */
  readonly mount: string;
  /** What follows the mount on the command line, and in the API: `ci/hub` and `data/ci/hub`. */
  readonly path: string;
  readonly apiPath: string;
  /** Fields of the answer. */
  readonly usernameField: string;
  readonly passwordField: string;
  /** Engine `dockerhub`: whose tokens it makes, and what they may do. */
  readonly account: string;
  readonly scope: string;
  readonly client: VaultClient;
  /** Variables whose values are settled. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Variables that the job has to find in its environment. */
  readonly needed: readonly string[];
}

/** What a key-value engine's secret is read from where no setting names it. */
const SECRET_PATH = "VAULT_SECRET_PATH";
const ACCOUNT = "DOCKERHUB_USERNAME";

/** Fills up what is not said with names of variables and defaults; `undefined` where a text cannot stand in a script. */
export function readSource(options: VaultOptions): VaultSource | undefined {
  const { engine = "dockerhub", client = "auto", scope = "read" } = options;
  const authMount = withoutSlashes(options.authMount ?? "jwt").replace(/^auth\//, "");
  const { usernameField = "username", passwordField = "password" } = options;
  const isDynamic = engine === "dockerhub";
  const mount = withoutSlashes(options.mount ?? (isDynamic ? "dockerhub" : "secret"));
  const account = options.username ?? `$${ACCOUNT}`;
  const secret = withoutSlashes(options.path ?? `$${SECRET_PATH}`);
  const path = isDynamic ? `token/${account}/${scope}` : secret;
  const known = { VAULT_ADDR: options.address, VAULT_NAMESPACE: options.namespace, VAULT_ROLE: options.role };
  const environment = Object.entries(known).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const needed = [
    ...(options.address === undefined ? ["VAULT_ADDR"] : []),
    ...(options.role === undefined ? ["VAULT_ROLE"] : []),
    ...(isDynamic && options.username === undefined ? [ACCOUNT] : []),
    ...(isDynamic || options.path !== undefined ? [] : [SECRET_PATH]),
  ];
  const words = [authMount, mount, usernameField, passwordField, options.username, options.path];
  if (!words.every(isWord) || !environment.every(([, value]) => isLine(value))) return undefined;
  return {
    engine,
    authMount,
    mount,
    path,
    apiPath: engine === "kv2" ? `data/${path}` : path,
    usernameField,
    passwordField: isDynamic ? "token" : passwordField,
    account,
    scope,
    client,
    environment,
    needed,
  };
}

/** True for what means itself in a script and in an address. */
function isWord(text: string | undefined): boolean {
  return text === undefined || /^[\w@%+:,./-]+$/.test(text);
}

function withoutSlashes(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, "");
}

/** True for a value of a variable that is no template of CircleCI. */
function isLine(text: string): boolean {
  return !/[\n\r]|<</.test(text);
}
