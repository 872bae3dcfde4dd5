import type { components } from "@octokit/openapi-types";
import type { Call, Reply } from "../faulty-server.ts";
import type { FakePull, FakeRepository, ForgeState } from "./state.ts";

type WholePull = components["schemas"]["pull-request"];
type Pull = Pick<WholePull, "number" | "html_url" | "state" | "title" | "body" | "draft" | "merged_at"> & {
  readonly head: Pick<WholePull["head"], "sha">;
  readonly labels: readonly Pick<WholePull["labels"][number], "name">[];
  readonly requested_reviewers: readonly { readonly login: string }[];
  readonly requested_teams: readonly { readonly slug: string }[];
};
type RateLimit = components["schemas"]["rate-limit"];
type Blob = components["schemas"]["blob"];

const NOT_FOUND: Reply = { status: 404, body: { message: "Not Found" } };

/** Answers a call of the REST API; `undefined` for one that is not known here. */
export function answerRest(state: ForgeState, { method, url, text }: Call): Reply | undefined {
  const path = url.pathname;
  if (method === "GET" && path === "/search/code") return searchCode(state, url);
  if (method === "GET" && path === "/rate_limit") return rateLimits(state);
  const [, owner = "", name = "", rest = ""] = /^\/repos\/([^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (rest === "") return undefined;
  const full = `${owner}/${name}`;
  const former = state.findFormer(full);
  if (former) {
    const location = `/repos/${former.name}/${rest}${url.search}`;
    return { status: method === "GET" ? 301 : 307, headers: { location }, body: { message: "Moved Permanently" } };
  }
  const repository = state.find(full);
  if (!repository) return NOT_FOUND;
  if (method !== "GET" && repository.isArchived) {
    return { status: 403, body: { message: "Repository was archived so is read-only." } };
  }
  if (method !== "GET" && !repository.isWritable) {
    return { status: 403, body: { message: "Resource not accessible by personal access token" } };
  }
  const call = `${method} ${rest}`;
  const body = text === "" ? {} : JSON.parse(text);
  return answerObjects(repository, call, body, state.login) ?? answerFor(repository, call, url, body);
}

type GitTree = components["schemas"]["git-tree"];
type GitCommit = components["schemas"]["git-commit"];

/** Objects of git that no branch leads to; whoever is logged in is author and committer. */
function answerObjects({ bare }: FakeRepository, call: string, body: ObjectBody, login: string): Reply | undefined {
  const refuse = (message: string): Reply => ({ status: 422, body: { message } });
  const wanted = /^GET git\/commits\/([0-9a-f]{40})$/.exec(call)?.[1];
  if (wanted !== undefined) {
    const sha = bare.treeOf(wanted);
    const found = { sha: wanted, tree: { sha: sha ?? "", url: "" } } satisfies Partial<GitCommit>;
    return sha === undefined ? NOT_FOUND : { status: 200, body: found };
  }
  if (call === "POST git/blobs") {
    const { content = "", encoding = "utf-8" } = body;
    if (encoding !== "utf-8" && encoding !== "base64") return refuse("Invalid encoding");
    return { status: 201, body: { sha: bare.writeBlob(Buffer.from(content, encoding)) } };
  }
  if (call === "POST git/trees") {
    const { base_tree: base = "", tree: entries } = body;
    if (!Array.isArray(entries) || entries.some(({ mode }) => !/^100(?:644|755)$/.test(mode)))
      return refuse("Invalid tree");
    const made = { sha: bare.writeTree(base, entries) } satisfies Partial<GitTree>;
    return { status: 201, body: made };
  }
  if (call !== "POST git/commits") return undefined;
  const { message = "", tree, parents = [] } = body;
  if (typeof tree !== "string" || !parents.every((parent) => bare.hasCommit(parent))) return refuse("Invalid commit");
  const author = { name: login, email: `${login}@users.noreply.github.com` };
  return { status: 201, body: { sha: bare.commitTree({ tree, parents, message, author }) } };
}

interface ObjectBody {
  readonly content?: string;
  readonly encoding?: string;
  readonly base_tree?: string;
  readonly tree?: string | readonly { readonly path: string; readonly mode: string; readonly sha: string }[];
  readonly message?: string;
  readonly parents?: readonly string[];
}

function answerFor(repository: FakeRepository, call: string, url: URL, body: Body): Reply | undefined {
  const { bare, pulls } = repository;
  const blob = /^GET git\/blobs\/([0-9a-f]{40})$/.exec(call)?.[1];
  if (blob !== undefined) {
    const bytes = bare.blob(blob);
    const found: Omit<Blob, "url"> = {
      sha: blob,
      size: bytes.length,
      node_id: blob,
      encoding: "base64",
      content: bytes.toString("base64").replaceAll(/.{60}/g, "$&\n"),
    };
    return { status: 200, body: found };
  }
  if (call === "GET pulls") {
    const branch = url.searchParams.get("head")?.replace(/^[^:]*:/, "");
    const open = pulls.filter((pull) => pull.state === "OPEN" && pull.branch === branch);
    return { status: 200, body: open.map((pull) => toPull(repository, pull)) };
  }
  if (call === "POST pulls") return open(repository, body);
  const [, verb, kind, number, extra] = /^(\w+) (pulls|issues)\/(\d+)(?:\/(\w+))?$/.exec(call) ?? [];
  const pull = pulls.find((one) => one.number === Number(number));
  if (kind === undefined) return undefined;
  if (!pull) return NOT_FOUND;
  if (verb === "PATCH" && kind === "pulls" && extra === undefined) return edit(repository, pull, body);
  if (verb === "POST" && kind === "issues" && extra === "labels") {
    pull.asked.push(...(body.labels ?? []));
    for (const label of body.labels ?? []) pull.labels.add(label);
    return { status: 200, body: [...pull.labels].map((label) => ({ name: label })) };
  }
  if (verb === "GET" && kind === "pulls" && extra === "reviews") {
    return { status: 200, body: pull.reviewedBy.map((login) => ({ user: { login }, state: "COMMENTED" })) };
  }
  if (verb === "POST" && kind === "pulls" && extra === "requested_reviewers") {
    const names = [...(body.reviewers ?? []), ...(body.team_reviewers ?? []).map((team) => `team ${team}`)];
    if (names.includes("stranger")) {
      return { status: 422, body: { message: "Reviews may only be requested from collaborators." } };
    }
    pull.asked.push(...names);
    for (const reviewer of names) pull.reviewers.add(reviewer);
    return { status: 201, body: toPull(repository, pull) };
  }
  return undefined;
}

interface Body {
  readonly title?: string;
  readonly body?: string;
  readonly head?: string;
  readonly base?: string;
  readonly draft?: boolean;
  readonly state?: "open" | "closed";
  readonly labels?: readonly string[];
  readonly reviewers?: readonly string[];
  readonly team_reviewers?: readonly string[];
}

function open(repository: FakeRepository, { title = "", body = "", head = "", base = "", draft = false }: Body): Reply {
  const { bare, pulls, hasDrafts } = repository;
  const refuse = (message: string): Reply => ({
    status: 422,
    body: { message: "Validation Failed", errors: [{ resource: "PullRequest", message }] },
  });
  const [tip, start] = [bare.tip(head), bare.tip(base)];
  if (tip === undefined || start === undefined) return refuse("head is invalid");
  if (draft && !hasDrafts) return refuse("Draft pull requests are not supported in this repository.");
  if (pulls.some((one) => one.state === "OPEN" && one.branch === head)) {
    return refuse(`A pull request already exists for acme:${head}.`);
  }
  if (bare.between(start, tip).length === 0) return refuse(`No commits between ${base} and ${head}`);
  const pull: FakePull = {
    number: pulls.length + 1,
    branch: head,
    base,
    state: "OPEN",
    title,
    body,
    isDraft: draft,
    head: tip,
    labels: new Set(),
    reviewers: new Set(),
    reviewedBy: [],
    asked: [],
    isOfFork: false,
  };
  pulls.push(pull);
  return { status: 201, body: toPull(repository, pull) };
}

function edit(repository: FakeRepository, pull: FakePull, { title, body, state }: Body): Reply {
  const tip = repository.bare.tip(pull.branch);
  const isReplaced = tip === undefined || repository.bare.between(tip, pull.head).length > 0;
  if (state === "open" && pull.state === "CLOSED" && isReplaced) {
    return {
      status: 422,
      body: {
        message: "Validation Failed",
        errors: [{ message: `state cannot be changed. The ${pull.branch} branch was force-pushed or recreated.` }],
      },
    };
  }
  pull.title = title ?? pull.title;
  pull.body = body ?? pull.body;
  if (state !== undefined && pull.state !== "MERGED") pull.state = state === "open" ? "OPEN" : "CLOSED";
  return { status: 200, body: toPull(repository, pull) };
}

function toPull({ name }: FakeRepository, pull: FakePull): Pull {
  const { number, state, title, body, isDraft, head, labels, reviewers } = pull;
  const isTeam = (reviewer: string): boolean => reviewer.startsWith("team ");
  return {
    number,
    html_url: `https://github.com/${name}/pull/${number}`,
    state: state === "OPEN" ? "open" : "closed",
    merged_at: state === "MERGED" ? "2026-01-02T03:04:05Z" : null,
    title,
    body,
    draft: isDraft,
    head: { sha: head },
    labels: [...labels].map((label) => ({ name: label })),
    requested_reviewers: [...reviewers].filter((one) => !isTeam(one)).map((login) => ({ login })),
    requested_teams: [...reviewers].filter(isTeam).map((team) => ({ slug: team.slice(5) })),
  };
}

function rateLimits({ points, requests }: ForgeState): Reply {
  if (!points.isLimited) return { status: 404, body: { message: "Rate limiting is not enabled." } };
  const toLimit = ({ limit, remaining, resetAt }: ForgeState["requests"]): RateLimit => {
    return { limit, remaining, used: limit - remaining, reset: resetAt.getTime() / 1000 };
  };
  return { status: 200, body: { resources: { core: toLimit(requests), graphql: toLimit(points) } } };
}

function searchCode({ repositories }: ForgeState, url: URL): Reply {
  const query = url.searchParams.get("q") ?? "";
  const folder = /path:(\S+)/.exec(query)?.[1] ?? "";
  const org = /org:(\S+)/.exec(query)?.[1] ?? "";
  if (org === "")
    return { status: 422, body: { message: "Must include at least one user, organization, or repository" } };
  const found = repositories.filter(({ bare, branch, name }) => {
    const tip = bare.tip(branch);
    return name.startsWith(`${org}/`) && tip !== undefined && (bare.list(tip, folder) ?? []).length > 0;
  });
  const size = Number(url.searchParams.get("per_page"));
  const start = (Number(url.searchParams.get("page")) - 1) * size;
  const items = found.slice(start, start + size).map(({ name }) => ({ repository: { full_name: name } }));
  return { status: 200, body: { total_count: found.length, incomplete_results: false, items } };
}
