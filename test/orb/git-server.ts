import { spawn } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { makeCertificate } from "../integration/certificate.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";

/** A forge: repositories of a folder by HTTPS, for those who have its token. */
export interface Forge {
  readonly url: string;
  /** The file with the certificate that it has. */
  readonly certificate: string;
  /** Whom it was asked by, in their own words; an empty text for those who said nothing. */
  readonly askers: string[];
}

/** Serves the bare repositories of a folder until the test is over, with git's own program for that. */
export async function startForge(repositories: string, user: string, token: string): Promise<Forge> {
  const { file, certificate, key } = await makeCertificate(temporaryFolder(), ["localhost"]);
  const askers: string[] = [];
  const wanted = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const authorization = request.headers.authorization ?? "";
    askers.push(authorization);
    if (authorization !== wanted) {
      response.writeHead(401, { "WWW-Authenticate": 'Basic realm="forge"' }).end();
      return;
    }
    void serve(repositories, request, response);
  }).listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, certificate: file, askers };
}

async function serve(repositories: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "https://localhost");
  const body = await buffer(request);
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: repositories,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "pusher",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      HTTP_GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  backend.stdin.end(body);
  const output = await buffer(backend.stdout);
  const end = output.indexOf("\r\n\r\n");
  for (const line of output.subarray(0, end).toString().split("\r\n")) {
    const [name = "", value = ""] = line.split(/: ?(.*)/);
    if (name === "Status") response.statusCode = Number.parseInt(value);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}
