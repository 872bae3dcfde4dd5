import { join } from "node:path";
import process from "node:process";
import type { Peer } from "./peer.ts";

export const secretlint: Peer = {
  name: "secretlint, its recommended rules",
  from: "npm",
  most: 1000,
  check: (_folder, { node }) => ({
    program: process.execPath,
    args: [
      join(node, "node_modules/secretlint/bin/secretlint.js"),
      "--secretlintrc",
      join(node, "secretlint.json"),
      "r*/.circleci/config.yml",
    ],
    status: [0, 1],
  }),
};
