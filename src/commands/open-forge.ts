import { resolve } from "node:path";
import type { FleetFile, HostKeys } from "../fleet/config/fleet-file.ts";
import type { Forge, Work } from "../fleet/forge.ts";
import type { Place } from "../fleet/repository.ts";
import { createDisk } from "../io/disk.ts";
import type { GitAround } from "../fleet/git-login.ts";
import type { ForgeHost } from "../services/forge-host.ts";
import type { Share, WantedLimits } from "../services/http/gate.ts";
import { tellBudget, timeOf } from "./fleet-budget.ts";

/** What forges are opened with. */
export interface ForgeAccess {
  readonly cwd: string;
  /** What paths in `hosts` are relative to. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly hosts: NonNullable<FleetFile["hosts"]>;
  readonly limits: NonNullable<FleetFile["limits"]> & Pick<WantedLimits, "share">;
  /** Who else asks a host meanwhile; nobody where it is absent. */
  readonly shareOf?: (place: Place, host: string) => Share;
  /** True where addresses of this disk may be cloned: somebody named one. */
  readonly allowsFiles: boolean;
  /** True where something is to be changed at the forges. */
  readonly writes: boolean;
}

/** Hears that a host is asked nothing until a time in milliseconds since 1970. */
type OnPause = (until: number) => void;

/** Opens the forge at a host; what it needs is loaded only now. */
async function openForge(place: Place, host: string, access: ForgeAccess, onPause: OnPause): Promise<Forge> {
  const { cwd, folder, env, allowsFiles } = access;
  if (place === "folder") {
    const { createFolderForge } = await import("../fleet/folder-forge.ts");
    return createFolderForge({ cwd, env });
  }
  if (place === "git") {
    const { createGitForge } = await import("../fleet/git-forge.ts");
    return createGitForge(host, { env, folder: cwd, allowsFiles });
  }
  const [{ open, baseOf }, { authorizationFor }] = await Promise.all([APIS[place](host), import("./forge-login.ts")]);
  const keys = hostKeys(host, access);
  const base = keys?.api ?? baseOf(host);
  const authority = keys?.caFile === undefined ? undefined : createDisk().readText(resolve(folder, keys.caFile));
  const login = { forge: place, host, base, authority, keys: keys?.token };
  const authorize = authorizationFor(login, { env, cwd: folder });
  return open({ host, base, authority, authorize, limits: access.limits, onPause }, { env, folder: cwd });
}

/** A forge that has an API. */
interface ForgeApi {
  readonly open: (at: ForgeHost, git: GitAround) => Forge;
  /** Where the API of a host usually begins. */
  readonly baseOf: (host: string) => string;
}

const APIS: Readonly<Record<HostKeys["forge"], (host: string) => Promise<ForgeApi>>> = {
  github: async () => {
    const { openGithub, githubBase } = await import("../services/github/index.ts");
    return { open: openGithub, baseOf: githubBase };
  },
  gitlab: async () => {
    const { openGitlab, gitlabBase } = await import("../services/gitlab/index.ts");
    return { open: openGitlab, baseOf: gitlabBase };
  },
  bitbucket: async (host) => {
    if (host === "bitbucket.org") {
      const { openBitbucket, CLOUD_BASE } = await import("../services/bitbucket/index.ts");
      return { open: openBitbucket, baseOf: () => CLOUD_BASE };
    }
    const { openDataCenter, dataCenterBase } = await import("../services/bitbucket-data-center/index.ts");
    return { open: openDataCenter, baseOf: dataCenterBase };
  },
};

function hostKeys(host: string, { hosts }: ForgeAccess): HostKeys | undefined {
  return hosts.find((one) => one.host.toLowerCase() === host);
}

/** The forges of a run, each opened once. */
export class Forges {
  readonly #access: ForgeAccess;
  readonly #tell: (text: string) => void;
  readonly #opening = new Map<string, Promise<Forge>>();
  readonly #open: Forge[] = [];

  /** `tell`: hears what a person should know of a forge before it is asked. */
  constructor(access: ForgeAccess, tell: (text: string) => void) {
    this.#access = access;
    this.#tell = tell;
  }

  /** Requests that the host with the fewest lets us make; `undefined` where none says. */
  get requestsLeft(): number | undefined {
    const left = this.#open.flatMap(({ requestsLeft }) => requestsLeft ?? []);
    return left.length === 0 ? undefined : Math.min(...left);
  }

  /** Tells what work will take of a forge. */
  async tellBudget(place: Place, host: string, work: Work): Promise<void> {
    await tellBudget(await this.at(place, host), work, { tell: this.#tell, requests: this.#access.limits.requests });
  }

  at(place: Place, host: string): Promise<Forge> {
    const key = `${place}:${host}`;
    const forge = this.#opening.get(key) ?? this.#start(place, host);
    this.#opening.set(key, forge);
    return forge;
  }

  async end(): Promise<void> {
    for (const forge of this.#open) await forge.end();
  }

  /** Asks a forge who we are before anything else, so that a token that is not enough is known at the start. */
  async #start(place: Place, host: string): Promise<Forge> {
    const { limits, shareOf } = this.#access;
    const access = { ...this.#access, limits: { ...limits, share: shareOf?.(place, host) } };
    const forge = await openForge(place, host, access, (until) => {
      this.#tell(`${host}: wants to be asked nothing until ${timeOf(until)}; what is done is kept`);
    });
    this.#open.push(forge);
    if (place === "folder" || place === "git") return forge;
    const { login, lacks } = await forge.access(this.#access.writes);
    for (const lack of lacks) this.#tell(`circlesec: the token for ${host} lacks ${lack}`);
    const left =
      forge.requestsLeft === undefined ? "" : `, ${forge.requestsLeft.toLocaleString("en-US")} requests left`;
    this.#tell(`${host}: as ${login}${left}`);
    return forge;
  }
}
