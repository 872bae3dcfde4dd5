import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import process from "node:process";
import { buffer } from "node:stream/consumers";

/** What a forge allows that git itself does not. */
const SETTINGS = { "uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true" };

/**
 * Answers a request for a bare repository with git's own program for that, as a forge does; anybody may push.
 * `folderOf`: where the repository of a path is, `/acme/web.git`; `undefined`: there is none.
 */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  folderOf: (path: string) => string | undefined,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "https://localhost");
  const [, path = "", below = ""] =
    /^(.+?)(\/(?:info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.*))$/.exec(pathname) ?? [];
  const body = await buffer(request);
  const folder = folderOf(path);
  if (folder === undefined) return void response.writeHead(404).end();
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
      REQUEST_METHOD: request.method,
      PATH_INFO: below,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      HTTP_GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  // What asks for nothing more may have ended already.
  backend.stdin.on("error", () => undefined).end(body);
  const output = await buffer(backend.stdout);
  const end = output.indexOf("\r\n\r\n");
  for (const line of output.subarray(0, end).toString().split("\r\n")) {
    const [name = "", value = ""] = line.split(/: ?(.*)/);
    if (name === "Status") response.statusCode = Number.parseInt(value);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}
