import type { RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { type ApiAccess, openApi } from "../../../src/services/http/api.ts";
import type { ApiRequest } from "../../../src/services/http/transport.ts";
import { UserError } from "../../../src/user-error.ts";
import { answer, freePort, listen } from "../../integration/loopback.ts";
import { fakeClock } from "./fake-clock.ts";

const TOKEN = "made-up-token-of-a-forge";
const PATIENCE = { timeout: 2000, pause: 1000, longestPause: 3000, tries: 4, limits: 3 };
const HELP = { trust: "trust it", reach: "reach it" };

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A connection to a server that answers each request by the next of these, and the last again. */
async function connect(listeners: readonly RequestListener[], access: Partial<ApiAccess> = {}) {
  const asked: Asked[] = [];
  const { url, stop } = await listen((request, response) => {
    const listener = listeners[Math.min(asked.length, listeners.length - 1)];
    const { method, url: path, headers } = request;
    const pieces: Buffer[] = [];
    const index = asked.push({ method, url: path, authorization: headers.authorization, body: "" }) - 1;
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      asked[index] = {
        method,
        url: path,
        authorization: headers.authorization,
        body: Buffer.concat(pieces).toString(),
      };
      listener?.(request, response);
    });
  });
  onTestFinished(stop);
  return open(url, access, asked);
}

function open(base: string, access: Partial<ApiAccess> = {}, asked: Asked[] = []) {
  const clock = fakeClock();
  const service = { name: "The forge", address: base, help: HELP };
  const authorize = async () => Promise.resolve(`Bearer ${TOKEN}`);
  const api = openApi({ service, base, authorize, ...access }, clock, PATIENCE);
  onTestFinished(() => api.close());
  return { api, asked, clock, base };
}

async function errorOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((error: unknown) => error);
  if (!(error instanceof UserError)) return `no UserError: ${JSON.stringify(error)}`;
  expect(JSON.stringify([error.message, error.help, String(error.stack)])).not.toContain(TOKEN);
  return error.message;
}

const GET: ApiRequest = { method: "GET", path: "/things?page=2" };
const POST: ApiRequest = { method: "POST", path: "/things", body: { a: 1 } };
const ok: RequestListener = (_, response) => answer(response, 200, { fine: true });
const says =
  (status: number, body: object = {}, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
const resets: RequestListener = (request) => request.socket.destroy();
const ends: RequestListener = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" }).end('{"fine": tr');
};

test("a request says who asks and what, and its answer is read", async () => {
  const { api, asked } = await connect([ok]);
  expect(await api.ask(POST)).toMatchObject({ status: 200, body: { fine: true } });
  expect(asked).toEqual([{ method: "POST", url: "/things", authorization: `Bearer ${TOKEN}`, body: '{"a":1}' }]);
});

test("an answer without a body, and one that is no JSON, are answers", async () => {
  const text: RequestListener = (_, response) => response.writeHead(200, { "content-type": "text/plain" }).end("hello");
  const nothing: RequestListener = (_, response) => response.writeHead(204).end();
  const { api } = await connect([nothing, text]);
  expect((await api.ask(GET)).body).toBeUndefined();
  expect((await api.ask(GET)).body).toBe("hello");
});

test.each([
  ["a fault of the server", says(502)],
  ["a connection that breaks", resets],
  ["JSON that ends too early", ends],
])("%s is tried again, each time after a longer pause", async (_, fault) => {
  const { api, asked, clock } = await connect([fault, fault, fault, ok]);
  expect((await api.ask(GET)).body).toEqual({ fine: true });
  expect([asked.length, clock.slept]).toEqual([4, [1000, 2000, 3000]]);
});

test("what changes something is not sent twice unless it is said to be harmless", async () => {
  const { api, asked } = await connect([says(502)]);
  expect((await api.ask(POST)).status).toBe(502);
  expect(asked.length).toBe(1);
  expect((await api.ask({ ...POST, isRepeatable: true })).status).toBe(502);
  expect(asked.length).toBe(1 + PATIENCE.tries);
});

test("a connection that breaks while something is changed is a fault, for nobody knows whether it is done", async () => {
  const { api, base } = await connect([resets]);
  expect(await errorOf(api.ask(POST))).toBe(`The forge at \`${base}\` cannot be reached: the connection broke`);
});

test.each([
  ["with the time to wait", { "retry-after": "7" }, 7000],
  ["with an empty bucket", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000090" }, 90_000],
  ["without a word", {}, 60_000],
])(
  "a request that is one too many, %s, is made again then, also one that changes something",
  async (_, headers, wait) => {
    const { api, clock } = await connect([says(429, {}, headers), ok]);
    expect((await api.ask(POST)).body).toEqual({ fine: true });
    expect(clock.slept).toContain(wait);
  },
);

test("a host that never lets a request through is given up", async () => {
  const { api, base } = await connect([says(429, {}, { "retry-after": "1" })]);
  expect(await errorOf(api.ask(GET))).toBe(`The forge at \`${base}\` lets no more requests through`);
});

test("a token that is not taken is renewed once", async () => {
  let number = 0;
  const authorize = async (renew: boolean) => Promise.resolve(`Bearer ${(number += renew ? 1 : 0)}`);
  const { api, asked, base } = await connect([says(401), ok, says(401)], { authorize });
  expect((await api.ask(GET)).status).toBe(200);
  expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer 0", "Bearer 1"]);
  expect(await errorOf(api.ask(GET))).toBe(
    `The forge at \`${base}\` does not take the token: it is wrong, or has expired`,
  );
});

test("a renamed thing is followed within the host, and the token goes nowhere else", async () => {
  const elsewhere = await connect([ok]);
  const { api, asked, base } = await connect([
    says(301, {}, { location: "/renamed" }),
    ok,
    says(302, {}, { location: `${elsewhere.base}/stolen` }),
  ]);
  expect((await api.ask(GET)).body).toEqual({ fine: true });
  expect(asked.map(({ url }) => url)).toEqual(["/things?page=2", "/renamed"]);
  expect(await errorOf(api.ask(GET))).toBe(`The forge at \`${base}\` sends requests to another host`);
  expect(elsewhere.asked).toEqual([]);
});

test("what changes something is not followed elsewhere", async () => {
  const { api, asked } = await connect([says(307, {}, { location: "/other" })]);
  expect((await api.ask(POST)).status).toBe(307);
  expect(asked.length).toBe(1);
});

test("a page of a list is asked for by its whole address", async () => {
  const { api, asked, base } = await connect([ok]);
  await api.ask({ method: "GET", path: `${base}/next?page=3` });
  expect(asked[0]?.url).toBe("/next?page=3");
});

test("a host that is not there is told without a word of the request", async () => {
  const base = `http://127.0.0.1:${await freePort()}`;
  const { api } = open(base);
  expect(await errorOf(api.ask(GET))).toBe(`The forge at \`${base}\` cannot be reached: the connection is refused`);
});

test("requests, bytes and waits are counted", async () => {
  const { api } = await connect([says(429, {}, { "retry-after": "2" }), ok]);
  await api.ask(GET);
  expect(api.usage()).toMatchObject({ requests: 2, bytes: 2 + JSON.stringify({ fine: true }).length, waited: 2000 });
});
