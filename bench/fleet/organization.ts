import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { serveGit } from "../../test/forges/git-http.ts";
import { answerGraph } from "../../test/forges/github/graph.ts";
import { answerRest } from "../../test/forges/github/rest.ts";
import { ForgeState } from "../../test/forges/github/state.ts";
import { listen, readText } from "../../test/integration/loopback.ts";
import type { Input } from "../inputs.ts";

/** Repositories that differ on the disk; where more are wanted, they come round again under other names. */
const MOST_ON_DISK = 1000;
const CONFIG = ".circleci/config.yml";

/** How much a server was asked. */
export interface Traffic {
  readonly requests: number;
  /** In both directions, headers included. */
  readonly bytes: number;
}

/** An organization on a GitHub of this machine, whose repositories its API and git's own HTTP server share. */
export class Organization {
  readonly names: readonly string[];
  /** Milliseconds before each answer. */
  latency = 0;
  readonly #state: ForgeState;
  #url = "";
  #requests = 0;
  #bytes = 0;
  readonly #open = new Set<Socket>();
  #stop: () => Promise<void> = () => Promise.resolve();

  /** Each repository has one config and a README. */
  constructor(folder: string, inputs: readonly Input[], size: number) {
    this.#state = new ForgeState(folder);
    this.#state.points.isLimited = false;
    for (let number = 0; number < size; number += 1) this.#add(number, inputs);
    this.names = this.#state.repositories.map(({ name }) => name);
  }

  #add(number: number, inputs: readonly Input[]): void {
    const name = `acme/r${number}`;
    const twin = this.#state.repositories[number % MOST_ON_DISK];
    if (twin) this.#state.repositories.push({ ...twin, id: `R_${number + 1}`, name });
    else {
      const { text = "" } = inputs[number % inputs.length] ?? {};
      const end = text.endsWith("\n") ? "" : "\n";
      this.#state.add(name, { files: { [CONFIG]: `${text}${end}# copy ${number}\n`, "README.md": `# ${name}\n` } });
    }
  }

  /** Base of the API, and of the addresses to clone from. */
  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    const { url, server, stop } = await listen((request, response) => void this.#serve(request, response));
    server.on("connection", (socket: Socket) => {
      this.#open.add(socket);
      socket.on("close", () => {
        this.#open.delete(socket);
        this.#bytes += socket.bytesRead + socket.bytesWritten;
      });
    });
    this.#url = url;
    this.#stop = stop;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** What came since the last call. */
  async takeTraffic(): Promise<Traffic> {
    while (this.#open.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const traffic = { requests: this.#requests, bytes: this.#bytes };
    this.#requests = this.#bytes = 0;
    return traffic;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests += 1;
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
    const url = new URL(request.url ?? "", "http://forge");
    if (url.pathname.includes(".git/")) {
      return serveGit(request, response, (path) => this.#state.find(path.slice(1, -".git".length))?.bare.folder);
    }
    const text = await readText(request);
    const call = {
      method: request.method ?? "",
      url,
      headers: request.headers,
      text,
      bytes: Buffer.from(text),
      index: 0,
    };
    const isGraph = url.pathname === "/graphql";
    const reply = isGraph ? { status: 200, body: await answerGraph(this.#state, text) } : answerRest(this.#state, call);
    response.writeHead(reply?.status ?? 501, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(reply?.body ?? {}));
  }
}
