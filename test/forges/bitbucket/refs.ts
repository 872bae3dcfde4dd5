import type { Reply } from "../faulty-server.ts";
import { type Asked, commitBody, errorOf, isOnly, pageOf } from "./shape.ts";

/** Branches, commits, what differs between them, and builds. */
export function answerRefs(asked: Asked): Reply | undefined {
  const { call, rest } = asked;
  const [area, second = "", ...more] = rest;
  if (area === "refs" && second === "branches") return branch(asked, more.join("/"));
  if (call.method !== "GET") return undefined;
  if (area === "commits" && rest.length === 1) return commits(asked);
  if (area === "diffstat") return diffstat(asked, second);
  return area === "commit" && more.join() === "statuses" ? statuses(asked, second) : undefined;
}

function branch({ state, repository, call }: Asked, name: string): Reply | undefined {
  const { bare } = repository;
  const tip = bare.tip(name);
  if (tip === undefined) return errorOf(404, `Branch "${name}" not found`);
  if (call.method === "DELETE" && call.url.search === "") {
    if (name === repository.branch) return errorOf(400, "The main branch cannot be deleted");
    bare.moveBranch(name, undefined);
    state.settle(repository);
    return { status: 204 };
  }
  const commit = bare.commitOf(tip);
  if (call.method !== "GET" || !isOnly(call.url, ["fields"]) || !commit) return undefined;
  return { status: 200, body: { type: "branch", name, target: commitBody(commit) } };
}

function commits({ repository: { bare }, call, base }: Asked): Reply | undefined {
  const { url } = call;
  if (!isOnly(url, ["include", "exclude", "pagelen", "fields"])) return undefined;
  const [include = "", exclude = ""] = ["include", "exclude"].map((key) => url.searchParams.get(key) ?? "");
  if (!bare.hasCommit(include) || !bare.hasCommit(exclude)) return errorOf(404, "Commit not found");
  const found = bare.between(exclude, include).toReversed();
  return pageOf(found, commitBody, { url, base });
}

/** The first commit is the one with the changes: it is the other way round than git has it. */
function diffstat({ repository: { bare }, call, base }: Asked, spec: string): Reply | undefined {
  const [, to = "", from = ""] = /^([0-9a-f]{40})\.\.([0-9a-f]{40})$/.exec(spec) ?? [];
  const { url } = call;
  const isPlain = url.searchParams.get("topic") === "false" && url.searchParams.get("renames") === "false";
  if (to === "" || !isPlain || !isOnly(url, ["pagelen", "page", "topic", "renames", "fields"])) return undefined;
  if (!bare.hasCommit(to) || !bare.hasCommit(from)) return errorOf(404, "Commit not found");
  const [after, before] = [bare.files(to), bare.files(from)];
  const paths = [...new Set([...after.keys(), ...before.keys()])].filter(
    (path) => after.get(path) !== before.get(path),
  );
  const place = (path: string, files: typeof after) => (files.has(path) ? { type: "commit_file", path } : null);
  const toBody = (path: string) => ({ type: "diffstat", new: place(path, after), old: place(path, before) });
  return pageOf(paths, toBody, { url, base });
}

function statuses({ repository, call, base }: Asked, commit: string): Reply | undefined {
  if (!isOnly(call.url, ["pagelen", "page", "fields"])) return undefined;
  if (!repository.bare.hasCommit(commit)) return errorOf(404, "Commit not found");
  const states = repository.statuses.get(commit) ?? [];
  return pageOf(states, (state) => ({ type: "build", key: "ci/circleci: job", state }), { url: call.url, base });
}
