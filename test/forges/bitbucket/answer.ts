import type { Call, Reply } from "../faulty-server.ts";
import { answerPulls } from "./pulls.ts";
import { partOf } from "./partial.ts";
import { answerPush } from "./push.ts";
import { answerRefs } from "./refs.ts";
import { type Asked, errorOf, isOnly, pageOf, repositoryBody } from "./shape.ts";
import { answerSource } from "./source.ts";
import { type BitbucketState, US } from "./state.ts";

/** Answers a call as Bitbucket does; `undefined` for one that is not known here. */
export function answer(
  state: BitbucketState,
  call: Call,
  { token, person, base }: { readonly token: string; readonly person: string; readonly base: string },
): Reply | undefined {
  if (call.url.pathname.endsWith("/git-receive-pack")) return answerPush(state, call, token);
  const basic = Buffer.from(`${person}:${token}`).toString("base64");
  if (![`Bearer ${token}`, `Basic ${basic}`].includes(call.headers.authorization ?? ""))
    return errorOf(401, "Token is invalid or not supported");
  const { pathname, searchParams } = call.url;
  if (!pathname.startsWith("/2.0/")) return undefined;
  const parts = pathname.slice("/2.0/".length).split("/").map(decodeURIComponent);
  const reply = route(state, call, parts, base);
  if (!reply) return undefined;
  const headers = { "x-oauth-scopes": state.scopes.join(", "), ...reply.headers };
  const body =
    Buffer.isBuffer(reply.body) || reply.status >= 300 ? reply.body : partOf(reply.body, searchParams.get("fields"));
  return { ...reply, body, headers };
}

const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  "pullrequest:write": ["pullrequest", "repository:write", "repository"],
  pullrequest: ["repository"],
  "repository:write": ["repository"],
};

/** Why a scope is not enough; `undefined` where it is. */
function refusalFor(required: string, { scopes }: BitbucketState): Reply | undefined {
  if (scopes.some((scope) => scope === required || IMPLIED[scope]?.includes(required))) return undefined;
  const detail = { required: [required], granted: scopes };
  const message = "Your credentials lack one or more required privilege scopes.";
  return { status: 403, body: { type: "error", error: { message, detail } } };
}

function scopeFor(method: string, [kind = "", , , area = ""]: readonly string[]): string {
  if (kind === "user") return "account";
  if (area === "pullrequests") return method === "GET" ? "pullrequest" : "pullrequest:write";
  return method === "GET" ? "repository" : "repository:write";
}

function route(state: BitbucketState, call: Call, parts: readonly string[], base: string): Reply | undefined {
  const { method, url } = call;
  const [kind, workspace = "", name, ...rest] = parts;
  if (kind === "user" && parts.length === 1 && method === "GET" && isOnly(url, ["fields"])) {
    if (state.isAccessToken) return errorOf(403, "This endpoint is not available to access tokens");
    const { uuid, account_id, username } = US;
    return refusalFor("account", state) ?? { status: 200, body: { type: "user", uuid, account_id, username } };
  }
  if (kind !== "repositories") return undefined;
  const refusal = refusalFor(scopeFor(method, parts), state);
  if (refusal) return refusal;
  if (name === undefined) return method === "GET" ? listWorkspace(state, url, workspace, base) : undefined;
  const former = state.repositories.find((one) => one.workspace === workspace && one.formerly.has(name));
  if (former) {
    const there = [base, "repositories", workspace, former.slug, ...rest].join("/");
    return { status: 301, headers: { location: `${there}${url.search}` } };
  }
  const repository = state.repositories.find(
    (one) => one.workspace === workspace && (one.uuid === name || one.slug === name),
  );
  if (!repository) return errorOf(404, `Repository ${workspace}/${name} not found`);
  if (method !== "GET" && !repository.isWritable)
    return errorOf(403, "You do not have write access to this repository.");
  const asked: Asked = { state, repository, call, base, rest };
  if (rest.length === 0) {
    const isKnown = method === "GET" && isOnly(url, ["fields"]);
    return isKnown ? { status: 200, body: repositoryBody(repository, state) } : undefined;
  }
  return answerSource(asked) ?? answerRefs(asked) ?? answerPulls(asked);
}

function listWorkspace(state: BitbucketState, url: URL, workspace: string, base: string): Reply | undefined {
  if (!isOnly(url, ["fields", "pagelen", "page", "sort", "q"])) return undefined;
  const own = state.repositories.filter((one) => one.workspace === workspace);
  if (own.length === 0) return errorOf(404, `No workspace with identifier '${workspace}'.`);
  const q = url.searchParams.get("q");
  const [, project] = /^project\.key = "(\w+)"$/.exec(q ?? "") ?? [];
  if (q !== null && project === undefined) return errorOf(400, "Invalid query");
  const found = own.filter((one) => project === undefined || one.project === project);
  if (url.searchParams.get("sort") === "full_name") found.sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return pageOf(found, (one) => repositoryBody(one, state), { url, base });
}
