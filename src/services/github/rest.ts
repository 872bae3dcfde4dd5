import type { Failure } from "../../fleet/forge.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { listAt, textAt } from "../json.ts";

/** Whether one of the messages of an answer is of this kind. */
export function says(answer: ApiAnswer, what: RegExp): boolean {
  return messagesIn(answer).some((message) => what.test(message));
}

/** What an answer of the REST API that is none of the wanted ones says of the repository; `what` was not taken. */
export function restFailure(answer: ApiAnswer, what: string): Failure {
  const { status } = answer;
  if (status >= 300 && status < 400) return { kind: "moved", message: "it was renamed meanwhile" };
  if (status === 404 || status === 410)
    return { kind: "gone", message: "it is not there, or the token may not see it" };
  if (status === 403 && says(answer, /archived/i)) return { kind: "archived", message: "it is archived" };
  if (status === 403) return { kind: "denied", message: "the token may not do this there" };
  const text = messagesIn(answer)
    .filter((one) => one !== "")
    .join(": ");
  return { kind: "broken", message: `GitHub does not take ${what} (answer ${status}${text && `, ${text}`})` };
}

function messagesIn({ body }: ApiAnswer): string[] {
  return [textAt(body, "message"), ...listAt(body, "errors").map((error) => textAt(error, "message"))];
}
