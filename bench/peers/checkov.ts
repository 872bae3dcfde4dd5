import { join } from "node:path";
import type { Peer } from "./peer.ts";

export const checkov: Peer = {
  name: "checkov, its CircleCI checks",
  from: "checkov",
  most: 100,
  check: (folder, { python }) => ({
    program: join(python, "checkov/bin/checkov"),
    args: ["--framework", "circleci_pipelines", "--skip-download", "--compact", "--quiet", "--directory", folder],
    status: [0, 1],
  }),
};
