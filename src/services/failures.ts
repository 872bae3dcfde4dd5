import { UserError } from "../user-error.ts";

/** Faults of a connection, by the codes of Node and undici. */
const TEXTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused",
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "the name of the host cannot be looked up",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the host",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  UND_ERR_SOCKET: "the connection broke",
  ETIMEDOUT: "no answer came in time",
  UND_ERR_CONNECT_TIMEOUT: "no answer came in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer came in time",
  UND_ERR_BODY_TIMEOUT: "no answer came in time",
};
const PASSING = /^(?:EAI_AGAIN|ECONNRESET|EPIPE|UND_ERR_SOCKET|ETIMEDOUT|UND_ERR_\w+_TIMEOUT)$/;
/** Node's names for certificates that do not hold, and OpenSSL's for talk that is no TLS. */
const TLS = /CERT|SELF_SIGNED|UNABLE_TO|ERR_SSL|ERR_TLS|^EPROTO$/;

/** A service that requests are made to, and what a person can do where they get no answer. */
export interface Service {
  readonly name: string;
  readonly address: string;
  /** Imperatives: where the certificate is not trusted, and where there is no connection. */
  readonly help: { readonly trust: string; readonly reach: string };
}

/** The codes of an error and of its causes, the outermost first. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const late = error.name === "TimeoutError" || error.name === "AbortError" ? ["ETIMEDOUT"] : [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return [...own, ...late, ...inner.flatMap(codesOf)];
}

/** Whether the same request may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  return codesOf(error).some((code) => PASSING.test(code));
}

/** What a person can do about a request that got no answer. The error's own words are left out: they may hold headers. */
export function explainFailure({ name, address, help }: Service, error: unknown): UserError {
  const codes = codesOf(error);
  const tls = codes.find((code) => TLS.test(code));
  if (tls !== undefined) return new UserError(`no trusted connection to \`${address}\` (${tls})`, { help: help.trust });
  const code = codes.find((code) => TEXTS[code] !== undefined);
  const text = code === undefined ? (codes[0] ?? "the request failed") : TEXTS[code];
  return new UserError(`${name} at \`${address}\` cannot be reached: ${text}`, { help: help.reach });
}
