import type { Access } from "../../fleet/forge.ts";
import { UserError } from "../../user-error.ts";
import type { Api } from "../http/api.ts";
import { listAt, textAt } from "../json.ts";
import { saysOf } from "./rest.ts";

/** Who the token stands for. */
export interface Self {
  readonly login: string;
  /** What our commits are written with, in lower case. */
  readonly emails: ReadonlySet<string>;
}

/** Asks who we are. A project's or group's token stands for a user of its own. */
export async function readSelf(api: Api): Promise<Self> {
  const answer = await api.ask({ method: "GET", path: "/user" });
  const login = textAt(answer.body, "username");
  if (answer.status !== 200 || login === "") {
    const said = saysOf(answer);
    throw new UserError(`GitLab does not say who the token stands for${said && `: ${said}`}`, {
      help: "Give a token of a person, a project or a group with the scope `api`, or `read_api` to plan",
    });
  }
  const emails = ["commit_email", "email", "public_email"].map((key) => textAt(answer.body, key).toLowerCase());
  return { login, emails: new Set(emails.filter((email) => email !== "")) };
}

/** Who we are, and what the token lacks; of one that is no access token GitLab does not say that. */
export async function readAccess({ login }: Self, writes: boolean, api: Api): Promise<Access> {
  const { status, body } = await api.ask({ method: "GET", path: "/personal_access_tokens/self", isProbe: true });
  const scopes = listAt(body, "scopes");
  // The permissions of a fine-grained token are none of these.
  if (status !== 200 || scopes.length === 0 || scopes.includes("granular")) return { login, lacks: [] };
  if (scopes.includes("api") || (!writes && scopes.includes("read_api"))) return { login, lacks: [] };
  return {
    login,
    lacks: [writes ? "the scope `api` to open merge requests" : "the scope `read_api` to read repositories"],
  };
}
