import type { Access, Forge } from "../../fleet/forge.ts";
import { type Api, openApi } from "../http/api.ts";
import { SYSTEM_CLOCK } from "../http/clock.ts";
import { type ForgeHost, serviceAt } from "../forge-host.ts";
import { limitsWith } from "../http/gate.ts";
import { readAccess } from "./access.ts";
import { readBudget } from "./budget.ts";
import { Graph, limitIn, limitOf } from "./graphql.ts";
import { readChecks, readProposals } from "./proposals.ts";
import { closePull, editPull, openPull } from "./pulls.ts";
import { readFiles } from "./read.ts";
import { isOfCode, listRepositories, readName } from "./repositories.ts";
import { besideOf } from "../branches/beside.ts";
import { deleteBeside, deleteBranch, writeBranch } from "./write.ts";

const VERSION = { "x-github-api-version": "2022-11-28", accept: "application/vnd.github+json" };

/** The base of the REST API of a host. */
export function githubBase(host: string): string {
  return host === "github.com" ? "https://api.github.com" : `https://${host}/api/v3`;
}

/** Opens GitHub, or a GitHub Enterprise Server; nothing is asked yet. */
export function openGithub({
  host,
  base = githubBase(host),
  authorize,
  authority,
  clock = SYSTEM_CLOCK,
  limits = {},
  onPause,
}: ForgeHost): Forge {
  const service = serviceAt("GitHub", host);
  const wanted = limitsWith(limits);
  const reads = { limitOf, limitIn, onPause };
  const api: Api = openApi({ service, base, authorize, authority, headers: VERSION, limits: wanted, ...reads }, clock);
  const graph = new Graph(api, base.endsWith("/api/v3") ? base.replace(/v3$/, "graphql") : "/graphql");
  const connection = { graph, api };
  let known: Promise<Access> | undefined;
  const login = async (): Promise<string> => (await (known ??= readAccess(graph, false))).login;
  return {
    place: "github",
    host,
    access: (writes) => (known = readAccess(graph, writes)),
    list: (selection) => listRepositories(selection, { graph, api, host }),
    read: (requests) => readFiles(requests, connection),
    async *proposals(repositories, branch) {
      yield* readProposals(graph, repositories, branch, await login());
    },
    checks: (commits) => readChecks(graph, commits),
    write: (request) => writeBranch(request, connection),
    open: (pull) => openPull(pull, api),
    edit: (pull, number, reopen) => editPull(pull, number, reopen, api),
    async close({ repository, branch }, number, commit) {
      // The branch first, which takes what was proposed with it: where somebody has pushed to it, both stay.
      const failure =
        (await deleteBranch({ repository, branch }, commit, connection)) ??
        (await deleteBeside({ repository, branch }, connection));
      if (failure) return failure;
      const closed = await closePull(repository.name, number, api);
      return closed?.kind === "moved" ? closePull(await readName(graph, repository.id), number, api) : closed;
    },
    sweep: ({ repository, branch }, commit) =>
      deleteBranch({ repository, branch: besideOf(branch) }, commit, connection),
    budget: (work) => readBudget(work, { ...connection, pause: wanted.betweenChanges, isOfCode }),
    get requestsLeft() {
      return api.usage().buckets.get("graphql")?.tokens;
    },
    end: () => api.close(),
  };
}
