import { BITBUCKET } from "./bitbucket/described.ts";
import type { DescribedForge } from "./described.ts";
import { GITHUB } from "./github/described.ts";
import { GITLAB } from "./gitlab/described.ts";

/** Every forge that is held to the contract (`test/services/contract`). */
export const FORGES: readonly DescribedForge[] = [GITHUB, GITLAB, BITBUCKET];
