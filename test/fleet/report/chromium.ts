import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "undici";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a Chromium is; `undefined` where there is none. */
export const CHROMIUM = process.env["CIRCLESEC_CHROMIUM"] ?? PLACES.find((path) => existsSync(path));

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A page in a real browser, told what to do by the DevTools protocol. All of its network leads to a server that notes who asks. */
export class Browser {
  /** What was asked of the network, apart from the file itself. */
  readonly requests: string[] = [];
  /** What the console said. */
  readonly messages: string[] = [];
  readonly #process: ChildProcess;
  readonly #proxy: Server;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #loaded: () => void = () => undefined;
  #next = 0;

  private constructor(process: ChildProcess, proxy: Server, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#proxy = proxy;
    this.#profile = profile;
    this.#socket = socket;
    proxy.on("request", ({ method = "", url = "" }, response) => {
      this.#note(`${method} ${url}`);
      response.writeHead(204).end();
    });
    proxy.on("connect", ({ url = "" }, connection) => {
      this.#note(`CONNECT ${url}`);
      connection.destroy();
    });
    socket.addEventListener("message", ({ data }) => {
      this.#take(JSON.parse(String(data)) as Answer);
    });
  }

  static async start(path: string): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), "circlesec-chromium-"));
    const proxy = createServer();
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = proxy.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const child = spawn(
      path,
      [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        `--user-data-dir=${profile}`,
        `--proxy-server=http://127.0.0.1:${port}`,
        "--proxy-bypass-list=<-loopback>",
        "--remote-debugging-port=0",
        "about:blank",
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const endpoint = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stderr.on("data", (piece: Buffer) => {
        said += piece.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.on("exit", () => {
        reject(new Error(`Chromium ended before it was ready: ${said.slice(-500)}`));
      });
    });
    const { host } = new URL(endpoint);
    // A page of our own: when the browser listens, the one that it begins with may not be there yet.
    const page: unknown = await (await fetch(`http://${host}/json/new?about:blank`, { method: "PUT" })).json();
    const socket = new WebSocket((page as { readonly webSocketDebuggerUrl: string }).webSocketDebuggerUrl);
    await new Promise((resolve) => {
      socket.addEventListener("open", resolve);
    });
    const browser = new Browser(child, proxy, profile, socket);
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.send(`${domain}.enable`);
    return browser;
  }

  /** Opens an address; done when everything of it is loaded. */
  async open(address: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await this.send("Page.navigate", { url: address });
    await loaded;
  }

  /** The value of an expression in the page, as JSON has it. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  }

  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = (this.#next += 1);
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result = {}, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async end(): Promise<void> {
    this.#socket.close();
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill();
    await ended;
    this.#proxy.closeAllConnections();
    this.#proxy.close();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Chromium itself asks its maker for some things, whatever page is open. */
  #note(request: string): void {
    if (!/\b[\w.-]*(?:google|googleapis|gvt1|gstatic)\.com\b/.test(request)) this.requests.push(request);
  }

  #take({ id, method, params = {}, ...answer }: Answer): void {
    if (id !== undefined) this.#waiting.get(id)?.(answer);
    if (method === "Page.loadEventFired") this.#loaded();
    if (method === "Runtime.consoleAPICalled" || method === "Runtime.exceptionThrown" || method === "Log.entryAdded") {
      this.messages.push(JSON.stringify(params));
    }
    if (method === "Network.requestWillBeSent") {
      const { url } = params["request"] as { url: string };
      if (!url.startsWith("file:") && !url.startsWith("data:") && url !== "about:blank") this.#note(`page ${url}`);
    }
  }
}
