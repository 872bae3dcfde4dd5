import { join } from "node:path";
import process from "node:process";
import type { Peer } from "./peer.ts";

export const spectral: Peer = {
  name: "spectral, one rule",
  from: "npm",
  most: 10_000,
  check: (folder, { node }) => ({
    program: process.execPath,
    args: [
      join(node, "node_modules/@stoplight/spectral-cli/dist/index.js"),
      "lint",
      "--ruleset",
      join(node, "spectral.yml"),
      `${folder}/r*/.circleci/config.yml`,
    ],
    status: [0, 1],
  }),
};
