import type { Login } from "../../docker/login.ts";
import { type Script as ParsedScript, detectShell } from "../../shell/index.ts";
import type { Span } from "../../source/span.ts";
import { spanOfValue } from "../../syntax/index.ts";
import { scriptIn } from "../commands/step-script.ts";
import type { Config } from "../config.ts";
import { valuesOfServices } from "../plaintext.ts";
import { shellsOf } from "../reach.ts";
import { type Script, writtenIn } from "../written.ts";
import type { Exposure } from "./exposure.ts";
import { findLogins, findPrinted, findWritten } from "./in-script.ts";
import { isWorthParsing } from "./worth-parsing.ts";
import { Memory } from "../../source/memory.ts";

export type { BashEnv, Exposure, LoginArgument, Printed, Traced, WrittenSecret } from "./exposure.ts";
export { secretPartsOf } from "./in-script.ts";

/** An exposure and the script that it is in. */
export interface FoundExposure {
  readonly script: Script;
  readonly exposure: Exposure;
}

/** A login to a registry and the script that it is in. */
export interface FoundLogin {
  readonly script: Script;
  readonly login: Login;
}

interface ReadScript {
  readonly script: Script;
  readonly parsed: ParsedScript;
}

/** A Vault that is started for the job holds what the job put there. */
const LOCAL_VAULT = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|vault):8200/;

const parsedScripts = new Memory<Config, readonly ReadScript[]>();
const exposures = new Memory<Config, readonly FoundExposure[]>();
const logins = new Memory<Config, readonly FoundLogin[]>();

/** The scripts of a file that can have to do with credentials and are bash, parsed. Once a file. */
export function credentialScripts(config: Config): readonly ReadScript[] {
  const known = parsedScripts.get(config);
  if (known) return known;
  const read = writtenIn(config).scripts.flatMap((script) => {
    if (!isWorthParsing(script.scalar.value) || detectShell(script.shell) === "other") return [];
    return [{ script, parsed: scriptIn(script.scalar) }];
  });
  parsedScripts.set(config, read);
  return read;
}

/** The credentials that a file's shell scripts put on command lines and into logs. Once a file. */
export function exposuresIn(config: Config): readonly FoundExposure[] {
  const known = exposures.get(config);
  if (known) return known;
  const services = valuesOfServices(config);
  const hasLocalVault = LOCAL_VAULT.test(config.tree.source.text);
  const found = credentialScripts(config).flatMap(({ script, parsed }) => {
    const all = [
      ...parsed.commands.flatMap((command) => findWritten(command, services)),
      ...findPrinted(parsed, hasLocalVault),
    ];
    return all.length > 0 && mayBeBash(config, script)
      ? all.map((exposure): FoundExposure => ({ script, exposure }))
      : [];
  });
  exposures.set(config, found);
  return found;
}

/** False for a script that only jobs with another shell run: what it means to that shell is not known. */
function mayBeBash(config: Config, script: Script): boolean {
  const shells = shellsOf(config, script);
  return shells.length === 0 || shells.some((one) => detectShell(one) === "bash");
}

/** The logins to registries in a file's shell scripts. Once a file. */
export function loginsIn(config: Config): readonly FoundLogin[] {
  const known = logins.get(config);
  if (known) return known;
  const found = credentialScripts(config).flatMap(({ script, parsed }) =>
    findLogins(parsed.commands).map((login) => ({ script, login })),
  );
  logins.set(config, found);
  return found;
}

/** Where a piece of a script stands in the file; the whole script where that cannot be told. */
export function spanInFile({ tree }: Config, { scalar }: Script, span: Span): Span {
  return spanOfValue(tree.source, scalar, span);
}
