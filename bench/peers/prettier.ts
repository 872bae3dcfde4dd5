import { join } from "node:path";
import process from "node:process";
import type { Peer } from "./peer.ts";

/** What it does not like is how a file is written. A file with a fault of YAML makes it end with 2. */
export const prettier: Peer = {
  name: "prettier --check",
  most: 1000,
  check: (_folder) => ({
    program: process.execPath,
    args: [
      join(import.meta.dirname, "../../node_modules/prettier/bin/prettier.cjs"),
      "--check",
      "--no-config",
      "r*/.circleci/config.yml",
    ],
    status: [0, 1, 2],
  }),
};
