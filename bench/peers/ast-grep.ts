import { join } from "node:path";
import process from "node:process";
import type { Peer } from "./peer.ts";

const BINARY = `@ast-grep/cli-${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}/ast-grep`;

/** In Rust, on all cores. Its own program, without the script in JavaScript around it. */
export const astGrep: Peer = {
  name: "ast-grep, one rule",
  from: "npm",
  most: 10_000,
  check: (folder, { node }) => ({
    program: join(node, "node_modules", BINARY),
    args: ["scan", "--no-ignore", "hidden", "--rule", join(node, "ast-grep.yml"), "--json=compact", folder],
    status: [0, 1],
  }),
};
