import type { Failure } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import type { ApiAnswer, ApiRequest } from "../http/transport.ts";
import { tryToAsk } from "../http/try-to-ask.ts";
import { type Branches, MOVED } from "./branches.ts";
import { type RefUpdate, readReport, writePush } from "./receive-pack.ts";

/** Where git takes pushes to one repository. */
export interface PushPlace extends Pick<Branches, "tip"> {
  readonly git: Api;
  /** Where git has the repository now, without `.git`, and the user that it takes a token from. */
  address(): Promise<Pick<ApiRequest, "path" | "asUser">>;
  /** Why nothing was moved: what git says of it, an answer that is none of git's, or no answer. */
  explain(said: string | undefined, answer: ApiAnswer | undefined): Failure | Promise<Failure>;
}

/** Characters that are told of what git says. */
const SHOWN = 200;

/** Moves, makes and deletes branches, all or none, each from where it was seen: a push of git, with no objects in it. */
export async function pushRefs(updates: readonly RefUpdate[], place: PushPlace): Promise<Failure | undefined> {
  const { path, ...user } = await place.address();
  const answer = await tryToAsk(
    {
      ...user,
      method: "POST",
      path: `${path}.git/git-receive-pack`,
      content: { type: "application/x-git-receive-pack-request", bytes: writePush(updates) },
      accept: "application/x-git-receive-pack-result",
      isFile: true,
      isProbe: true,
      // Sent again it changes nothing: the branches are not where they were.
      isRepeatable: true,
    },
    place.git,
  );
  const isReport = answer?.status === 200 && Buffer.isBuffer(answer.body);
  const refusal = isReport ? readReport(answer.body) : "no report";
  if (refusal === undefined) return undefined;
  // It may be done although nobody said so.
  const outcome = await lookAt(updates, place);
  if (outcome === "done") return undefined;
  if (outcome === "moved") return MOVED;
  const said = answer?.status === 200 ? refusal.replaceAll(/\s+/g, " ").slice(0, SHOWN) : undefined;
  return place.explain(said, answer);
}

/** What came of a push: a branch that is neither where it was nor where it is to be has been moved by others. */
async function lookAt(updates: readonly RefUpdate[], { tip }: PushPlace): Promise<"done" | "open" | "moved"> {
  let outcome: "done" | "open" = "done";
  for (const { branch, from, to } of updates) {
    const hash = (await tip(branch))?.hash;
    if (hash !== to && hash !== from) return "moved";
    if (hash !== to) outcome = "open";
  }
  return outcome;
}

/** The name of a repository in an address. */
export function encodeName(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}
