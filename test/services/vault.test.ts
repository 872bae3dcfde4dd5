import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type VaultAccess, connectVault } from "../../src/services/vault.ts";
import { UserError } from "../../src/user-error.ts";
import type { Answer } from "../../src/vault-setup/reader.ts";
import { makeCertificate } from "../integration/certificate.ts";
import { answer, freePort, listen } from "../integration/loopback.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";

const TOKEN = "hvs.made-up-token";
const FAST = { timeout: 2_000, pause: 1, tries: 3 };

/** The address of a server that answers so, for the time of the test. */
async function serve(listener: RequestListener): Promise<string> {
  const { url, stop } = await listen(listener);
  onTestFinished(stop);
  return url;
}

/** The address of a server that answers each request by the next of these, and the last again; and how often it was asked. */
async function serveInTurn(...listeners: readonly RequestListener[]) {
  const asked: number[] = [];
  const address = await serve((request, response) => {
    const listener = listeners[Math.min(asked.length, listeners.length - 1)];
    asked.push(Date.now());
    listener?.(request, response);
  });
  return { address, asked };
}

async function read(access: Partial<VaultAccess>, path = "sys/auth", patience = FAST): Promise<Answer> {
  const connection = connectVault({ address: "http://127.0.0.1:1", token: TOKEN, ...access }, patience);
  try {
    return await connection.read(path);
  } finally {
    await connection.close();
  }
}

/** What the user reads of a request that fails. */
async function errorOf(...call: Parameters<typeof read>): Promise<string> {
  const error: unknown = await read(...call).catch((error: unknown) => error);
  if (!(error instanceof UserError)) return `no UserError: ${JSON.stringify(error)}`;
  expect(JSON.stringify([error.message, error.help])).not.toContain(TOKEN);
  return error.message;
}

const ok: RequestListener = (_, response) => answer(response, 200, { data: { a: 1 } });
const found = { kind: "found", data: { a: 1 } };

test("a request says who asks, of what namespace, and spells the path for a URL", async () => {
  let seen: IncomingMessage | undefined;
  const address = await serve((request, response) => {
    seen = request;
    ok(request, response);
  });
  expect(await read({ address, namespace: "team/ci" }, "secret/subkeys/a b?#")).toEqual(found);
  expect(seen?.url).toBe("/v1/secret/subkeys/a%20b%3F%23");
  expect(seen?.headers).toMatchObject({
    "x-vault-token": TOKEN,
    "x-vault-namespace": "team/ci",
    "x-vault-request": "true",
  });
});

test.each<[number, unknown, Answer]>([
  [404, { errors: [] }, { kind: "absent" }],
  [404, { data: null, warnings: ["Invalid path"] }, { kind: "absent" }],
  [403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] }, { kind: "denied" }],
  [400, { errors: ["missing role"] }, { kind: "refused", errors: ["missing role"] }],
  [500, { errors: ["unable to finde it"] }, { kind: "refused", errors: ["unable to finde it"] }],
])("an answer %i %j reads as %j, after one request", async (status, body, expected) => {
  const { address, asked } = await serveInTurn((_, response) => answer(response, status, body));
  expect([await read({ address }), asked.length]).toEqual([expected, 1]);
});

test("a request that is one too many is made again after the time that Vault asks for", async () => {
  const busy: RequestListener = (_, response) => {
    response.setHeader("Retry-After", "1");
    answer(response, 429, { errors: ['request path "sys/auth": rate limit quota exceeded'] });
  };
  const { address, asked } = await serveInTurn(busy, ok);
  expect(await read({ address })).toEqual(found);
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(950);
});

test.each<[string, RequestListener]>([
  ["an answer of a proxy", (_, response) => response.writeHead(502).end("<html>Bad gateway</html>")],
  ["an answer 503 without a word", (_, response) => answer(response, 503)],
  ["a connection that breaks", (_, response) => response.destroy()],
  [
    "a connection that breaks in an answer",
    (_, response) => {
      response.writeHead(200, { "Content-Length": "100" }).write('{"data":');
      setTimeout(() => response.destroy(), 10);
    },
  ],
])("%s is tried again", async (_, fault) => {
  const { address, asked } = await serveInTurn(fault, fault, ok);
  expect([await read({ address }), asked.length]).toEqual([found, 3]);
});

test.each<[string, RequestListener, string]>([
  [
    "is sealed",
    (_, response) => answer(response, 503, { errors: ["Vault is sealed"] }),
    "Vault at `ADDRESS` is sealed",
  ],
  [
    "does not know the token",
    (_, response) =>
      answer(response, 403, { errors: ["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"] }),
    "Vault at `ADDRESS` does not know the token, or it has expired",
  ],
  [
    "redirects",
    (_, response) => response.writeHead(307, { Location: "http://127.0.0.1:1/" }).end(),
    "`ADDRESS` sends requests elsewhere (answer 307)",
  ],
  [
    "is none",
    (_, response) => response.end("<html>Welcome</html>"),
    "the answer of `ADDRESS` to `sys/auth` is not one of Vault's (200)",
  ],
  [
    "says nothing that is JSON",
    (_, response) => response.end('{"data":'),
    "the answer of `ADDRESS` to `sys/auth` is not one of Vault's (200)",
  ],
  [
    "answers too late",
    (_, response) => {
      response.writeHead(200).write('{"data":');
    },
    "Vault at `ADDRESS` cannot be reached: no answer came in time",
  ],
  [
    "breaks each time",
    (_, response) => response.destroy(),
    "Vault at `ADDRESS` cannot be reached: the connection broke",
  ],
])("a Vault that %s is an error that says so", async (_, listener, message) => {
  const address = await serve(listener);
  expect(await errorOf({ address }, "sys/auth", { ...FAST, timeout: 200 })).toBe(message.replace("ADDRESS", address));
});

test("a port that nobody listens at, and a host that there is not, are told apart", async () => {
  const address = `http://127.0.0.1:${await freePort()}`;
  expect(await errorOf({ address })).toBe(`Vault at \`${address}\` cannot be reached: the connection is refused`);
  const nowhere = "http://vault.invalid";
  expect(await errorOf({ address: nowhere })).toMatch(
    /^Vault at `http:\/\/vault.invalid` cannot be reached: the(?:re is no host of that| name of the host)/,
  );
});

test("a certificate is trusted if it is named, and not otherwise", async () => {
  const certificate = await makeCertificate(temporaryFolder(), ["localhost"]);
  const server = createTlsServer({ cert: certificate.certificate, key: certificate.key }, ok).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const address = `https://localhost:${port}`;
  expect(await read({ address, authority: certificate.certificate })).toEqual(found);
  expect(await errorOf({ address })).toBe(`no trusted connection to \`${address}\` (DEPTH_ZERO_SELF_SIGNED_CERT)`);
});

test("plain talk at a port of TLS, and TLS at a plain one, are told", async () => {
  const address = (await serve(ok)).replace("http:", "https:");
  expect(await errorOf({ address })).toMatch(/^no trusted connection to `https:.*` \(\w+\)$/);
});

test("a token that cannot be a header is refused without being shown", async () => {
  const address = await serve(ok);
  expect(await errorOf({ address, token: `${TOKEN}\nX-Other: 1` })).toMatch(/cannot be reached/);
});
