import type { Reply } from "../faulty-server.ts";
import { type Asked, commitBody, errorOf, isOnly, pageOf } from "./shape.ts";

/** Branches, commits and builds. */
export function answerRefs(asked: Asked): Reply | undefined {
  const { call, rest } = asked;
  const [area, second = "", ...more] = rest;
  if (area === "refs" && second === "branches" && more.length > 0) return branch(asked, more.join("/"));
  if (call.method !== "GET") return undefined;
  if (area === "refs" && second === "branches") return branches(asked);
  if (area === "commits" && rest.length === 1) return commits(asked);
  return area === "commit" && more.join() === "statuses" ? statuses(asked, second) : undefined;
}

function branch({ repository: { bare }, call }: Asked, name: string): Reply | undefined {
  const tip = bare.tip(name);
  if (tip === undefined) return errorOf(404, `Branch "${name}" not found`);
  const commit = bare.commitOf(tip);
  if (call.method !== "GET" || !isOnly(call.url, ["fields"]) || !commit) return undefined;
  return { status: 200, body: { type: "branch", name, target: commitBody(commit) } };
}

/** Those whose name has a text in it. */
function branches({ repository: { bare }, call: { url }, base }: Asked): Reply | undefined {
  if (!isOnly(url, ["q", "pagelen", "page", "fields"])) return undefined;
  const [, quoted] = /^name ~ "((?:[^"\\]|\\["\\])*)"$/.exec(url.searchParams.get("q") ?? "") ?? [];
  if (quoted === undefined) return errorOf(400, "Invalid query");
  const text = quoted.replaceAll(/\\(["\\])/g, "$1").toLowerCase();
  const names = bare.branches().filter((name) => name.toLowerCase().includes(text));
  const toBody = (name: string) => {
    const commit = bare.commitOf(bare.tip(name) ?? "");
    return { type: "branch", name, target: commit && commitBody(commit) };
  };
  return pageOf(names, toBody, { url, base });
}

function commits({ repository: { bare }, call, base }: Asked): Reply | undefined {
  const { url } = call;
  if (!isOnly(url, ["include", "exclude", "pagelen", "fields"])) return undefined;
  const [include = "", exclude = ""] = ["include", "exclude"].map((key) => url.searchParams.get(key) ?? "");
  if (!bare.hasCommit(include) || !bare.hasCommit(exclude)) return errorOf(404, "Commit not found");
  const found = bare.between(exclude, include).toReversed();
  return pageOf(found, commitBody, { url, base });
}

function statuses({ repository, call, base }: Asked, commit: string): Reply | undefined {
  if (!isOnly(call.url, ["pagelen", "page", "fields"])) return undefined;
  if (!repository.bare.hasCommit(commit)) return errorOf(404, "Commit not found");
  const states = repository.statuses.get(commit) ?? [];
  return pageOf(states, (state) => ({ type: "build", key: "ci/circleci: job", state }), { url: call.url, base });
}
