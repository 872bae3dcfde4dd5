import { join } from "node:path";
import type { Peer } from "./peer.ts";

export const pipelineCheck: Peer = {
  name: "pipeline-check, its CircleCI checks",
  from: "pipeline-check",
  most: 100,
  check: (folder, { python }) => ({
    program: join(python, "pipeline-check/bin/pipeline_check"),
    args: ["--pipeline", "circleci", "--circleci-path", folder, "--output", "json"],
    status: [0, 1],
  }),
};
