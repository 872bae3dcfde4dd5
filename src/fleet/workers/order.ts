import { createHash } from "node:crypto";
import { visible } from "../../reporters/text.ts";
import type { ApplyRow, ProposalOptions } from "../apply-run.ts";
import type { RepositoryLine } from "../journal-line.ts";
import type { Outcome } from "../plan.ts";
import { type FleetRepository, repositoryKey } from "../repository.ts";

/** What a worker is asked to do for one repository, as plain data. It holds no token, and nothing that says where one is. */
export interface Order<Manner> extends Wanted<Manner> {
  /** The build of circlesec that it is for: another one could do it differently. */
  readonly build: string;
  /** Tells the same order, given once more, from another one about the same repository. */
  readonly digest: string;
  /** What was noted on the way so far: it outlives a worker. */
  readonly noted: readonly RepositoryLine[];
  /** What came of it where it was done, and is a failure: the queue has it among those. */
  readonly came?: Came;
}

/** What is wanted of a worker. */
export interface Wanted<Manner> {
  readonly repository: FleetRepository;
  /** How proposals are made; `undefined`: a plan is wanted. */
  readonly proposing: Proposing | undefined;
  /** How repositories are linted and proposals are worded, the same in all orders of a run. */
  readonly manner: Manner;
  /** All that the journal knows of it. */
  readonly known: readonly RepositoryLine[];
}

export interface Proposing {
  readonly options: ProposalOptions;
  readonly wave: number;
  readonly opens: boolean;
}

/** What came of an order, in a few words; the rest was noted. */
export type Came =
  | { readonly did: Outcome["kind"]; readonly findings: number; readonly reason: string | undefined }
  /** It is one to open, once that may be. */
  | { readonly did: "later" }
  | CameOfProposing;

export type CameOfProposing = Pick<ApplyRow, "did" | "url" | "reason" | "wave">;

/** Where to see it, or why there is nothing to see; `undefined` where the word says it all. */
export function aboutCame(came: Came): string | undefined {
  if (came.did === "later") return undefined;
  return came.reason ?? ("url" in came ? came.url : undefined);
}

/** An order for the workers that are of the same build. */
export function orderFor<Manner>(wanted: Wanted<Manner>, build: string): Order<Manner> {
  const { repository, proposing, manner, known } = wanted;
  const digest = digestOf([build, repository, proposing, manner, known]);
  return { repository, proposing, build, digest, manner, known, noted: [] };
}

/** The same text for the same work on the same repository in a campaign, so that it is in a queue once; no number, and no colon. */
export function orderId(
  campaign: string,
  { repository, proposing }: Pick<Wanted<unknown>, "repository" | "proposing">,
) {
  return `circlesec-${digestOf([campaign, repositoryKey(repository), proposing ? "apply" : "plan"]).slice(0, 40)}`;
}

/** What a job is called where people look at the queue. */
export function orderName({ repository, proposing }: Pick<Wanted<unknown>, "repository" | "proposing">): string {
  return `${proposing ? "apply" : "plan"} ${visible(repository.name)}`;
}

/** How the host of a repository is called among queues: a colon would be taken for something else. */
export function queueNameFor({ place, host }: Pick<FleetRepository, "place" | "host">): string {
  return place === "git" ? "circlesec-git" : `circlesec-${place}-${host.replaceAll(":", "_")}`;
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
