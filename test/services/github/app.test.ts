import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { authorizeAsApp } from "../../../src/services/github/app.ts";
import { UserError } from "../../../src/user-error.ts";
import { type Call, type Fault, type Reply, startFaultyServer } from "../../forges/faulty-server.ts";
import { fakeClock } from "../http/fake-clock.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const HOUR = 3_600_000;

/** The claims of a token that the key of the app has signed. */
function claimsOf({ headers }: Call): Record<string, number | string> {
  const [head = "", claims = "", signature = ""] = (headers.authorization ?? "").replace("Bearer ", "").split(".");
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    createPublicKey(publicKey),
    Buffer.from(signature, "base64url"),
  );
  if (!isSigned) throw new Error("the token is not signed by the app");
  return JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, number | string>;
}

async function start(key = privateKey, owner = "acme", faultOf?: (call: Call) => Fault | undefined) {
  const clock = fakeClock();
  let given = 0;
  const server = await startFaultyServer((call): Promise<Reply | undefined> => {
    const { iss, iat, exp } = claimsOf(call);
    const now = clock.now() / 1000;
    if (iss !== "12345" || Number(iat) > now || Number(exp) - now > 600) return Promise.resolve({ status: 401 });
    const path = `${call.method} ${call.url.pathname}`;
    if (path === "GET /orgs/acme/installation") return Promise.resolve({ status: 200, body: { id: 7 } });
    if (path === "GET /orgs/ann/installation") return Promise.resolve({ status: 404, body: {} });
    if (path === "GET /users/ann/installation") return Promise.resolve({ status: 200, body: { id: 8 } });
    if (path.endsWith("/installation")) return Promise.resolve({ status: 404, body: {} });
    const [, id] = /^POST \/app\/installations\/(\d)\/access_tokens$/.exec(path) ?? [];
    if (id === undefined) return Promise.resolve(undefined);
    given += 1;
    const expires_at = new Date(clock.now() + HOUR).toISOString();
    return Promise.resolve({ status: 201, body: { token: `made-up-${id}-${given}`, expires_at } });
  }, faultOf);
  onTestFinished(async () => {
    await server.stop();
    expect(server.unknown).toEqual([]);
  });
  const service = { name: "GitHub", address: "github.com", help: { trust: "", reach: "" } };
  return { clock, authorize: authorizeAsApp({ id: "12345", key, owner }, { service, base: server.url }, clock) };
}

test("an app gets the token of its installation, and uses it until it is about to end", async () => {
  const { authorize, clock } = await start();
  expect(await authorize(false)).toBe("Bearer made-up-7-1");
  expect(await authorize(false)).toBe("Bearer made-up-7-1");
  await clock.sleep(HOUR - 4 * 60_000);
  expect(await authorize(false)).toBe("Bearer made-up-7-2");
});

test("a token that was not taken is replaced", async () => {
  const { authorize } = await start();
  await authorize(false);
  expect(await authorize(true)).toBe("Bearer made-up-7-2");
});

test("many requests at once ask for one token", async () => {
  const { authorize } = await start();
  expect(new Set(await Promise.all([authorize(false), authorize(false), authorize(false)]))).toEqual(
    new Set(["Bearer made-up-7-1"]),
  );
});

test("a token that could not be had is asked for again", async () => {
  let isSuspended = true;
  const { authorize } = await start(privateKey, "acme", ({ method }) =>
    isSuspended && method === "POST" ? { status: 403, body: { message: "suspended" } } : undefined,
  );
  await expect(authorize(false)).rejects.toThrow("GitHub gives the app no token");
  isSuspended = false;
  expect(await authorize(false)).toBe("Bearer made-up-7-1");
});

test("an app may be installed for an account that is no organization", async () => {
  const { authorize } = await start(privateKey, "ann");
  expect(await authorize(false)).toBe("Bearer made-up-8-1");
});

test("an app that is not installed there is told", async () => {
  const { authorize } = await start(privateKey, "nobody");
  await expect(authorize(false)).rejects.toThrow("the GitHub App is not installed for `nobody`");
});

test("a key that is none is told without a word of it", async () => {
  const { authorize } = await start("made-up key that is none");
  const error: unknown = await authorize(false).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).not.toContain("made-up");
});
