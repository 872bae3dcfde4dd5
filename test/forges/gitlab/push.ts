import { spawnSync } from "node:child_process";
import type { Call, Reply } from "../faulty-server.ts";
import type { GitlabState } from "./state.ts";

/** A push by HTTPS, which git itself does. */
export function answerPush(state: GitlabState, path: string, { bytes, headers }: Call): Reply | undefined {
  const [, name = ""] = /^\/(.+)\.git\/git-receive-pack$/.exec(path) ?? [];
  if (headers["content-type"] !== "application/x-git-receive-pack-request") return undefined;
  const project = state.find(decodeURIComponent(name));
  if (!project) return { status: 404, body: "The project you were looking for could not be found." };
  if (project.access !== "developer" || project.isArchived || !state.allowsPush) {
    return { status: 403, body: "You are not allowed to push code to this project." };
  }
  const { stdout } = spawnSync("git", ["receive-pack", "--stateless-rpc", "."], {
    cwd: project.bare.folder,
    input: bytes,
    maxBuffer: Infinity,
  });
  state.settle(project);
  return { status: 200, body: stdout, headers: { "content-type": "application/x-git-receive-pack-result" } };
}
