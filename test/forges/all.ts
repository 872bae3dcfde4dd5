import { BITBUCKET } from "./bitbucket/described.ts";
import { DATA_CENTER } from "./bitbucket-data-center/described.ts";
import type { DescribedForge } from "./described.ts";
import { GITHUB } from "./github/described.ts";
import { GITLAB } from "./gitlab/described.ts";

/** Every forge that is held to the contract (`test/services/contract`), by what people call it. */
export const FORGES: readonly (readonly [title: string, described: DescribedForge])[] = [
  ["GitHub", GITHUB],
  ["GitLab", GITLAB],
  ["Bitbucket", BITBUCKET],
  ["Bitbucket Data Center", DATA_CENTER],
];
