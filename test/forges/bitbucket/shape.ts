import type { Call, Reply } from "../faulty-server.ts";
import type { Commit } from "../bare-repository.ts";
import { type BitbucketState, type FakeRepository, US } from "./state.ts";

/** One call about one repository. */
export interface Asked {
  readonly state: BitbucketState;
  readonly repository: FakeRepository;
  readonly call: Call;
  readonly base: string;
  /** What stands behind the repository in the path, decoded. */
  readonly rest: readonly string[];
}

export function errorOf(status: number, message: string, more: object = {}): Reply {
  return { status, body: { type: "error", error: { message, ...more } } };
}

/** Whether a call has no parameters but these. */
export function isOnly(url: URL, names: readonly string[]): boolean {
  return [...url.searchParams.keys()].every((name) => names.includes(name));
}

/** A page of a list; `most`: the longest that Bitbucket gives. */
export function pageOf<Item>(
  items: readonly Item[],
  toBody: (item: Item) => unknown,
  { url, base, most = 100 }: { readonly url: URL; readonly base: string; readonly most?: number },
): Reply {
  const pagelen = Number(url.searchParams.get("pagelen") ?? 10);
  if (!(pagelen >= 1 && pagelen <= most)) return errorOf(400, "Invalid pagelen");
  const page = Number(url.searchParams.get("page") ?? 1);
  const values = items.slice((page - 1) * pagelen, page * pagelen).map(toBody);
  const body = { pagelen, values, page, size: items.length };
  if (page * pagelen >= items.length) return { status: 200, body };
  const next = new URL(base + url.pathname.replace("/2.0", "") + url.search);
  next.searchParams.set("page", String(page + 1));
  return { status: 200, body: { ...body, next: next.href } };
}

export function repositoryBody(repository: FakeRepository, { ways }: BitbucketState): object {
  const { uuid, workspace, slug, bare, branch, isPrivate, parent, project } = repository;
  const tip = bare.tip(branch);
  const target = ways.givesTips ? { target: { type: "commit", hash: tip } } : {};
  return {
    type: "repository",
    uuid,
    full_name: `${workspace}/${slug}`,
    slug,
    is_private: isPrivate,
    links: { html: { href: `https://bitbucket.org/${workspace}/${slug}` } },
    parent: parent === undefined ? null : { type: "repository", uuid: parent },
    project: { type: "project", key: project },
    mainbranch: tip === undefined ? null : { type: "branch", name: branch, ...target },
  };
}

export function commitBody({ oid, parents, message, author, committer }: Commit): object {
  const raw = (who: typeof author): string => `${who.name} <${who.email}>`;
  const user = author.email === US.email ? { user: { type: "user", uuid: US.uuid } } : {};
  return {
    type: "commit",
    hash: oid,
    message: `${message}\n`,
    parents: parents.map((hash) => ({ type: "commit", hash })),
    author: { type: "author", raw: raw(author), ...user },
    committer: { type: "committer", raw: raw(committer) },
  };
}
