import type { TreeEntry } from "../bare-repository.ts";
import type { Reply } from "../faulty-server.ts";
import { readForm } from "./form.ts";
import { type Asked, errorOf, isOnly, pageOf } from "./shape.ts";

const TYPES: Readonly<Record<string, string>> = { json: "application/json", yml: "text/yaml", sh: "application/x-sh" };

/** Folders, files and commits. */
export function answerSource(asked: Asked): Reply | undefined {
  const [area, commit, ...path] = asked.rest;
  if (area !== "src") return undefined;
  const { method } = asked.call;
  if (method === "POST" && commit === undefined) return postCommit(asked);
  return method === "GET" && commit !== undefined ? read(asked, commit, path) : undefined;
}

function read(asked: Asked, commit: string, parts: readonly string[]): Reply | undefined {
  const { repository, call } = asked;
  const { bare, lfs } = repository;
  if (!bare.hasCommit(commit)) return errorOf(404, "Commit not found");
  // The root is only found with a slash at its end.
  if (parts.length === 0) return errorOf(404, "Not found");
  const isFolder = parts.at(-1) === "";
  const path = (isFolder ? parts.slice(0, -1) : parts).join("/");
  const entry = path === "" ? undefined : bare.entry(commit, path);
  if (path !== "" && !entry) return errorOf(404, `No such file or directory: ${path}`);
  if (path === "" || entry?.type === "tree") return listFolder(asked, commit, path);
  if (!entry) return undefined;
  if (call.url.searchParams.get("format") === "meta") {
    const isKnown = isOnly(call.url, ["format", "fields"]);
    return isKnown ? { status: 200, body: entryBody(asked, commit, path, entry) } : undefined;
  }
  if (call.url.search !== "") return undefined;
  if (lfs.has(path)) return { status: 301, headers: { location: "https://api.media.atlassian.com/file/1/binary" } };
  const type = TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "text/plain";
  const bytes = entry.type === "commit" ? Buffer.from(entry.oid) : bare.blob(entry.oid);
  return { status: 200, body: bytes, headers: { "content-type": type, "content-disposition": "attachment" } };
}

function listFolder(asked: Asked, commit: string, folder: string): Reply | undefined {
  const { url } = asked.call;
  if (!isOnly(url, ["pagelen", "page", "max_depth", "fields"])) return undefined;
  const levels = Number(url.searchParams.get("max_depth") ?? 1);
  if (levels > asked.state.ways.levels) return errorOf(555, "The request took too long");
  const found: { readonly path: string; readonly entry: TreeEntry }[] = [];
  let open = [folder];
  for (let level = 1; level <= levels; level += 1) {
    const below: string[] = [];
    for (const one of open) {
      for (const entry of asked.repository.bare.list(commit, one) ?? []) {
        const path = one === "" ? entry.name : `${one}/${entry.name}`;
        found.push({ path, entry });
        if (entry.type === "tree") below.push(path);
      }
    }
    open = below;
  }
  return pageOf(found, ({ path, entry }) => entryBody(asked, commit, path, entry), { url, base: asked.base });
}

function entryBody({ repository: { bare } }: Asked, commit: string, path: string, { type, mode, oid }: TreeEntry) {
  const shared = { path, commit: { type: "commit", hash: commit } };
  if (type === "tree") return { type: "commit_directory", ...shared };
  const bytes = type === "blob" ? bare.blob(oid) : Buffer.from(oid);
  const attributes = [
    ...(mode === 0o120000 ? ["link"] : []),
    ...(mode === 0o100755 ? ["executable"] : []),
    ...(type === "commit" ? ["subrepository"] : []),
    ...(bytes.includes(0) ? ["binary"] : []),
  ];
  return { type: "commit_file", ...shared, attributes, size: bytes.length };
}

/** A new branch is made on a parent, whatever the main branch is at; one that is there must be at the parent. */
function postCommit({ state, repository, call, base }: Asked): Reply | undefined {
  const { bare, workspace, slug } = repository;
  const form = call.url.search === "" ? readForm(call.headers["content-type"], call.text) : undefined;
  if (!form || [...form.fields.keys()].sort().join() !== "branch,message,parents") return undefined;
  const [branch = "", parent = "", message = ""] = ["branch", "parents", "message"].map((key) => form.fields.get(key));
  const tip = bare.tip(branch);
  if (!/^[0-9a-f]{40}$/.test(parent) || !bare.hasCommit(parent)) return errorOf(400, "parents: no such commit");
  if (tip !== undefined && tip !== parent) return errorOf(409, "The parent is not the tip of the branch");
  const files = [...form.files].map(([path, { text, attribute }]) => {
    const isExecutable = attribute === "executable" && state.ways.keepsModes;
    return [path, isExecutable ? { executable: text } : text] as const;
  });
  const author = state.committer;
  const commit = bare.commit({ parents: [parent], message, author, files: Object.fromEntries(files) });
  bare.moveBranch(branch, commit);
  state.settle(repository);
  return { status: 201, headers: { location: `${base}/repositories/${workspace}/${slug}/commit/${commit}` } };
}
