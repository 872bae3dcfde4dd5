import type { Failure } from "../../fleet/forge.ts";
import { MOVED } from "../branches/branches.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { at, listAt, textAt } from "../json.ts";

export const NO_ANSWER: Failure = { kind: "broken", message: "Bitbucket gave no answer for it" };
export const NOT_THERE: Failure = { kind: "gone", message: "it is not there, or the token may not see it" };

/** What an answer that gives nothing says of the one repository that was asked about. */
export function toFailure(answer: ApiAnswer): Failure {
  const { status, body } = answer;
  if (status >= 300 && status < 400) return { kind: "moved", message: "it was moved meanwhile" };
  if (status === 404 || status === 410) return NOT_THERE;
  if (status === 409) return MOVED;
  const missing = requiredIn(body).filter((scope) => !listAt(body, "error", "detail", "granted").includes(scope));
  const scopes = missing.map((scope) => `\`${scope}\``).join(", ");
  if (status === 403 || status === 401) {
    const lack = scopes === "" ? "" : `: it lacks the scope ${scopes}`;
    return { kind: "denied", message: `the token may not do this there${lack}` };
  }
  const said = wordsOf(answer);
  return { kind: "broken", message: `Bitbucket answers ${status}${said === "" ? "" : ` (${said})`}` };
}

/** Scopes that an answer says are wanted. */
export function requiredIn(body: unknown): string[] {
  return listAt(body, "error", "detail", "required").filter((scope) => typeof scope === "string");
}

/** What an answer says is wrong, and with which of the fields that were sent. */
export function wordsOf({ body }: Pick<ApiAnswer, "body">): string {
  const fields = at(body, "error", "fields");
  const named = typeof fields === "object" && fields !== null ? Object.keys(fields) : [];
  const said = [textAt(body, "error", "message"), textAt(body, "error", "detail"), ...named];
  return said.filter((one) => one !== "").join(": ");
}
