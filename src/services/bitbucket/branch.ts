import { readChange } from "../../fleet/trailer.ts";
import type { Commit } from "../branches/branches.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, textAt } from "../json.ts";
import type { Identity } from "./access.ts";
import { encodePath, queryOf, quote } from "./address.ts";
import { Refusal } from "../refusal.ts";
import { toFailure } from "./failure.ts";
import { allOf } from "./pages.ts";

/** One repository, as it is asked. */
export interface Desk {
  readonly api: Api;
  /** Where git is. */
  readonly git: Api;
  /** Where the API has it. */
  readonly path: string;
  readonly identity: Pick<Identity, "account">;
}

/** What a branch has over a base. */
export interface Chain {
  /** The newest first. */
  readonly commits: readonly Commit[];
  /** Whether each is ours. */
  readonly isOurs: boolean;
}

/** Commits over the base that are looked at: ours has one. */
const LOOKED_AT = 5;
const FIELDS = ["hash", "message", "parents.hash", "author.raw", "author.user.uuid", "committer.raw"];

/** The commit that a branch is at; `undefined` where there is none. */
export async function readTip(branch: string, { api, path, identity }: Desk): Promise<Commit | undefined> {
  const query = queryOf({ fields: FIELDS.map((field) => `target.${field}`).join(",") });
  const answer = await api.ask({ method: "GET", path: `${path}/refs/branches/${encodePath(branch)}${query}` });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Refusal(toFailure(answer));
  return toCommit(at(answer.body, "target"), identity);
}

/** The commits that branches whose name has a text in it are at, by the name of the branch. */
export async function readTips(text: string, { api, path, identity }: Desk): Promise<ReadonlyMap<string, Commit>> {
  const fields = ["next", "values.name", ...FIELDS.map((field) => `values.target.${field}`)].join(",");
  const query = queryOf({ q: `name ~ "${quote(text)}"`, pagelen: 100, fields });
  const found = await allOf(api, `${path}/refs/branches${query}`);
  return new Map(found.map((branch) => [textAt(branch, "name"), toCommit(at(branch, "target"), identity)]));
}

/** What a branch has over a base. */
export async function readChain(tip: Commit, base: string, { api, path, identity }: Desk): Promise<Chain> {
  if (tip.hash === base) return { commits: [], isOurs: true };
  if (tip.parents.length === 1 && tip.parents[0] === base) return { commits: [tip], isOurs: tip.isOurs };
  const fields = ["next", ...FIELDS.map((field) => `values.${field}`)].join(",");
  const query = queryOf({ include: tip.hash, exclude: base, pagelen: LOOKED_AT, fields });
  const answer = await api.ask({ method: "GET", path: `${path}/commits${query}` });
  if (answer.status !== 200) throw new Refusal(toFailure(answer));
  const commits = listAt(answer.body, "values").map((value) => toCommit(value, identity));
  const isWhole = textAt(answer.body, "next") === "";
  return { commits, isOurs: isWhole && commits.every(({ isOurs }) => isOurs) };
}

function toCommit(value: unknown, identity: Desk["identity"]): Commit {
  const message = textAt(value, "message");
  return {
    hash: textAt(value, "hash"),
    message,
    parents: listAt(value, "parents").map((parent) => textAt(parent, "hash")),
    isOurs: readChange(message) !== undefined && isBy(value, identity),
  };
}

/** Who commits as a token that stands for nobody; no person has such an address. */
const TOKENS = /@bots\.bitbucket\.org>$/;
const ITSELF = /[@.]bitbucket\.org>$/;

/** What we commit has our account as its author; whoever takes it up and changes it is its committer. */
function isBy(commit: unknown, { account }: Desk["identity"]): boolean {
  const author = textAt(commit, "author", "raw");
  const committer = textAt(commit, "committer", "raw");
  const isAuthor = account === undefined ? TOKENS.test(author) : textAt(commit, "author", "user", "uuid") === account;
  return isAuthor && (committer === "" || committer === author || ITSELF.test(committer));
}
