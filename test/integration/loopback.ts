import { once } from "node:events";
import { type IncomingMessage, type RequestListener, type Server, type ServerResponse, createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A server of this process on a free port of 127.0.0.1. */
export interface Loopback {
  readonly url: string;
  readonly server: Server;
  readonly stop: () => Promise<void>;
}

/** `tls`: the certificate and key that it has, for https. */
export async function listen(listener: RequestListener, tls?: { cert: string; key: string }): Promise<Loopback> {
  const server = (tls ? createTlsServer(tls, listener) : createServer(listener)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    server,
    async stop() {
      const closed = once(server.close(), "close");
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A port that was free a moment ago, for a program that cannot say which one it was given. */
export async function freePort(): Promise<number> {
  const { url, stop } = await listen(() => {});
  await stop();
  return Number(new URL(url).port);
}

export async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

export function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.statusCode = status;
  if (body === undefined) return void response.end();
  response.setHeader("Content-Type", "application/json").end(JSON.stringify(body));
}
