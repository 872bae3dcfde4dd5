import type { Access } from "../../fleet/forge.ts";
import type { Person } from "../../fleet/git-login.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import { at, textAt } from "../json.ts";

/** Who the token stands for. */
export interface Self extends Access {
  /** What commits of theirs are written with, where Bitbucket says it. */
  readonly person: Person | undefined;
}

/** Asks who we are. What a token may do Bitbucket Data Center does not say, so that nothing is known to lack. */
export async function readSelf(api: Api, host: string): Promise<Self> {
  const answer = await api.ask({ method: "GET", path: "/application-properties" });
  if (answer.status !== 200 || textAt(answer.body, "version") === "") {
    throw new UserError(`\`${host}\` does not answer as a Bitbucket Data Center does`, {
      help: "Say in fleet.yml where its API begins: `api: https://HOST/rest/api/latest`",
    });
  }
  const name = nameIn(answer.headers["x-ausername"]);
  if (name === "") return { login: "an access token", lacks: [], person: undefined };
  const { body } = await api.ask({ method: "GET", path: `/users/${encodeURIComponent(name)}`, isProbe: true });
  const email = textAt(body, "emailAddress");
  const person = email === "" ? undefined : { name: textAt(body, "displayName") || name, email };
  return { login: name, lacks: [], person: at(body, "name") === undefined ? undefined : person };
}

/** Each answer names, escaped as in an address, whom it is for; nobody where it is for anybody. */
function nameIn(header: unknown): string {
  if (typeof header !== "string") return "";
  try {
    return decodeURIComponent(header);
  } catch (error) {
    if (error instanceof URIError) return header;
    throw error;
  }
}
