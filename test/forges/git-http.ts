import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import type { Call, Reply } from "./faulty-server.ts";

/** What a forge allows that git itself does not. */
const SETTINGS = { "uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true" };

/** Answers a request for bare repositories; `folderOf`: where the repository of a path is, `/acme/web.git`. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  folderOf: (path: string) => string | undefined,
): Promise<void> {
  const url = new URL(request.url ?? "/", "https://localhost");
  const { method = "", headers } = request;
  const reply = await answerGit({ method, url, headers, bytes: await buffer(request) }, folderOf);
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

/**
 * What git's own program answers for a bare repository, as a forge does; anybody may push. `folderOf`: where the repository of a
 * path is, `/acme/web.git`; `undefined`: there is none.
 */
export async function answerGit(
  { method, url, headers, bytes }: Pick<Call, "method" | "url" | "headers" | "bytes">,
  folderOf: (path: string) => string | undefined,
): Promise<Reply> {
  const { pathname, search } = url;
  const [, path = "", below = ""] =
    /^(.+?)(\/(?:info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.*))$/.exec(pathname) ?? [];
  const folder = folderOf(path);
  if (folder === undefined) return { status: 404, body: Buffer.alloc(0) };
  const settings = Object.entries(SETTINGS);
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(
        settings.flatMap(([key, value], index) => [
          [`GIT_CONFIG_KEY_${index}`, key],
          [`GIT_CONFIG_VALUE_${index}`, value],
        ]),
      ),
      REMOTE_USER: "pusher",
      REQUEST_METHOD: method,
      PATH_INFO: below,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: headers["content-type"] ?? "",
      CONTENT_LENGTH: String(bytes.length),
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
      HTTP_GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  // What asks for nothing more may have ended already.
  backend.stdin.on("error", () => undefined).end(bytes);
  const output = await buffer(backend.stdout);
  const end = output.indexOf("\r\n\r\n");
  const lines = output.subarray(0, end).toString().split("\r\n");
  const said = Object.fromEntries(lines.map((line) => line.split(/: ?(.*)/).slice(0, 2) as [string, string]));
  const { Status: status = "200", ...others } = said;
  return { status: Number.parseInt(status), headers: others, body: output.subarray(end + 4) };
}
