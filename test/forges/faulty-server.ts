import type { IncomingMessage, ServerResponse } from "node:http";
import { listen } from "../integration/loopback.ts";

/** One request, as a forge sees it. */
export interface Call {
  readonly method: string;
  /** Path and query. */
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** The same, as it came. */
  readonly bytes: Buffer;
  /** How many came before it. */
  readonly index: number;
}

/** What a forge answers; `undefined` for a call that it does not know. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON; bytes as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What goes wrong with one request. `lost`: it is done, and its answer never comes; `reset`: it is not done; `cut`: it is done,
 * and its JSON ends in the middle; `slow`: its answer comes a byte at a time for a while; `after`: it is not done before that.
 */
export type Fault = Reply | "lost" | "reset" | "cut" | "slow" | { readonly after: Promise<unknown> };

export interface FaultyServer {
  readonly url: string;
  readonly calls: readonly Call[];
  /** Calls that the forge does not know: there must be none. */
  readonly unknown: readonly string[];
  stop(): Promise<void>;
}

const PAUSES = 20;

/** A forge on a port of this machine, which answers requests, and has the faults that are asked of it. */
export async function startFaultyServer(
  answer: (call: Call) => Promise<Reply | undefined>,
  faultOf: (call: Call) => Fault | undefined = () => undefined,
  tls?: { readonly cert: string; readonly key: string },
): Promise<FaultyServer> {
  const calls: Call[] = [];
  const unknown: string[] = [];
  const { url, stop } = await listen((request, response) => {
    void handle(request, response);
  }, tls);
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readBytes(request);
    const text = bytes.toString();
    const { method = "", headers } = request;
    const call = { method, url: new URL(request.url ?? "", "http://forge"), headers, text, bytes, index: calls.length };
    calls.push(call);
    const fault = faultOf(call);
    if (fault === "reset") return void request.socket.destroy();
    if (typeof fault === "object" && "status" in fault) return send(response, fault);
    if (typeof fault === "object") await fault.after;
    const reply = await answer(call);
    if (!reply) unknown.push(`${call.method} ${call.url.pathname} ${text.slice(0, 200)}`);
    if (fault === "lost") return void request.socket.destroy();
    if (fault === "cut") return cut(response, reply);
    if (fault === "slow") return trickle(response, reply);
    send(response, reply ?? { status: 501, body: { message: "unknown call" } });
  }
  return { url, calls, unknown, stop };
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(body === undefined ? undefined : bytesOf(body));
}

function bytesOf(body: unknown): string | Buffer {
  return Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function cut(response: ServerResponse, reply: Reply | undefined): void {
  if (Buffer.isBuffer(reply?.body)) return breakOff(response, reply.body);
  const text = JSON.stringify(reply?.body ?? {});
  response.writeHead(reply?.status ?? 200, { "content-type": "application/json" });
  response.end(text.slice(0, Math.floor(text.length / 2)) + "\u0000");
}

/** Bytes of which half are missing, as their length tells. */
function breakOff(response: ServerResponse, bytes: Buffer): void {
  response.writeHead(200, { "content-length": bytes.length + 1 });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

async function trickle(response: ServerResponse, reply: Reply | undefined): Promise<void> {
  const bytes = Buffer.from(bytesOf(reply?.body ?? {}));
  response.writeHead(reply?.status ?? 200, { "content-type": "application/json", ...reply?.headers });
  const size = Math.max(1, Math.ceil(bytes.length / PAUSES));
  for (let at = 0; at < bytes.length; at += size) {
    response.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
}
