import type { RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test, vi } from "vitest";
import { openApi } from "../../../src/services/http/api.ts";
import type { ApiPlace, ApiRequest } from "../../../src/services/http/transport.ts";
import { makeCertificate } from "../../integration/certificate.ts";
import { startHosts } from "../../integration/docker-hosts.ts";
import { answer, listen } from "../../integration/loopback.ts";
import { temporaryFolder } from "../../io/temporary-folder.ts";
import { fakeClock } from "./fake-clock.ts";

const TOKEN = "made-up-token-of-a-forge";
const GET: ApiRequest = { method: "GET", path: "/things" };
const ok: RequestListener = (_, response) => answer(response, 200, { fine: true });

function open(base: string, place: Partial<ApiPlace> = {}, timeout = 5000) {
  const service = { name: "The forge", address: base, help: { trust: "trust it", reach: "reach it" } };
  const patience = { timeout, pause: 1, longestPause: 1, tries: 2, limits: 1 };
  const authorize = (): Promise<string> => Promise.resolve(`Bearer ${TOKEN}`);
  const api = openApi({ service, base, authorize, ...place }, fakeClock(), patience);
  onTestFinished(() => api.close());
  return api;
}

test("a certificate is trusted if its authority is named, and not otherwise", async () => {
  const { certificate: cert, key } = await makeCertificate(temporaryFolder(), ["localhost"]);
  const { url, stop } = await listen(ok, { cert, key });
  onTestFinished(stop);
  expect(await open(url, { authority: cert }).ask(GET)).toMatchObject({ body: { fine: true } });
  await expect(open(url).ask(GET)).rejects.toThrow(`no trusted connection to \`${url}\` (DEPTH_ZERO_SELF_SIGNED_CERT)`);
});

test("the proxy of the environment is asked, and the authority is that of the host behind it", async () => {
  const certificate = await makeCertificate(temporaryFolder(), ["forge.example"]);
  const hosts = await startHosts({ "forge.example": ok }, certificate);
  onTestFinished(() => hosts.stop());
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("HTTPS_PROXY", hosts.env.HTTPS_PROXY);
  vi.stubEnv("https_proxy", hosts.env.HTTPS_PROXY);
  const base = "https://forge.example";
  const api = open(base, { authority: certificate.certificate });
  expect(await api.ask(GET)).toMatchObject({ status: 200, body: { fine: true } });
});

/** A server that packs its answers for who takes them so. */
const packs =
  (bytes: Buffer): RequestListener =>
  ({ headers }, response) => {
    expect(headers["accept-encoding"]).toBe("gzip");
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bytes);
  };

test("an answer is packed for the way", async () => {
  const bytes = gzipSync(JSON.stringify({ fine: "x".repeat(10_000) }));
  const { url, stop } = await listen(packs(bytes));
  onTestFinished(stop);
  const api = open(url);
  expect(await api.ask(GET)).toMatchObject({ body: { fine: "x".repeat(10_000) } });
  expect(api.usage().bytes).toBe(bytes.length);
});

test("an answer that is endless only once it is unpacked is not unpacked to its end", async () => {
  const { url, stop } = await listen(packs(gzipSync(Buffer.alloc(80 * 1_048_576))));
  onTestFinished(stop);
  await expect(open(url).ask(GET)).rejects.toThrow(`The forge at \`${url}\` gives an answer that is too long`);
});

test("a packed answer that is damaged is asked for again", async () => {
  const whole = gzipSync('{"fine":true}');
  let asked = 0;
  const { url, stop } = await listen((request, response) => {
    asked += 1;
    packs(asked === 1 ? whole.subarray(0, -9) : whole)(request, response);
  });
  onTestFinished(stop);
  expect(await open(url).ask(GET)).toMatchObject({ body: { fine: true } });
  expect(asked).toBe(2);
});

test("an answer that has no end is not read to it", async () => {
  const endless: RequestListener = (_, response) => {
    const piece = "x".repeat(1_048_576);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", more).on("error", () => response.destroy());
    more();
  };
  const { url, stop } = await listen(endless);
  onTestFinished(stop);
  const api = open(url);
  await expect(api.ask(GET)).rejects.toThrow(`The forge at \`${url}\` gives an answer that is too long`);
  expect(api.usage().requests).toBe(1);
});

test("an answer that does not come in time is asked for again, and then told", async () => {
  let asked = 0;
  const { url, stop } = await listen((_, response) => {
    asked += 1;
    response.writeHead(200, { "content-type": "application/json" }).write('{"fi');
  });
  onTestFinished(stop);
  await expect(open(url, {}, 100).ask(GET)).rejects.toThrow("cannot be reached: no answer came in time");
  expect(asked).toBe(2);
});

test("a file is read byte for byte, whatever it is said to be, and one that is kept elsewhere is not followed", async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x0a]);
  const { url, stop } = await listen((request, response) => {
    if (request.url === "/here") response.writeHead(200, { "content-type": "application/json" }).end(bytes);
    else response.writeHead(301, { location: "https://elsewhere.example/secret" }).end();
  });
  onTestFinished(stop);
  const api = open(url);
  expect(await api.ask({ method: "GET", path: "/here", isFile: true })).toMatchObject({ status: 200, body: bytes });
  expect(await api.ask({ method: "GET", path: "/there", isFile: true })).toMatchObject({ status: 301 });
});

test("what is no JSON is sent as it is", async () => {
  let sent: unknown;
  const { url, stop } = await listen((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      sent = [request.headers["content-type"], Buffer.concat(pieces)];
      response.end();
    });
  });
  onTestFinished(stop);
  const content = { type: "text/x-own", bytes: Buffer.from([0xff, 0x00]) };
  await open(url).ask({ method: "POST", path: "/", content });
  expect(sent).toEqual([content.type, content.bytes]);
});
