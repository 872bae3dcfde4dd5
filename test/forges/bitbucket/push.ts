import { spawnSync } from "node:child_process";
import type { Call, Reply } from "../faulty-server.ts";
import type { BitbucketState } from "./state.ts";

/** Users that git takes a token as the password of, by the kind of token. */
const USERS = ["x-token-auth", "x-bitbucket-api-token-auth"];

/** A push by HTTPS, which git itself does. */
export function answerPush(
  state: BitbucketState,
  { method, url, headers, bytes }: Call,
  token: string,
): Reply | undefined {
  const [, workspace = "", slug = ""] = /^\/([^/]+)\/([^/]+)\.git\/git-receive-pack$/.exec(url.pathname) ?? [];
  const type = "application/x-git-receive-pack-request";
  if (method !== "POST" || slug === "" || url.search !== "" || headers["content-type"] !== type) return undefined;
  const credentials = USERS.map((user) => `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`);
  if (!credentials.includes(headers.authorization ?? "")) return { status: 401, body: "Authentication failed" };
  const repository = state.repositories.find((one) => one.workspace === workspace && one.slug === slug);
  if (!repository) return { status: 404, body: "Repository not found" };
  if (!repository.isWritable || !state.ways.takesPushes) return { status: 403, body: "You may not push here" };
  const { stdout } = spawnSync("git", ["receive-pack", "--stateless-rpc", "."], {
    cwd: repository.bare.folder,
    input: bytes,
    maxBuffer: Infinity,
  });
  state.settle(repository);
  return { status: 200, body: stdout, headers: { "content-type": "application/x-git-receive-pack-result" } };
}
