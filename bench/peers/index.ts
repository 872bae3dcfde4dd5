import { astGrep } from "./ast-grep.ts";
import { checkov } from "./checkov.ts";
import { eslint } from "./eslint.ts";
import type { Peer } from "./peer.ts";
import { pipelineCheck } from "./pipeline-check.ts";
import { prettier } from "./prettier.ts";
import { secretlint } from "./secretlint.ts";
import { spectral } from "./spectral.ts";
import { yamllint } from "./yamllint.ts";

/** Who is measured beside us: one file each. */
export const PEERS: readonly Peer[] = [
  astGrep,
  eslint,
  spectral,
  secretlint,
  prettier,
  yamllint,
  checkov,
  pipelineCheck,
];
