import { readChange } from "../../fleet/trailer.ts";
import type { Api } from "../http/api.ts";
import { at, listAt, textAt } from "../json.ts";
import type { Identity } from "./access.ts";
import { encodePath, queryOf } from "./address.ts";
import { Refusal, toFailure } from "./failure.ts";

/** One repository, as it is asked. */
export interface Desk {
  readonly api: Api;
  /** Where the API has it. */
  readonly path: string;
  readonly identity: Pick<Identity, "account">;
}

export interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly parents: readonly string[];
  /** Whether we made it, and with our words. */
  readonly isOurs: boolean;
}

/** Commits over the base, the newest first. */
export interface Chain {
  readonly commits: readonly Commit[];
  /** Whether each is ours. */
  readonly isOurs: boolean;
  /** The commit that they stand on, one upon another; `undefined` where they do not, and for none. */
  readonly standsOn: string | undefined;
}

/** The message of a commit without a change, with which a branch of ours is closed to others before it is taken away. */
export const FENCE = "Take this branch away\n\ncirclesec replaces or closes it. [skip ci]";

/** Commits over the base that are looked at: ours are few. */
const LOOKED_AT = 30;
const FIELDS = ["hash", "message", "parents.hash", "author.raw", "author.user.uuid", "committer.raw"];

/** The commit that a branch is at; `undefined` where there is none. */
export async function readTip(branch: string, { api, path, identity }: Desk): Promise<Commit | undefined> {
  const query = queryOf({ fields: FIELDS.map((field) => `target.${field}`).join(",") });
  const answer = await api.ask({ method: "GET", path: `${path}/refs/branches/${encodePath(branch)}${query}` });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Refusal(toFailure(answer));
  return toCommit(at(answer.body, "target"), identity);
}

/** What a branch has over a base. */
export async function readChain(tip: Commit, base: string, { api, path, identity }: Desk): Promise<Chain> {
  if (tip.hash === base) return toChain([], true);
  if (tip.parents.length === 1 && tip.parents[0] === base) return toChain([tip], true);
  const fields = ["next", ...FIELDS.map((field) => `values.${field}`)].join(",");
  const query = queryOf({ include: tip.hash, exclude: base, pagelen: LOOKED_AT, fields });
  const answer = await api.ask({ method: "GET", path: `${path}/commits${query}` });
  if (answer.status !== 200) throw new Refusal(toFailure(answer));
  const commits = listAt(answer.body, "values").map((value) => toCommit(value, identity));
  return toChain(commits, textAt(answer.body, "next") === "");
}

/** True for the commit that closes a branch. */
export function isFence({ message }: Pick<Commit, "message">): boolean {
  return message.trim() === FENCE;
}

function toChain(commits: readonly Commit[], isWhole: boolean): Chain {
  const isLine = commits.every(({ parents }, index) => {
    const below = commits[index + 1];
    return parents.length === 1 && (!below || parents[0] === below.hash);
  });
  return {
    commits,
    isOurs: isWhole && commits.every(({ isOurs }) => isOurs),
    standsOn: isWhole && isLine ? commits.at(-1)?.parents[0] : undefined,
  };
}

function toCommit(value: unknown, identity: Desk["identity"]): Commit {
  const message = textAt(value, "message");
  const isWorded = readChange(message) !== undefined || isFence({ message });
  return {
    hash: textAt(value, "hash"),
    message,
    parents: listAt(value, "parents").map((parent) => textAt(parent, "hash")),
    isOurs: isWorded && isBy(value, identity),
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
