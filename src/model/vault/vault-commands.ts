import { type Argument, type Options, hasFlag, readOptions, textOf, valuesOf } from "../../docker/arguments.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import type { VaultAct, VaultCommand, VaultMethod } from "./vault-acts.ts";
import { isLogin, methodOf, methodOfPath } from "./vault-paths.ts";
import { readRequest } from "./vault-requests.ts";

/** Reads a command as one that talks to Vault; `undefined` for any other. */
export function readVaultCommand(event: CommandEvent): VaultCommand | undefined {
  const { program } = event;
  if (program === "vault" || program === "bao") return readCli(event);
  if (program === "trap") return readTrap(event);
  return program === "curl" || program === "wget" ? readRequest(event) : undefined;
}

/** `trap 'vault token revoke -self' EXIT`: what it says is read as text. */
function readTrap({ args }: CommandEvent): VaultCommand | undefined {
  const [script, ...signals] = args.map(textOf);
  const revokes = /\b(?:vault|bao) token revoke -self\b|\/v1\/auth\/token\/revoke-self\b/.test(script ?? "");
  if (!revokes || !signals.some((signal) => signal === "EXIT" || signal === "0")) return undefined;
  return { client: "cli", act: { does: "revoke", what: "token" }, skipsVerify: false, addresses: [], sends: undefined };
}

/** Flags of Vault's command line that stand alone; the others have their value behind a `=` or as the next word. */
const CLI_BOOLEANS = {
  short: "",
  long: "help h force f no-print no-store self tls-skip-verify non-interactive token-only output-curl-string output-policy sync prefix".split(
    " ",
  ),
};

function readCli(event: CommandEvent): VaultCommand {
  const { operands, flags } = readCliOptions(event.args);
  const options = { operands, flags };
  const words = operands.map(textOf);
  return {
    client: "cli",
    act: hasFlag(options, "--help", "--h") ? undefined : cliAct(words, options),
    skipsVerify: hasFlag(options, "--tls-skip-verify"),
    addresses: valuesOf(options, "--address").flatMap(({ texts }) => [...texts]),
    sends: ["VAULT_TOKEN"],
  };
}

/** Vault's flags have one dash or two. */
function readCliOptions(args: readonly Argument[]): Options {
  const doubled = args.map(({ texts, word }): Argument => ({
    texts: new Set([...texts].map((text) => text.replace(/^-(?=[a-z])/, "--"))),
    word,
  }));
  return readOptions(doubled, CLI_BOOLEANS);
}

function cliAct(words: readonly string[], options: Options): VaultAct | undefined {
  const [verb = "", object = "", ...rest] = words;
  const [path = ""] = verb === "kv" ? rest : [object];
  switch (verb) {
    case "login": {
      const method = valuesOf(options, "--method").map(textOf)[0] ?? "token";
      return { does: "login", method: methodOf(method), given: options.operands.slice(1) };
    }
    case "agent":
    case "proxy":
      return { does: "login", method: "agent", given: [] };
    case "token":
      return object === "revoke" ? { does: "revoke", what: revokedBy(options) } : undefined;
    case "lease":
      return object === "revoke" ? { does: "revoke", what: "lease" } : undefined;
    case "kv":
      return object === "get" ? { does: "read", path: `${mountOf(options)}${path}` } : undefined;
    case "read":
    case "unwrap":
      return { does: "read", path };
    case "write":
      return isLogin(path)
        ? { does: "login", method: methodOfLogin(path, options.operands), given: options.operands.slice(2) }
        : writeAct(path);
    default:
      return undefined;
  }
}

function revokedBy(options: Options): "token" | "other-token" {
  if (hasFlag(options, "--self")) return "token";
  const isOwn = options.operands[2]?.word?.parts.some(
    (part) => part.kind === "variable" && part.name === "VAULT_TOKEN",
  );
  return isOwn === true ? "token" : "other-token";
}

function mountOf(options: Options): string {
  const [mount] = valuesOf(options, "--mount").map(textOf);
  return mount === undefined ? "" : `${mount.replace(/\/$/, "")}/`;
}

/** Writing to a dynamic engine is how one asks it for a credential; writing elsewhere sets Vault up. */
function writeAct(path: string): VaultAct | undefined {
  return /(?:^|\/)(?:creds|token|issue|sign|sts)(?:\/|$)/.test(path) && !/^(?:auth|sys|identity)\//.test(path)
    ? { does: "read", path }
    : undefined;
}

/** By the fields that are sent, else by where they are sent to. */
function methodOfLogin(path: string, fields: readonly Argument[]): VaultMethod {
  const names = fields.map((field) => /^\w+(?==)/.exec([...field.texts][0] ?? "")?.[0]);
  if (names.includes("jwt")) return "jwt";
  if (names.includes("secret_id") || names.includes("role_id")) return "approle";
  if (names.includes("password")) return "userpass";
  return methodOfPath(path);
}
