import type { Call, Reply } from "../faulty-server.ts";
import type { DataCenterState, FakePull, FakeRepository } from "./state.ts";

/** One call about one repository. */
export interface Asked {
  readonly state: DataCenterState;
  readonly repository: FakeRepository;
  readonly call: Call;
  /** What stands behind the repository in the path, decoded. */
  readonly rest: readonly string[];
}

/** Where it believes that people find it, whatever address it is asked by. */
export const PAGES = "https://git.example.com/bitbucket";

const PACKAGES: Readonly<Record<string, string>> = {
  NoSuchRepositoryException: "repository",
  NoSuchProjectException: "project",
  NoSuchUserException: "user",
  AuthenticationException: "auth",
  AuthorisationException: "",
};

export function errorOf(status: number, kind: string, message: string, more: object = {}): Reply {
  const place = PACKAGES[kind] ?? "pull";
  const exceptionName = ["com.atlassian.bitbucket", ...(place === "" ? [] : [place]), kind].join(".");
  return { status, body: { errors: [{ context: null, message, exceptionName, ...more }] } };
}

/** Whether a call has no parameters but these. */
export function isOnly(url: URL, names: readonly string[]): boolean {
  return [...url.searchParams.keys()].every((name) => names.includes(name));
}

/** A page of a list; the server has a bound of its own. */
export function pageOf<Item>(items: readonly Item[], toBody: (item: Item) => unknown, url: URL, most: number): Reply {
  const start = Number(url.searchParams.get("start") ?? 0);
  const limit = Math.min(Number(url.searchParams.get("limit") ?? 25), most);
  const values = items.slice(start, start + limit).map(toBody);
  const isLastPage = start + limit >= items.length;
  const next = isLastPage ? null : start + limit;
  return { status: 200, body: { size: values.length, limit, isLastPage, values, start, nextPageStart: next } };
}

export function repositoryBody(repository: FakeRepository, web: string): object {
  const { id, slug, project, isPublic, isArchived, origin, ways } = repository;
  const place = project.startsWith("~") ? `users/${project.slice(1)}` : `projects/${project}`;
  const address = `${web.replace(/^\w+:\/\//, "")}/scm/${project.toLowerCase()}/${slug}.git`;
  const scheme = web.slice(0, web.indexOf(":"));
  return {
    slug,
    id,
    name: slug,
    scmId: "git",
    state: "AVAILABLE",
    forkable: true,
    project: { key: project, id: 1, name: project, public: false, type: "NORMAL" },
    public: isPublic,
    archived: isArchived,
    ...(origin === undefined ? {} : { origin: { id: origin } }),
    links: {
      clone: ways.map((name) => ({ href: `${name === "http" ? scheme : "ssh"}://${address}`, name })),
      self: [{ href: `${PAGES}/${place}/repos/${slug}/browse` }],
    },
  };
}

export function pullBody(repository: FakeRepository, pull: FakePull, { ways }: DataCenterState): object {
  const { id, version, title, description, state, branch, into, head, reviewers, isDraft, isOfFork } = pull;
  const { project, slug, bare } = repository;
  const here = { slug, id: repository.id, project: { key: project } };
  return {
    id,
    version,
    title,
    description,
    state,
    open: state === "OPEN",
    closed: state !== "OPEN",
    ...(ways.hasDrafts ? { draft: isDraft } : {}),
    fromRef: {
      id: `refs/heads/${branch}`,
      displayId: branch,
      latestCommit: head,
      repository: isOfFork ? { ...here, id: 9999 } : here,
    },
    toRef: { id: `refs/heads/${into}`, displayId: into, latestCommit: bare.tip(into), repository: here },
    reviewers: reviewers.map((name) => ({ user: { name, slug: name }, role: "REVIEWER", status: "UNAPPROVED" })),
    links: { self: [{ href: `${PAGES}/projects/${project}/repos/${slug}/pull-requests/${id}` }] },
  };
}
