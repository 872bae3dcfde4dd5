import type { Access } from "../../fleet/forge.ts";
import { UserError } from "../../user-error.ts";
import { textAt } from "../json.ts";
import type { Graph } from "./graphql.ts";

/** Scopes of classic tokens that include others. */
const READS = ["repo", "public_repo"];

/**
 * Who the token stands for, and what it lacks. Only classic tokens say which scopes they have; for fine-grained ones and for apps
 * GitHub says of each repository what is not allowed.
 */
export async function readAccess(graph: Graph, writes: boolean): Promise<Access> {
  const { data, errors, headers } = await graph.query("query { viewer { login } }", {});
  const login = textAt(data, "viewer", "login");
  if (login === "") {
    throw new UserError(`GitHub does not say who the token stands for: ${errors[0]?.message ?? "no answer"}`, {
      help: "Give a token of an account or of an app's installation",
    });
  }
  const said = headers["x-oauth-scopes"];
  if (typeof said !== "string" || said === "") return { login, lacks: [] };
  const scopes = said.split(/,\s*/);
  const isEnough = scopes.includes("repo") || (!writes && READS.some((scope) => scopes.includes(scope)));
  const what = writes ? "to open pull requests in private repositories" : "to read private repositories";
  return { login, lacks: isEnough ? [] : [`the scope \`repo\` ${what}`] };
}
