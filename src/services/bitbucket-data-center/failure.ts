import type { Failure } from "../../fleet/forge.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { listAt, textAt } from "../json.ts";

export const NOT_THERE: Failure = { kind: "gone", message: "it is not there, or the token may not see it" };

/** What an answer that gives nothing says of the one repository that was asked about. */
export function toFailure(answer: ApiAnswer): Failure {
  const { status } = answer;
  if (status === 404) return NOT_THERE;
  if (status === 401 || status === 403) return { kind: "denied", message: "the token may not do this there" };
  const said = wordsOf(answer);
  return { kind: "broken", message: `Bitbucket answers ${status}${said === "" ? "" : ` (${said})`}` };
}

/** Characters that are told of what Bitbucket says. */
const SHOWN = 200;

/** What an answer says is wrong. */
function wordsOf({ body }: Pick<ApiAnswer, "body">): string {
  const said = listAt(body, "errors").map((error) => textAt(error, "message"));
  return said.join(" ").replaceAll(/\s+/g, " ").trim().slice(0, SHOWN);
}

/** Whether an error of an answer is one of a kind, as its class is called: `DuplicatePullRequestException`. */
export function isFault({ body }: Pick<ApiAnswer, "body">, kind: string): boolean {
  return listAt(body, "errors").some((error) => textAt(error, "exceptionName").endsWith(`.${kind}`));
}
