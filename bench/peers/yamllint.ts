import { join } from "node:path";
import type { Peer } from "./peer.ts";

export const yamllint: Peer = {
  name: "yamllint, its default rules",
  from: "yamllint",
  most: 1000,
  check: (folder, { python }) => ({
    program: join(python, "yamllint/bin/yamllint"),
    args: ["-d", "default", "-f", "parsable", folder],
    status: [0, 1],
  }),
};
