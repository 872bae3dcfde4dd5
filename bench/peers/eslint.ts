import { join } from "node:path";
import process from "node:process";
import type { Peer } from "./peer.ts";

export const eslint: Peer = {
  name: "eslint with eslint-plugin-yml, one rule",
  from: "npm",
  most: 10_000,
  check: (_folder, { node }) => ({
    program: process.execPath,
    args: [join(node, "node_modules/eslint/bin/eslint.js"), "--config", join(node, "eslint.config.mjs"), "."],
    status: [0, 1],
  }),
};
