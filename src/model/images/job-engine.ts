import { asSeq, textOf, valueOf } from "../../syntax/index.ts";
import type { JobRun } from "../steps/job-run.ts";

/** True for a job that has a container engine before its steps do anything: its machine has one, or a container beside it. */
export function hasEngineFromStart({ machine, settings }: JobRun): boolean {
  if (machine !== "docker" && machine !== "container-runner") return true;
  return settings.some(({ map }) => {
    const containers = asSeq(valueOf(map, "docker"))?.items ?? [];
    const isRemote = valueOf(valueOf(map, "environment"), "DOCKER_HOST") !== undefined;
    return isRemote || containers.some(({ node }) => /\bdind\b/.test(textOf(valueOf(node, "image")) ?? ""));
  });
}
