import { BUILD_ID } from "../build-id.ts";
import { campaignLine } from "../fleet/campaign-rows.ts";
import type { Place } from "../fleet/repository.ts";
import { doOrder } from "../fleet/workers/do-order.ts";
import { type Came, type Order, aboutCame, orderName, queueNameFor } from "../fleet/workers/order.ts";
import { SharedForge } from "../fleet/workers/shared-forge.ts";
import { stopOnSignal } from "../io/stop-on-signal.ts";
import { type DoOrder, Service } from "../queue/serve.ts";
import { QueueServer } from "../queue/server.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { AT_ONCE, accessOf, tellOn } from "./fleet-campaign.ts";
import { type OpenFleetFile, openFleetFile } from "./fleet-file.ts";
import type { FleetWorkerFlags } from "./fleet-flags.ts";
import { type FleetManner, openManner } from "./fleet-manner.ts";
import { queueIn } from "./fleet-queue.ts";
import { FORGES } from "./fleet-sources.ts";
import type { Host } from "./host.ts";
import { Forges } from "./open-forge.ts";

/** Runs whose rules are kept at once. */
const MANNERS = 8;

/** A host that orders are about. Tokens and addresses are the worker's own: nothing in a queue says where one is sent. */
interface Site {
  readonly place: Place;
  readonly host: string;
  /** False for one that nobody has named: without a token for it there is nothing to do there. */
  readonly isNamed: boolean;
}

/** `circlesec fleet worker`. */
export async function runFleetWorker(flags: FleetWorkerFlags, host: Host): Promise<ExitCode> {
  const file = openFleetFile(flags, host);
  const address = queueIn(flags, host);
  if (!address) {
    throw new UserError("no queue is named", { help: "Give its address with --queue, or in CIRCLESEC_QUEUE" });
  }
  const tell = tellOn(host);
  const signal = stopOnSignal(() => {
    tell(`Ends what it has begun, and leaves the rest to others; ${AT_ONCE}`);
  });
  const server = await QueueServer.open(address, tell, signal.stop);
  try {
    const bench = new Bench(file, host, server);
    try {
      const sites = await bench.open(sitesOf(file));
      tell(`Takes what is to be done at ${sites.join(", ")} from ${address.shown}`);
      await bench.run(signal);
    } finally {
      await bench.close();
    }
  } finally {
    await server.close();
    signal.forget();
  }
  signal.raise();
  return EXIT.clean;
}

function sitesOf({ keys: { hosts = [] } }: OpenFleetFile): Site[] {
  const named = hosts.map(({ host, forge }) => ({ place: forge, host: host.toLowerCase(), isNamed: true }));
  const usual = (["github", "gitlab", "bitbucket"] as const)
    .map((place) => ({ place, host: FORGES[place], isNamed: false }))
    .filter(({ host }) => !named.some((one) => one.host === host));
  return [...named, ...usual, { place: "git", host: "", isNamed: false }];
}

/** The hosts of a worker, and what it does for each. */
class Bench {
  readonly #forges: Forges;
  readonly #server: QueueServer;
  readonly #host: Pick<Host, "stdout">;
  readonly #tell: (text: string) => void;
  readonly #services = new Map<string, Service<FleetManner>>();
  readonly #shared = new Map<string, Promise<SharedForge>>();
  readonly #manners = new Map<string, ReturnType<typeof openManner>>();

  constructor(file: OpenFleetFile, host: Host, server: QueueServer) {
    this.#server = server;
    this.#host = host;
    this.#tell = tellOn(host);
    const shareOf = (place: Place, at: string) => {
      // There is none before its host has been logged in to.
      const service = () => this.#services.get(queueNameFor({ place, host: at }));
      return { askers: () => service()?.askers() ?? 1, rest: (time: number) => service()?.rest(time) };
    };
    this.#forges = new Forges({ ...accessOf(file, host), allowsFiles: false, writes: true, shareOf }, this.#tell);
  }

  /** Logs in wherever it can, and says where. */
  async open(sites: readonly Site[]): Promise<string[]> {
    const open: string[] = [];
    const faults: string[] = [];
    for (const { place, host, isNamed } of sites) {
      try {
        if (place !== "git") await this.#forges.at(place, host);
      } catch (error) {
        if (isNamed || !(error instanceof UserError)) throw error;
        faults.push(error.message);
        continue;
      }
      const name = queueNameFor({ place, host });
      this.#services.set(name, await Service.open<FleetManner>(this.#server, name, BUILD_ID));
      open.push(place === "git" ? "remotes of git" : host);
    }
    // Who has no token at all may have forgotten it.
    if (open.length === 1) for (const fault of faults) this.#tell(`circlesec: ${fault}`);
    return open;
  }

  /** Works until the signal comes, or something ends all of it. */
  async run(signal: Pick<ReturnType<typeof stopOnSignal>, "stop" | "sleep">): Promise<void> {
    const halt = new AbortController();
    const all = AbortSignal.any([signal.stop, halt.signal]);
    const running = [...this.#services.values()].map((service) =>
      service.run(this.#doWith(all, signal.sleep), all).catch((error: unknown) => {
        halt.abort();
        throw error;
      }),
    );
    for (const end of await Promise.allSettled(running)) if (end.status === "rejected") throw end.reason;
  }

  close(): Promise<void> {
    return this.#forges.end();
  }

  #doWith(stop: AbortSignal, sleep: (milliseconds: number) => Promise<void>): DoOrder<FleetManner> {
    return async (order, { keep, isLastTry }) => {
      const { linter, options, word } = await this.#openManner(order.manner);
      const { place, host } = order.repository;
      const forge = (await this.#share(place, host)).forOrder();
      const tools = { forge, linter, options, word, stop, sleep, now: Date.now, keep, isLastTry };
      const came = await doOrder(order, tools);
      if (came !== "stopped") this.#report(order, came);
      return came;
    };
  }

  /** A line for whoever looks at the worker, as `apply` has one. */
  #report(order: Order<FleetManner>, came: Came): void {
    this.#host.stdout.write(campaignLine({ did: came.did, name: orderName(order), about: aboutCame(came) }));
  }

  #share(place: Place, host: string): Promise<SharedForge> {
    const key = `${place}:${host}`;
    const shared = this.#shared.get(key) ?? this.#forges.at(place, host).then((forge) => new SharedForge(forge));
    this.#shared.set(key, shared);
    return shared;
  }

  /** Rules are loaded once for all orders of a run. */
  #openManner(manner: FleetManner): ReturnType<typeof openManner> {
    const key = JSON.stringify(manner);
    const open = this.#manners.get(key) ?? openManner(manner);
    if (this.#manners.size > MANNERS) this.#manners.clear();
    this.#manners.set(key, open);
    return open;
  }
}
