import { joinEdits, replaceItem } from "../edit/index.ts";
import type { Fix } from "../finding.ts";
import { type Config, type StaticCredential, listNames, revokesBeforeLastUse, runsThrough } from "../model/index.ts";
import { doubledKeyAbove } from "../syntax/index.ts";
import { addArguments } from "./add-context.ts";
import { dropContexts } from "./drop-context.ts";
import { placesForLogout } from "./login-place.ts";
import { syntaxOfLogin } from "./login-syntax.ts";
import type { VaultOptions } from "./options.ts";
import { type Declined, isDeclined, meaningOf } from "./part.ts";
import { REVOKES_EARLY, prepareVaultLogin, writeLogout } from "./vault-login.ts";

/** Puts a login with a credential from Vault in the place of one with a long-lived credential, and takes its context away. */
export function replaceByVaultLogin(config: Config, found: StaticCredential, options: VaultOptions): Fix | Declined {
  const { login, names, pushes, isAlone } = found;
  const { item } = login.step.place;
  if (!isAlone || !item) return { declined: "the step does more than log in" };
  // Those too that log in and then pull nothing.
  const runs = [...runsThrough(config, item)];
  const scope = options.engine === undefined || options.engine === "dockerhub" ? (options.scope ?? "read") : undefined;
  if (pushes && (scope === "read" || scope === "public_read")) {
    return { declined: `the job pushes, for which tokens of scope \`${scope}\` are not enough` };
  }
  if (doubledKeyAbove(item.seq) !== undefined) return { declined: "a key is written twice above it" };
  if (found.runs.some((run) => revokesBeforeLastUse(config, run, login.step))) return REVOKES_EARLY;
  const syntax = syntaxOfLogin(login, runs);
  if (isDeclined(syntax)) return syntax;
  const ends = placesForLogout(config, runs);
  if (isDeclined(ends)) return ends;
  const places = [{ at: "item", item, runs } as const];
  const prepared = prepareVaultLogin(config, places, syntax, options);
  if (isDeclined(prepared)) return prepared;
  const edits = replaceItem(config.tree, item, prepared.pair.login);
  if (!edits) return { declined: "the step is written in a form that cannot be edited safely" };
  const logout = writeLogout(config, ends, prepared.pair);
  if (isDeclined(logout)) return logout;
  const entries = addArguments(config, logout.extras);
  if (isDeclined(entries)) return entries;
  const variables = [names.username, names.password].flatMap((text) => (text.startsWith("$") ? [text.slice(1)] : []));
  const dropped = logout.extras.size > 0 ? undefined : dropContexts(config, runs, login.step, variables);
  const index = item.seq.items.indexOf(item);
  const list = item.seq.span;
  return {
    title: `Log in with Vault instead${dropped && dropped.names.length > 0 ? `, and drop context ${listNames(dropped.names)}` : ""}`,
    safety: "unsafe",
    edits: joinEdits([edits, prepared.pair.edits, logout.edits, entries.edits, dropped?.edits ?? []].flat()),
    expects: [
      { list, index, value: undefined },
      { list, index, value: meaningOf(prepared.pair.login) },
      ...prepared.pair.expects,
      ...logout.expects,
      ...entries.expects,
      ...(dropped?.expects ?? []),
    ],
    setup: [prepared.prerequisite],
    drops: dropped?.names ?? [],
  };
}
