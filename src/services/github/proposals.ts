import {
  type Answers,
  type BranchState,
  type Checks,
  type ProposalState,
  type PullState,
  isFailure,
} from "../../fleet/forge.ts";
import type { FleetRepository } from "../../fleet/repository.ts";
import { readChange } from "../../fleet/trailer.ts";
import { at, listAt, numberAt, textAt } from "../json.ts";
import { askInBatches } from "./batch.ts";
import type { Graph } from "./graphql.ts";
import { besideOf } from "../branches/beside.ts";

const BATCH = 25;
/** Commits over the base that are looked at: ours has one. */
const COMMITS = 5;
const PULLS = 20;

const PULL = "fragment P on PullRequest { number url state title body isDraft headRefOid isCrossRepository }";
const COMMIT = `fragment C on Commit {
  oid message author { name user { login } } committer { name user { login } } parents(first: 2) { nodes { oid } }
}`;

/** The state of a branch and its pull requests in many repositories, which are told by their names of now; `login`: who we are. */
export async function* readProposals(
  graph: Graph,
  repositories: readonly FleetRepository[],
  branch: string,
  login: string,
): Answers<ProposalState> {
  const questions = repositories.map((repository) => ({
    repository,
    fields: (index: number) => `
      nameWithOwner url
      defaultBranchRef {
        name target { oid }
        compare(headRef: $h${index}) { aheadBy commits(last: ${COMMITS}) { nodes { ...C } } }
        beside: compare(headRef: $b${index}) { aheadBy }
      }
      beside: ref(qualifiedName: $b${index}) { target { oid ...C } }
      ref(qualifiedName: $q${index}) { target { oid } }
      pullRequests(headRefName: $h${index}, first: ${PULLS}, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ...P } }`,
    variables: (index: number) =>
      [
        [`h${index}`, "String!", branch],
        [`q${index}`, "String!", `refs/heads/${branch}`],
        [`b${index}`, "String!", `refs/heads/${besideOf(branch)}`],
      ] as const,
  }));
  const read = (node: object) => ({
    name: textAt(node, "nameWithOwner"),
    url: textAt(node, "url"),
    state: toState(node, login),
  });
  for await (const one of askInBatches(graph, questions, { size: BATCH, fragments: [PULL, COMMIT], read })) {
    const { repository, answer } = one;
    // What is written is asked for by name, and no forge writes where an old name leads.
    if (isFailure(answer)) yield { repository, answer };
    else yield { repository: { ...repository, name: answer.name, url: answer.url }, answer: answer.state };
  }
}

function toState(node: object, login: string): ProposalState {
  const base = at(node, "defaultBranchRef");
  const tip = textAt(node, "ref", "target", "oid");
  return {
    base:
      textAt(base, "name") === "" ? undefined : { branch: textAt(base, "name"), commit: textAt(base, "target", "oid") },
    branch: tip === "" ? undefined : toBranch(tip, at(base, "compare"), login),
    pulls: listAt(node, "pullRequests", "nodes")
      // The branch of a fork can have the same name.
      .filter((pull) => at(pull, "isCrossRepository") === false)
      .map(toPull),
    leftover: leftoverIn(node, login),
  };
}

/** Ours is what nobody has committed to, or we alone. */
function leftoverIn(node: object, login: string): string | undefined {
  const target = at(node, "beside", "target");
  const commit = textAt(target, "oid");
  const ahead = at(node, "defaultBranchRef", "beside", "aheadBy");
  const isOurs = ahead === 0 || (ahead === 1 && isBy(target, login));
  return commit !== "" && isOurs ? commit : undefined;
}

function toBranch(commit: string, comparison: unknown, login: string): BranchState {
  const ahead = numberAt(comparison, "aheadBy");
  const commits = listAt(comparison, "commits", "nodes");
  const isWhole = typeof comparison === "object" && comparison !== null && commits.length === ahead;
  const [only] = ahead === 1 ? commits : [];
  return {
    commit,
    isOurs: isWhole && commits.every((one) => isBy(one, login)),
    change: only === undefined ? undefined : readChange(textAt(only, "message")),
    standsOn: only === undefined ? undefined : textAt(only, "parents", "nodes", 0, "oid"),
  };
}

/** Who commits what is asked of the API: on github.com, and on a GitHub Enterprise Server. */
const ITSELF = new Set(["GitHub", "GitHub Enterprise", "web-flow"]);

/** An account of an app has no user, and its name is its login; the name of anybody else says nothing. */
function isBy(commit: unknown, login: string): boolean {
  const names = (who: string): string[] => [textAt(commit, who, "user", "login"), textAt(commit, who, "name")];
  const isUs = (who: string): boolean =>
    textAt(commit, who, "user", "login") === login ||
    (login.endsWith("[bot]") && textAt(commit, who, "name") === login);
  const isAuthor = isUs("author");
  const isCommitter = isUs("committer") || names("committer").some((name) => ITSELF.has(name));
  return isAuthor && isCommitter && readChange(textAt(commit, "message")) !== undefined;
}

const STATES: Readonly<Record<string, PullState["state"]>> = { OPEN: "open", CLOSED: "closed", MERGED: "merged" };

function toPull(pull: unknown): PullState {
  return {
    number: numberAt(pull, "number"),
    url: textAt(pull, "url"),
    state: STATES[textAt(pull, "state")] ?? "closed",
    title: textAt(pull, "title"),
    body: textAt(pull, "body"),
    isDraft: at(pull, "isDraft") === true,
    commit: textAt(pull, "headRefOid"),
  };
}

const CHECKS: Readonly<Record<string, Checks>> = {
  SUCCESS: "passed",
  FAILURE: "failed",
  ERROR: "failed",
  PENDING: "pending",
  EXPECTED: "pending",
};

/** What the checks of commits say, statuses and check runs together. */
export function readChecks(
  graph: Graph,
  commits: readonly { readonly repository: FleetRepository; readonly commit: string }[],
): Answers<Checks> {
  const questions = commits.map(({ repository, commit }) => ({
    repository,
    fields: (index: number) => `object(oid: $c${index}) { ... on Commit { statusCheckRollup { state } } }`,
    variables: (index: number) => [[`c${index}`, "GitObjectID!", commit]] as const,
  }));
  return askInBatches(graph, questions, { size: BATCH, read: toChecks });
}

function toChecks(node: object): Checks {
  return CHECKS[textAt(node, "object", "statusCheckRollup", "state")] ?? "none";
}
