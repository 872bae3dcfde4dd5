import type { Call } from "../processes.ts";

/** Where the tools are that the bench fetched. */
export interface Tools {
  /** A folder with a `node_modules`, and the files of `configs/` beside it. */
  readonly node: string;
  /** A folder with a Python environment for each package. */
  readonly python: string;
}

/** Another tool that reads CircleCI configs. */
export interface Peer {
  readonly name: string;
  /** What is fetched for it: `npm`, or a package of `requirements.txt`. `undefined` for a dependency of ours. */
  readonly from?: string;
  /** The most files that it is worth waiting for. */
  readonly most: number;
  /** Checks each `r<n>/.circleci/config.yml` of a folder, in which it is started. */
  readonly check: (folder: string, tools: Tools) => Omit<Call, "cwd">;
}
