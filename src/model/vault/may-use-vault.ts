import { Memory } from "../../source/memory.ts";
import { eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import { jobRunsOf } from "../steps/job-runs.ts";

/** Words without which a file itself speaks of no Vault and of no OIDC token. */
const WORDS = /vault|oidc|\bbao /i;

const cache = new Memory<Config, boolean>();

/**
 * False for a file of which it is sure, and cheap to tell, that nothing in it has to do with a Vault or with CircleCI's OIDC token:
 * neither its text nor a script that it runs. Once a file.
 */
export function mayUseVault(config: Config): boolean {
  const known = cache.get(config);
  if (known !== undefined) return known;
  const may = WORDS.test(config.tree.source.text) || jobRunsOf(config).some((run) => eventsOf(config, run).length > 0);
  cache.set(config, may);
  return may;
}
