import { type Argument, type Options, hasFlag, readOptions, textOf, valuesOf } from "../../docker/arguments.ts";
import type { CommandEvent } from "../commands/job-commands.ts";

/** How somebody proves to Vault who they are. `agent`: as the file of a Vault agent says, which also ends its token. */
export type VaultMethod = "jwt" | "approle" | "userpass" | "token" | "agent" | "other";

/** What a command does with Vault. */
export type VaultAct =
  | { readonly does: "login"; readonly method: VaultMethod; readonly given: readonly Argument[] }
  /** `path`: as Vault's API has it, without `/v1/`. */
  | { readonly does: "read"; readonly path: string }
  /** `lease`: a lease instead of the token. */
  | { readonly does: "revoke"; readonly what: "token" | "lease" };

/** A command that talks to Vault. */
export interface VaultCommand {
  readonly client: "cli" | "http";
  readonly act: VaultAct | undefined;
  /** True when it takes any certificate for Vault's. */
  readonly skipsVerify: boolean;
}

/** Reads a command as one that talks to Vault; `undefined` for any other. */
export function readVaultCommand(event: CommandEvent): VaultCommand | undefined {
  const { program } = event;
  if (program === "vault" || program === "bao") return readCli(event);
  return program === "curl" || program === "wget" ? readHttp(event) : undefined;
}

/** Flags of Vault's command line that stand alone; the others have their value behind a `=` or as the next word. */
const CLI_BOOLEANS = {
  short: "",
  long: "force f no-print no-store self tls-skip-verify non-interactive token-only output-curl-string output-policy sync prefix".split(
    " ",
  ),
};

function readCli(event: CommandEvent): VaultCommand {
  const { operands, flags } = readCliOptions(event.args);
  const options = { operands, flags };
  const words = operands.map(textOf);
  return { client: "cli", act: cliAct(words, options), skipsVerify: hasFlag(options, "--tls-skip-verify") };
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
      return object === "revoke" ? { does: "revoke", what: "token" } : undefined;
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

function isLogin(path: string): boolean {
  return /^auth\/.+\/login(?:\/|$)/.test(path);
}

function methodOf(name: string): VaultMethod {
  if (name === "jwt" || name === "oidc") return "jwt";
  if (name === "approle" || name === "token") return name;
  return name === "userpass" || name === "ldap" || name === "okta" || name === "radius" ? "userpass" : "other";
}

/** By the fields that are sent, else by where they are sent to. */
function methodOfLogin(path: string, fields: readonly Argument[]): VaultMethod {
  const names = fields.map((field) => /^\w+(?==)/.exec([...field.texts][0] ?? "")?.[0]);
  if (names.includes("jwt")) return "jwt";
  if (names.includes("secret_id") || names.includes("role_id")) return "approle";
  if (names.includes("password")) return "userpass";
  return methodOf(/^auth\/([^/]+)/.exec(path)?.[1] ?? "");
}

/** A request to Vault's API: its URLs all begin with `/v1/`. */
function readHttp({ args, program }: CommandEvent): VaultCommand | undefined {
  const texts = args.map(textOf);
  const words = args.map(({ word, texts: [text = ""] }) => word?.text ?? text);
  const index = words.findIndex(
    (word, at) => /\/v1\//.test(word) && /VAULT|vault|:8200/.test(word + words.join(" ")) && isUrl(texts, at),
  );
  if (index === -1) return undefined;
  const shown = texts[index] ?? "";
  const path = (/\/v1\/(.*)$/.exec(shown.includes("/v1/") ? shown : (words[index] ?? "")) ?? [])[1] ?? "";
  const skipsVerify =
    program === "wget"
      ? texts.includes("--no-check-certificate")
      : texts.some((text) => text === "--insecure" || /^-[A-Za-z]*k[A-Za-z]*$/.test(text));
  return { client: "http", act: httpAct(path.replace(/["'?].*$/, ""), args), skipsVerify };
}

/** False for the value of a flag that takes data. */
function isUrl(texts: readonly string[], at: number): boolean {
  return !/^(?:-d|--data(?:-\w+)?|-H|--header|-o|--output|-w)$/.test(texts[at - 1] ?? "");
}

function httpAct(path: string, args: readonly Argument[]): VaultAct | undefined {
  if (/^auth\/token\/revoke(?:-self|-accessor)?$/.test(path)) return { does: "revoke", what: "token" };
  if (path.startsWith("sys/leases/revoke")) return { does: "revoke", what: "lease" };
  if (isLogin(path)) {
    const data = args.flatMap(({ word }) => word?.text ?? []).join(" ");
    const field = /\b(jwt|secret_id|role_id|password)\b/.exec(data)?.[1];
    const method = field === undefined ? methodOf(/^auth\/([^/]+)/.exec(path)?.[1] ?? "") : METHODS[field];
    return { does: "login", method: method ?? "other", given: args };
  }
  return /^(?:sys|auth|identity)\//.test(path) ? undefined : { does: "read", path };
}

const METHODS: Readonly<Record<string, VaultMethod>> = {
  jwt: "jwt",
  secret_id: "approle",
  role_id: "approle",
  password: "userpass",
};
