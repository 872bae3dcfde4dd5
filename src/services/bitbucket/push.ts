import type { Failure } from "../../fleet/forge.ts";
import { textAt } from "../json.ts";
import { type RefUpdate, readReport, writePush } from "../receive-pack.ts";
import { queryOf } from "./address.ts";
import { type Desk, readTip } from "./branch.ts";
import { MOVED, Refusal, toFailure } from "./failure.ts";

/** Moves, makes or deletes a branch in one step, if it is where it was seen: a push of git, which Bitbucket's API has nothing for. */
export async function push(update: RefUpdate, desk: Desk): Promise<Failure | undefined> {
  const place = await desk.api.ask({ method: "GET", path: `${desk.path}${queryOf({ fields: "full_name" })}` });
  const name = textAt(place.body, "full_name");
  if (place.status !== 200 || name === "") throw new Refusal(toFailure(place));
  const answer = await desk.git.ask({
    method: "POST",
    path: `/${name.split("/").map(encodeURIComponent).join("/")}.git/git-receive-pack`,
    content: { type: "application/x-git-receive-pack-request", bytes: writePush([update]) },
    accept: "application/x-git-receive-pack-result",
    isFile: true,
    isProbe: true,
    // Sent again it changes nothing: the branch is not where it was.
    isRepeatable: true,
  });
  const said =
    answer.status === 200 && answer.body instanceof Buffer ? readReport(answer.body) : `answer ${answer.status}`;
  if (said === undefined) return undefined;
  // It may be done although nobody said so.
  const tip = (await readTip(update.branch, desk))?.hash;
  if (tip === update.to) return undefined;
  if (tip !== update.from) return MOVED;
  if (answer.status !== 200) return toFailure(answer);
  return { kind: "broken", message: `Bitbucket takes no push there (${said.replaceAll(/\s+/g, " ").slice(0, SHOWN)})` };
}

/** Characters that are told of what git says. */
const SHOWN = 200;

/** Who says who we are to git: a token of its own kind has a user of its own, whoever it is of. */
export function asGitUser(header: string | undefined): string | undefined {
  const [, token] = /^Bearer (.*)$/s.exec(header ?? "") ?? [];
  if (token !== undefined) return basic(`x-token-auth:${token}`);
  const [, encoded = ""] = /^Basic (.*)$/s.exec(header ?? "") ?? [];
  const [, address, secret] = /^([^:]*@[^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  return address === undefined ? header : basic(`x-bitbucket-api-token-auth:${secret}`);
}

function basic(credential: string): string {
  return `Basic ${Buffer.from(credential).toString("base64")}`;
}
