import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../user-error.ts";
import { errorCode } from "./file-system.ts";
import { safeArguments, safeEnvironment } from "./git/safety.ts";

/** What is sent to a forge to say who asks. */
export interface ForgeCredential {
  /** Missing for a token that needs none. */
  readonly username?: string;
  readonly secret: string;
}

/** Where a credential may come from. */
export interface CredentialSource {
  /** Name of an environment variable. */
  readonly env?: string | undefined;
  /** A file that holds nothing else. */
  readonly file?: string | undefined;
  /** A program and its arguments, whose first line of output is the credential. */
  readonly helper?: readonly string[] | undefined;
  /** Who it is of, where that is sent with it. */
  readonly username?: string | undefined;
}

interface Place {
  readonly env: NodeJS.ProcessEnv;
  /** What paths are relative to. */
  readonly cwd: string;
}

const PATIENCE_MS = 60_000;

/** The credential that a source gives; one that gives none is a UserError. */
export function readCredential(source: CredentialSource, place: Place): ForgeCredential {
  const { username } = source;
  return { secret: secretOf(source, place), ...(username === undefined ? {} : { username }) };
}

function secretOf(source: CredentialSource, { env, cwd }: Place): string {
  if (source.env !== undefined) {
    const secret = env[source.env]?.trim();
    if (secret) return secret;
    throw new UserError(`the environment has no \`${source.env}\``, { help: "Set it to the token" });
  }
  if (source.file !== undefined) return readSecret(resolve(cwd, source.file), source.file);
  const [program, ...args] = source.helper ?? [];
  if (program === undefined) throw new UserError("nothing says where the token comes from");
  const { status, stdout } = spawnSync(program, args, { cwd, env, timeout: PATIENCE_MS, encoding: "utf8" });
  const [secret = ""] = (stdout ?? "").split("\n");
  if (status === 0 && secret.trim() !== "") return secret.trim();
  // What it printed may be half of a token.
  throw new UserError(`\`${program}\`, which is to give the token, gave none`, { help: "Run it to see why" });
}

/** The first of these variables that is set. */
export function credentialIn(names: readonly string[], env: NodeJS.ProcessEnv): ForgeCredential | undefined {
  const secret = names.map((name) => env[name]?.trim()).find((value) => value);
  return secret === undefined ? undefined : { secret };
}

/** What git's credential helpers know of a host; nobody is asked. */
export function credentialOfGit(host: string, { env, cwd }: Place): ForgeCredential | undefined {
  const { status, stdout } = spawnSync("git", safeArguments(["-c", "core.askPass=", "credential", "fill"]), {
    cwd,
    env: { ...safeEnvironment({ folder: cwd, env }), GIT_ASKPASS: "", SSH_ASKPASS: "" },
    input: `protocol=https\nhost=${host}\n\n`,
    timeout: PATIENCE_MS,
    encoding: "utf8",
  });
  if (status !== 0) return undefined;
  const [, username] = /^username=(.*)$/m.exec(stdout) ?? [];
  const [, secret] = /^password=(.*)$/m.exec(stdout) ?? [];
  return secret === undefined ? undefined : { secret, ...(username === undefined ? {} : { username }) };
}

function readSecret(path: string, shown: string): string {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (text !== "") return text;
  } catch (error) {
    throw new UserError(`\`${shown}\` cannot be read (${errorCode(error) ?? "unknown"})`, {
      help: "Name the file that holds the token",
    });
  }
  throw new UserError(`\`${shown}\` is empty`, { help: "Write the token into it" });
}
