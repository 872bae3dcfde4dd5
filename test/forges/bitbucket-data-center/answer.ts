import type { Call, Reply } from "../faulty-server.ts";
import { answerGit } from "../git-http.ts";
import { answerPulls } from "./pulls.ts";
import { errorOf, isOnly, pageOf, repositoryBody } from "./shape.ts";
import { type DataCenterState, US } from "./state.ts";

/** Answers a call as a Bitbucket Data Center does; `undefined` for one that is not known here. */
export async function answer(
  state: DataCenterState,
  call: Call,
  { token, web }: { readonly token: string; readonly web: string },
): Promise<Reply | undefined> {
  const { pathname } = call.url;
  const prefix = new URL(web).pathname.replace(/\/$/, "");
  const below = pathname.slice(prefix.length);
  if (!pathname.startsWith(`${prefix}/`)) return undefined;
  if (call.headers.authorization !== `Bearer ${token}`) {
    return errorOf(401, "AuthenticationException", "Authentication failed. Please check your credentials.");
  }
  if (below.startsWith("/scm/")) {
    const isPush = `${pathname}${call.url.search}`.includes("git-receive-pack");
    if (isPush && !state.servedAt(below)?.isWritable) return errorOf(403, "AuthorisationException", "You may not push");
    const reply = await answerGit(call, (path) => state.servedAt(path.slice(prefix.length))?.bare.folder);
    if (!pathname.endsWith("/git-receive-pack")) return reply;
    state.settle();
    return reply;
  }
  const reply = route(state, call, below.split("/").slice(1).map(decodeURIComponent), web);
  const who = state.ways.namesUs ? { "x-ausername": US.name } : {};
  return reply && { ...reply, headers: { ...who, ...reply.headers } };
}

function route(state: DataCenterState, call: Call, parts: readonly string[], web: string): Reply | undefined {
  const [rest, api, version, ...path] = parts;
  if (rest !== "rest") return undefined;
  if (api === "build-status" && version === "1.0") return builds(state, call, path);
  if (api !== "api" || version !== "latest") return undefined;
  const [area, key = "", below, slug = "", ...more] = path;
  const { method, url } = call;
  const isPlain = method === "GET" && url.search === "";
  if (area === "application-properties") {
    return isPlain ? { status: 200, body: { version: "9.4.1", displayName: "Bitbucket" } } : undefined;
  }
  if (area === "users") {
    if (!isPlain) return undefined;
    return key === US.name ? { status: 200, body: US } : errorOf(404, "NoSuchUserException", "There is no such user");
  }
  if (area === "repos" && key === "") return method === "GET" ? search(state, url, web) : undefined;
  if (area !== "projects" || below !== "repos") return undefined;
  if (slug === "") return method === "GET" ? listProject(state, url, key, web) : undefined;
  const repository = state.find(key, slug);
  if (!repository) return errorOf(404, "NoSuchRepositoryException", `Repository ${key}/${slug} does not exist.`);
  if (more.length === 0) return isPlain ? { status: 200, body: repositoryBody(repository, web) } : undefined;
  if (method !== "GET" && !repository.isWritable)
    return errorOf(403, "AuthorisationException", "You are not permitted to access this resource");
  return answerPulls({ state, repository, call, rest: more });
}

function listProject(state: DataCenterState, url: URL, key: string, web: string): Reply | undefined {
  if (!isOnly(url, ["limit", "start"])) return undefined;
  const found = state.repositories.filter(({ project }) => project === key);
  if (found.length === 0) return errorOf(404, "NoSuchProjectException", `Project ${key} does not exist.`);
  return pageOf(found, (one) => repositoryBody(one, web), url, state.ways.page);
}

function search(state: DataCenterState, url: URL, web: string): Reply | undefined {
  if (!isOnly(url, ["limit", "start", "name", "projectkey"])) return undefined;
  const [name, key] = ["name", "projectkey"].map((one) => url.searchParams.get(one)?.toLowerCase());
  const found = state.repositories.filter(
    ({ slug, project }) =>
      slug.toLowerCase().includes(name ?? "") && (key === undefined || project.toLowerCase() === key),
  );
  return pageOf(found, (one) => repositoryBody(one, web), url, state.ways.page);
}

function builds(state: DataCenterState, { method, url }: Call, [area, commit = "", more]: readonly string[]) {
  if (method !== "GET" || area !== "commits" || more !== undefined || !isOnly(url, ["limit", "start"]))
    return undefined;
  const states = state.repositories.flatMap((one) => one.builds.get(commit) ?? []);
  return pageOf(states, (one) => ({ state: one, key: "ci/circleci: build" }), url, state.ways.page);
}
