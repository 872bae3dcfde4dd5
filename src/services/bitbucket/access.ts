import type { Access } from "../../fleet/forge.ts";
import type { Api } from "../http/api.ts";
import type { ApiAnswer } from "../http/transport.ts";
import { listAt, textAt } from "../json.ts";
import { queryOf } from "./address.ts";
import { requiredIn } from "./failure.ts";

/** Who we are at Bitbucket. */
export interface Identity extends Access {
  /** The account; `undefined` for a token of a repository, project or workspace, which stands for nobody. */
  readonly account: string | undefined;
}

/** What is to be allowed, with the scopes that allow it: of an app or an access token, and of the token of a person. */
interface Need {
  readonly scope: string;
  readonly alike: readonly string[];
  readonly ofPerson: string;
  readonly what: string;
}

const READING: Need = {
  scope: "repository",
  alike: ["repository", "repository:write", "pullrequest", "pullrequest:write"],
  ofPerson: "read:repository:bitbucket",
  what: "to read repositories",
};
const WRITING: readonly Need[] = [
  {
    scope: "repository:write",
    alike: ["repository:write", "pullrequest:write"],
    ofPerson: "write:repository:bitbucket",
    what: "to write branches",
  },
  {
    scope: "pullrequest",
    alike: ["pullrequest", "pullrequest:write"],
    ofPerson: "read:pullrequest:bitbucket",
    what: "to read pull requests",
  },
  {
    scope: "pullrequest:write",
    alike: ["pullrequest:write"],
    ofPerson: "write:pullrequest:bitbucket",
    what: "to open pull requests",
  },
];
const ACCOUNT = "the scope `account` (`read:user:bitbucket`) to tell its own commits from those of others";

/** Who the token stands for, and what it lacks as far as Bitbucket says which scopes it has. */
export async function readIdentity(api: Api, writes: boolean): Promise<Identity> {
  const path = `/user${queryOf({ fields: "uuid,username,nickname,display_name" })}`;
  const answer = await api.ask({ method: "GET", path, isProbe: true });
  const { status, body } = answer;
  const account = status === 200 ? textAt(body, "uuid") || undefined : undefined;
  const names = ["username", "nickname", "display_name"].map((key) => textAt(body, key));
  const login = account === undefined ? undefined : names.find((name) => name !== "");
  const isKept = writes && account === undefined && requiredIn(body).length > 0;
  const lacks = [...lacksIn(scopesOf(answer), writes), ...(isKept ? [ACCOUNT] : [])];
  return { account, login: login ?? "an access token", lacks };
}

/** `undefined` where nothing is said. */
function scopesOf({ headers, body }: ApiAnswer): string[] | undefined {
  const said = headers["x-oauth-scopes"];
  if (typeof said === "string" && said.trim() !== "") return said.split(/[\s,]+/).filter((scope) => scope !== "");
  const granted = listAt(body, "error", "detail", "granted").filter((scope) => typeof scope === "string");
  return granted.length > 0 ? granted : undefined;
}

function lacksIn(scopes: readonly string[] | undefined, writes: boolean): string[] {
  if (!scopes) return [];
  return [READING, ...(writes ? WRITING : [])]
    .filter(({ alike, ofPerson }) => ![...alike, ofPerson].some((scope) => scopes.includes(scope)))
    .map(({ scope, ofPerson, what }) => `the scope \`${scope}\` (\`${ofPerson}\`) ${what}`);
}
