import { type RequestListener, createServer } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";
import { listen } from "./loopback.ts";

/** A proxy that answers in place of hosts, so that programs use the names of Docker's own; it reaches no other host. */
export interface Hosts {
  /** What makes a program use it, and trust its certificate. */
  readonly env: Readonly<Record<"HTTPS_PROXY" | "NO_PROXY" | "SSL_CERT_FILE", string>>;
  stop(): Promise<void>;
}

export async function startHosts(
  listeners: Readonly<Record<string, RequestListener>>,
  { file, key, certificate }: Certificate,
): Promise<Hosts> {
  const sockets = new Set<Socket>();
  const inner = createServer((request, response) => listeners[request.headers.host ?? ""]?.(request, response));
  const { url, server, stop } = await listen((_, response) => response.writeHead(403).end());

  server.on("connect", ({ url: authority = "" }, socket: Socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy()));
    if (!listeners[authority.replace(/:443$/, "")]) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    const secure = new TLSSocket(socket, { isServer: true, key, cert: certificate });
    inner.emit(
      "connection",
      secure.on("error", () => socket.destroy()),
    );
  });
  return {
    env: { HTTPS_PROXY: url, NO_PROXY: "127.0.0.1,localhost", SSL_CERT_FILE: file },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await stop();
    },
  };
}
