import { handlesImages } from "../../docker/handles-images.ts";
import type { Config } from "../config.ts";
import { type Repository, joinPath } from "../repository.ts";
import { Memory } from "../../source/memory.ts";

/** Texts of scripts that have to do with images, registries or a Vault. */
const MATTERS =
  /\bvault\b|VAULT_|X-Vault-|:8200\/|CIRCLE_OIDC|oidc get|\.docker\b|registry-mirror|DOCKER_(?:CONFIG|HOST|AUTH)|step halt/;
/** What tells more about them in a job that has such scripts. */
const HELPS = /BASH_ENV|log-?_?in|auth|credential/i;
/** Paths of files that a script may run. */
const PATHS =
  /(?:^|[\s;&|("'])((?:\.{0,2}\/)?(?:[\w.-]+\/)*[\w.-]+\.(?:sh|bash)|\.{1,2}\/[\w./-]+|(?:[\w-]+\/)+[\w-]+)(?=$|[\s;&|)"'])/g;
const MAX_DEPTH = 3;

const cache = new Memory<Config, Map<string, boolean>>();

/** True for a script that has to do with images, registries or a Vault, by itself or by what it runs. Once a text of a file. */
export function matters(text: string, config: Config): boolean {
  let known = cache.get(config);
  if (!known) cache.set(config, (known = new Map()));
  let found = known.get(text);
  if (found === undefined) known.set(text, (found = isRelevant(text, config.repository, 0)));
  return found;
}

function isRelevant(text: string, repository: Repository, depth: number): boolean {
  if (handlesImages(text) || MATTERS.test(text)) return true;
  if (depth >= MAX_DEPTH) return false;
  for (const [, path = ""] of text.matchAll(PATHS)) {
    const file = joinPath("", path);
    const inner = file === undefined || file === "" ? undefined : repository.read(file);
    if (inner !== undefined && isRelevant(inner, repository, depth + 1)) return true;
  }
  return false;
}

/** True for a script that is worth parsing in a job where another one matters. */
export function helps(text: string): boolean {
  return HELPS.test(text);
}
