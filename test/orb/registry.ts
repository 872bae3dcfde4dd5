import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { answer, listen } from "../integration/loopback.ts";
import { buildCopy } from "../package/build.ts";
import { runOrThrow } from "../package/run.ts";

/** A registry of npm's that has circlesec as it is built here, and nothing else. */
export interface Registry {
  readonly url: string;
  /** The paths that were asked for so far. */
  readonly requests: string[];
}

/** Builds circlesec, packs it and serves it, until the tests of the file are over. */
export async function startRegistry(): Promise<Registry> {
  const project = buildCopy();
  const report = runOrThrow("npm", ["pack", "--json", "--ignore-scripts"], { cwd: project });
  const [packed] = JSON.parse(report) as { filename: string }[];
  const tarball = readFileSync(join(project, packed?.filename ?? ""));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const { name, version, bin } = packageJson;
  const requests: string[] = [];
  const { url, stop } = await listen((request, response) => {
    requests.push(request.url ?? "");
    if (request.url === "/circlesec.tgz") return void response.end(tarball);
    if (request.url !== `/${name}`) return answer(response, 404, { error: "not found" });
    const dist = { tarball: `${url}/circlesec.tgz`, integrity };
    answer(response, 200, {
      name,
      "dist-tags": { latest: version },
      versions: { [version]: { name, version, bin, dist } },
    });
  });
  afterAll(stop);
  return { url, requests };
}
