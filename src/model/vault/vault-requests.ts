import { type Argument, textOf } from "../../docker/arguments.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import type { VaultAct, VaultCommand, VaultMethod } from "./vault-acts.ts";
import { isLogin, methodOfPath } from "./vault-paths.ts";

/** Reads what `curl` or `wget` sends as a request to Vault's API: its URLs all begin with `/v1/`. */
export function readRequest({ args, program }: CommandEvent): VaultCommand | undefined {
  const texts = args.map(textOf);
  const words = args.map(({ word, texts: [text = ""] }) => word?.text ?? text);
  const index = words.findIndex(
    (word, at) => /\/v1\//.test(word) && /vault|:8200/i.test(word + words.join(" ")) && isUrl(texts, at),
  );
  if (index === -1) return undefined;
  const shown = texts[index] ?? "";
  const path = (/\/v1\/(.*)$/.exec(shown.includes("/v1/") ? shown : (words[index] ?? "")) ?? [])[1] ?? "";
  return {
    client: "http",
    act: actOf(path.replace(/["'?].*$/, ""), args),
    skipsVerify: program === "wget" ? texts.includes("--no-check-certificate") : texts.some(isInsecure),
    addresses: [...(args[index]?.texts ?? [])].map((text) => text.replace(/\/v1\/.*$/s, "")),
    sends: tokenIn(words),
  };
}

/** `--insecure`, `-k`, and `-sSk` where no letter before the `k` takes the rest of the word (curl(1)). */
function isInsecure(text: string): boolean {
  return text === "--insecure" || /^-[^-AbcCdDeEFhHKmoPQrtTuUwxXyYz\s]*k/.test(text);
}

/** The variables of the header with the token; none for a header that stands in a file. */
function tokenIn(words: readonly string[]): string[] | undefined {
  const header = words.find((word) => /X-Vault-Token/i.test(word));
  if (header === undefined) {
    const isInFile = words.some((word, at) => /^(?:-H|--header)$/.test(words[at - 1] ?? "") && /^["']?@/.test(word));
    return isInFile ? [] : undefined;
  }
  return [...header.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
}

/** False for the value of a flag that takes data. */
function isUrl(texts: readonly string[], at: number): boolean {
  return !/^(?:-d|--data(?:-\w+)?|-H|--header|-o|--output|-w)$/.test(texts[at - 1] ?? "");
}

function actOf(path: string, args: readonly Argument[]): VaultAct | undefined {
  if (/^auth\/token\/revoke-self$/.test(path)) return { does: "revoke", what: "token" };
  if (/^auth\/token\/revoke(?:-accessor)?$/.test(path)) return { does: "revoke", what: "other-token" };
  if (path.startsWith("sys/leases/revoke")) return { does: "revoke", what: "lease" };
  if (isLogin(path)) {
    const data = args.flatMap(({ word }) => word?.text ?? []).join(" ");
    const field = /\b(jwt|secret_id|role_id|password)\b/.exec(data)?.[1];
    const method = field === undefined ? methodOfPath(path) : METHODS[field];
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
