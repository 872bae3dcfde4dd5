import { EnvHttpProxyAgent, request } from "undici";
import { UserError } from "../user-error.ts";
import type { Answer, VaultReader } from "../vault-setup/reader.ts";
import { type Service, explainFailure, isPassing } from "./failures.ts";

/** Where a Vault is and as whom it is asked. */
export interface VaultAccess {
  readonly address: string;
  readonly token: string;
  readonly namespace?: string | undefined;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly authority?: string | undefined;
}

/** Times are in milliseconds. */
export interface Patience {
  /** Of one request, to the end of its answer. */
  readonly timeout: number;
  /** Before the second try; each further one waits twice as long. */
  readonly pause: number;
  readonly tries: number;
}

const PATIENCE: Patience = { timeout: 15_000, pause: 500, tries: 4 };
/** What a server may make us wait at the most by `Retry-After`. */
const LONGEST_PAUSE = 30_000;

interface Reply {
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly body: unknown;
}

/** A connection; `close` lets the process end. */
export interface VaultConnection extends VaultReader {
  close(): Promise<void>;
}

export function connectVault(access: VaultAccess, patience: Patience = PATIENCE): VaultConnection {
  const ca = access.authority === undefined ? {} : { ca: access.authority };
  const connect = { ...ca, timeout: patience.timeout };
  const dispatcher = new EnvHttpProxyAgent({ connect, requestTls: ca });
  const get = (path: string) => once(access, path, patience.timeout, dispatcher);
  return {
    async read(path) {
      return toAnswer(access, path, await insist(access, () => get(path), patience));
    },
    close: () => dispatcher.close(),
  };
}

async function once(
  { address, token, namespace }: VaultAccess,
  path: string,
  timeout: number,
  dispatcher: EnvHttpProxyAgent,
): Promise<Reply> {
  const where = `${address}/v1/${path.split("/").map(encodeURIComponent).join("/")}`;
  const { statusCode, headers, body } = await request(where, {
    dispatcher,
    signal: AbortSignal.timeout(timeout),
    headers: {
      "X-Vault-Token": token,
      "X-Vault-Request": "true",
      ...(namespace === undefined ? {} : { "X-Vault-Namespace": namespace }),
    },
  });
  const seconds = Number(headers["retry-after"]);
  const retryAfter = headers["retry-after"] === undefined || Number.isNaN(seconds) ? undefined : seconds * 1000;
  return { status: statusCode, retryAfter, body: parse(await body.text()) };
}

/** `undefined` for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which says so
  }
}

/** Asks again where the fault may pass: too many requests, a server that is not itself, a connection that broke. */
async function insist(access: VaultAccess, ask: () => Promise<Reply>, patience: Patience): Promise<Reply> {
  for (let left = patience.tries - 1, pause = patience.pause; ; left--, pause *= 2) {
    let wait = pause;
    try {
      const reply = await ask();
      if (left === 0 || !isWorthAnother(reply)) return reply;
      wait = Math.min(reply.retryAfter ?? pause, LONGEST_PAUSE);
    } catch (error) {
      if (left === 0 || !isPassing(error)) throw explainFailure(serviceAt(access.address), error);
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function serviceAt(address: string): Service {
  const help = {
    trust: "Set VAULT_CACERT to the certificate of the authority, or correct the address",
    reach: "Check the address (--address or VAULT_ADDR), and that this machine may reach it",
  };
  return { name: "Vault", address, help };
}

/** An answer 500 with errors in it is Vault's own word, and would be the same again. */
function isWorthAnother({ status, body }: Reply): boolean {
  if (status === 429 || status === 502 || status === 504) return true;
  if (status === 500 || status === 503) return errorsOf(body).length === 0;
  return false;
}

function errorsOf(body: unknown): readonly string[] {
  if (typeof body !== "object" || body === null || !("errors" in body) || !Array.isArray(body.errors)) return [];
  return body.errors.filter((error) => typeof error === "string");
}

function toAnswer({ address }: VaultAccess, path: string, { status, body }: Reply): Answer {
  const errors = errorsOf(body);
  if (errors.some((error) => error.includes("Vault is sealed"))) {
    throw new UserError(`Vault at \`${address}\` is sealed`, { help: "Unseal it: vault operator unseal" });
  }
  if (errors.some((error) => error.includes("invalid token"))) {
    throw new UserError(`Vault at \`${address}\` does not know the token, or it has expired`, {
      help: "Log in with `vault login`, or set VAULT_TOKEN",
    });
  }
  if (status >= 300 && status < 400) {
    throw new UserError(`\`${address}\` sends requests elsewhere (answer ${status})`, {
      help: "Give the address that it redirects to, with --address or VAULT_ADDR",
    });
  }
  const data = dataOf(body);
  if (status === 200 && data !== undefined) return { kind: "found", data };
  if (status === 404) return { kind: "absent" };
  if (status === 403) return { kind: "denied" };
  if (errors.length > 0 && status !== 200) return { kind: "refused", errors };
  throw new UserError(`the answer of \`${address}\` to \`${path}\` is not one of Vault's (${status})`, {
    help: "Check the address (--address or VAULT_ADDR), and what stands between",
  });
}

/** `data` of an answer; a `null` there is nothing. */
function dataOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof body !== "object" || body === null || !("data" in body)) return undefined;
  const { data } = body;
  return typeof data === "object" && data !== null ? { ...data } : undefined;
}
