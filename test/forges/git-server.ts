import { join } from "node:path";
import { onTestFinished } from "vitest";
import { makeCertificate } from "../integration/certificate.ts";
import { listen } from "../integration/loopback.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { serveGit } from "./git-http.ts";
import type { ForgeState } from "./github/state.ts";

/** A server of git repositories by HTTPS, for those who have its token. */
export interface GitServer {
  readonly url: string;
  /** The file with the certificate that it has. */
  readonly certificate: string;
  /** Whom it was asked by, in their own words; an empty text for those who said nothing. */
  readonly askers: string[];
}

/** Who may clone and push, and which bare repository is at a path. */
export interface GitService {
  readonly user: string;
  readonly token: string;
  readonly folderOf: (path: string) => string | undefined;
}

/** The repositories of a folder, or those of a forge under their names. */
export function foldersOf(place: string | ForgeState): GitService["folderOf"] {
  if (typeof place === "string") return (path) => join(place, path);
  return (path) => place.find(path.slice(1).replace(/\.git$/, ""))?.bare.folder;
}

/** Serves bare repositories until the test is over, with git's own program for that. */
export async function startGitServer({ user, token, folderOf }: GitService): Promise<GitServer> {
  const { file, certificate, key } = await makeCertificate(temporaryFolder(), ["localhost"]);
  const askers: string[] = [];
  const wanted = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
  const { url, stop } = await listen(
    (request, response) => {
      const authorization = request.headers.authorization ?? "";
      askers.push(authorization);
      if (authorization === wanted) void serveGit(request, response, folderOf);
      else response.writeHead(401, { "WWW-Authenticate": 'Basic realm="forge"' }).end();
    },
    { cert: certificate, key },
  );
  onTestFinished(stop);
  return { url, certificate: file, askers };
}
