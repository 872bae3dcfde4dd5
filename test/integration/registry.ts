import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Certificate } from "./certificate.ts";
import { type DockerTokens, ISSUER, SERVICE } from "./docker-tokens.ts";
import { freePort } from "./loopback.ts";
import { type Running, start } from "./process.ts";

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

/** A registry that takes the tokens of `auth.docker.io`, as Docker Hub's own does. */
export class Registry {
  readonly #url: string;
  readonly #tokens: DockerTokens;
  readonly #running: Running;

  private constructor(url: string, tokens: DockerTokens, running: Running) {
    this.#url = url;
    this.#tokens = tokens;
    this.#running = running;
  }

  /** Starts Debian's docker-registry with its images in the folder. */
  static async start(folder: string, tokens: DockerTokens, certificate: Certificate): Promise<Registry> {
    const address = `127.0.0.1:${await freePort()}`;
    const token = {
      realm: `https://${ISSUER}/token`,
      service: SERVICE,
      issuer: ISSUER,
      rootcertbundle: certificate.file,
    };
    const config = {
      version: 0.1,
      storage: { filesystem: { rootdirectory: join(folder, "images") } },
      http: { addr: address, relativeurls: true },
      auth: { token },
    };
    const file = join(folder, "registry.yml");
    writeFileSync(file, JSON.stringify(config));
    const running = await start("docker-registry", ["serve", file], {
      env: { OTEL_TRACES_EXPORTER: "none" },
      isReady: (output) => output.includes("listening on"),
    });
    return new Registry(`http://${address}`, tokens, running);
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }

  /** Hands a request for registry-1.docker.io on. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers, url = "/" } = request;
    const forwarded = send(new URL(url, this.#url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", (error) => response.destroy(error));
    request.pipe(forwarded);
  }

  /** Lays an image of one empty layer into a repository; its digest. */
  async seed(repository: string, tag: string): Promise<string> {
    const access = [{ type: "repository", name: repository, actions: ["pull", "push"] }];
    const headers = { Authorization: `Bearer ${await this.#tokens.sign(access)}` };
    const put = async (path: string, body: Buffer, type: string) => {
      const request = { method: "PUT", headers: { ...headers, "Content-Type": type }, body: new Uint8Array(body) };
      const { ok, status } = await fetch(new URL(path, this.#url), request);
      if (!ok) throw new Error(`the registry answered ${status} to ${path}`);
    };
    const putBlob = async (body: Buffer) => {
      const upload = await fetch(`${this.#url}/v2/${repository}/blobs/uploads/`, { method: "POST", headers });
      const place = new URL(upload.headers.get("Location") ?? "", this.#url);
      place.searchParams.set("digest", digestOf(body));
      await put(place.href, body, "application/octet-stream");
      return { size: body.length, digest: digestOf(body) };
    };

    const layer = Buffer.alloc(1024);
    const rootfs = { type: "layers", diff_ids: [digestOf(layer)] };
    const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs }));
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: "application/vnd.docker.container.image.v1+json", ...(await putBlob(config)) },
      layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", ...(await putBlob(gzipSync(layer))) }],
    };
    const text = Buffer.from(JSON.stringify(manifest));
    await put(`/v2/${repository}/manifests/${tag}`, text, MANIFEST);
    return digestOf(text);
  }
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
