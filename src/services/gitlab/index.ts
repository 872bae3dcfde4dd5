import type { Forge } from "../../fleet/forge.ts";
import { UserError } from "../../user-error.ts";
import { besideOf } from "../branches/beside.ts";
import { deleteBeside, deleteBranch } from "../branches/write.ts";
import { type ForgeHost, serviceAt } from "../forge-host.ts";
import { type Api, openApi } from "../http/api.ts";
import { SYSTEM_CLOCK } from "../http/clock.ts";
import { limitsWith } from "../http/gate.ts";
import { orFailure } from "../refusal.ts";
import { type Self, readAccess, readSelf } from "./access.ts";
import { Batches } from "./batch.ts";
import { readBudget } from "./budget.ts";
import { Graph } from "./graphql.ts";
import { closePull, connectAccounts, editPull, openPull } from "./merge-requests.ts";
import { readChecks, readProposals } from "./proposals.ts";
import { readFiles } from "./read.ts";
import { listRepositories } from "./repositories.ts";
import { branchesOf, writeBranch } from "./write.ts";

const API = "/api/v4";
/** Projects of a query, at first, by what is asked. */
const SIZES = { files: 8, commits: 15, checks: 25 };

/** The base of the REST API of a host. */
export function gitlabBase(host: string): string {
  return `https://${host}${API}`;
}

/** Opens gitlab.com, or a GitLab of one's own; nothing is asked yet. */
export function openGitlab({
  host,
  base = gitlabBase(host),
  authorize,
  authority,
  clock = SYSTEM_CLOCK,
  limits = {},
  onPause,
}: ForgeHost): Forge {
  if (!base.endsWith(API)) {
    throw new UserError(`this is not where the API of a GitLab begins (\`hosts\`, ${host})`, {
      help: `Write an address that ends in ${API}`,
    });
  }
  const service = serviceAt("GitLab", host);
  const wanted = limitsWith(limits);
  const api: Api = openApi({ service, base, authorize, authority, limits: wanted, onPause }, clock);
  const web = base.slice(0, -API.length);
  const graph = new Graph(api, `${web}/api/graphql`);
  const prefix = new URL(web).pathname.replaceAll(/^\/|\/$/g, "");
  const batches = {
    files: new Batches(graph, SIZES.files),
    commits: new Batches(graph, SIZES.commits),
    checks: new Batches(graph, SIZES.checks),
  };
  const people = connectAccounts(api, graph);
  let known: Promise<Self> | undefined;
  const self = (): Promise<Self> => (known ??= readSelf(api));
  return {
    place: "gitlab",
    host,
    access: async (writes) => readAccess(await self(), writes, api),
    list: (selection) => listRepositories(selection, { graph, api, host, prefix }),
    read: (requests) => readFiles(requests, { api, ...batches }),
    async *proposals(repositories, branch) {
      yield* readProposals(repositories, branch, { graph, api, self: await self() });
    },
    checks: (asked) => readChecks(asked, batches.checks),
    write: (request) => orFailure(() => writeBranch(request, branchesOf(request.repository.id, { api, web }))),
    open: (pull) => openPull(pull, people),
    edit: (pull, number, reopen) => editPull(pull, number, reopen, people),
    close: ({ repository, branch }, number, commit) =>
      orFailure(async () => {
        const branches = branchesOf(repository.id, { api, web });
        // The branch first: where somebody has pushed to it, both stay.
        const failure = (await deleteBranch(branch, commit, branches)) ?? (await deleteBeside(branch, branches));
        return failure ?? closePull(repository.id, number, api);
      }),
    sweep: ({ repository, branch }, commit) =>
      orFailure(() => deleteBranch(besideOf(branch), commit, branchesOf(repository.id, { api, web }))),
    budget: (work) => readBudget(work, { graph, api, pause: wanted.betweenChanges }),
    get requestsLeft() {
      return api.usage().buckets.get("core")?.tokens;
    },
    end: () => api.close(),
  };
}
