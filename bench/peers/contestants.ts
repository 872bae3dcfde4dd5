import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contestant } from "../measure.ts";
import { printedBy, timeOf } from "../processes.ts";
import { PEERS } from "./index.ts";
import { type Installed, installPeers } from "./install.ts";
import type { Peer, Tools } from "./peer.ts";

/** Made up, and in pieces so that no scanner of this project stumbles over it. */
const HOOK = ["https://hooks.slack.com/services/T0000000A/B0000000B", "abcdefghijklmnopqrstuvwx"].join("/");

/** Something for everybody to find: no `auth`, a tag that moves, a token, a list that is not indented as most like it. */
const BAD = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20.11
        environment: {HOOK: "${HOOK}"}
    steps:
    - checkout
workflows:
  main:
    jobs: [build]
`;

/** So that nobody waits for a peer that has more to do than was thought. */
export const PATIENCE_MS = 120_000;

/** A peer that has shown that it finds something, or why it has not. */
export interface Ready {
  readonly peer: Peer;
  readonly tools: Tools;
  readonly reason: string;
}

/** Fetches the peers and lets each one find what is wrong in three bad configs, below a scratch folder. */
export function readyPeers(scratch: string): Ready[] {
  const installed = installPeers();
  const folder = join(scratch, "bad");
  const paths = [0, 1, 2].map((index) => `r${index}/.circleci/config.yml`);
  for (const path of paths) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), BAD);
  }
  return PEERS.map((peer) => ({ peer, tools: installed.tools, reason: tryOut(peer, installed, folder, paths) }));
}

function tryOut(peer: Peer, { tools, missing }: Installed, folder: string, paths: readonly string[]): string {
  const reason = missing[peer.from ?? ""];
  if (reason) return reason;
  try {
    const output = printedBy({ ...peer.check(folder, tools), cwd: folder });
    const unseen = paths.filter((path) => !output.includes(path));
    return unseen.length > 0 ? `it found nothing in ${unseen.length} of ${paths.length} bad configs` : "";
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll("\n", " ").slice(0, 120) : String(error);
  }
}

/** The peers on a folder of so many checkouts; what is not here, or takes too long, says so in its row. */
export function peerContestants(ready: readonly Ready[], folder: string, files: number): Contestant[] {
  return ready.map(({ peer, tools, reason }) => ({
    name: peer.name,
    once: files > 1000,
    run: () => {
      if (reason) throw new Error(reason);
      if (files > peer.most) throw new Error(`slow: measured up to ${peer.most} files`);
      return timeOf({ ...peer.check(folder, tools), cwd: folder, patience: PATIENCE_MS });
    },
  }));
}
