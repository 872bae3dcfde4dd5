import type { Login } from "../../docker/login.ts";
import type { Judgement } from "../../secrets/index.ts";
import type { Command, Word } from "../../shell/index.ts";
import type { Span } from "../../source/span.ts";

interface Base {
  readonly command: Command;
  /** What is exposed, as offsets into the script. */
  readonly span: Span;
}

/** A login whose password stands on the command line: written out, or put there by a variable. */
export interface LoginArgument extends Base {
  readonly kind: "login-argument";
  readonly login: Login;
  /** The written password; `undefined` when a variable or a command puts it there. */
  readonly literal: string | undefined;
  readonly judgement: Judgement | undefined;
}

/** A written credential in a command: an argument, an assignment, what is piped into a login. */
export interface WrittenSecret extends Base {
  readonly kind: "argument" | "assignment" | "piped" | "default";
  /** `curl -u`, `--password`, `DB_PASSWORD`. */
  readonly where: string;
  /** The word that holds it, whole. */
  readonly word: Word;
  readonly literal: string;
  readonly judgement: Judgement;
  /** The login that it is piped into. */
  readonly login?: Login | undefined;
  /** False where no single word can be replaced by a variable. */
  readonly isReplaceable?: boolean;
}

/** A credential that a command prints to the output of the step. */
export interface Printed extends Base {
  readonly kind: "printed";
  /** The variable, or the command that prints one: `vault kv get`. */
  readonly what: string;
  /** `stored`: a context or the project supplies it, so CircleCI masks it. `unmasked`: nothing does. */
  readonly masking: "stored" | "unmasked" | "encoded";
}

/** `set -x` while credentials are on the command line. */
export interface Traced extends Base {
  readonly kind: "traced";
  /** The variable or command whose value the trace shows first. */
  readonly what: string;
  readonly at: Span;
  readonly masking: "stored" | "unmasked";
}

/** A secret that is appended to `$BASH_ENV` as a line of shell, or as a variable that no program sees. */
export interface BashEnv extends Base {
  readonly kind: "bash-env";
  readonly what: string;
  /** `raw`: the value itself becomes shell. `unexported`: `NAME=value` without `export`. */
  readonly how: "raw" | "unexported";
}

/** One way in which a script puts a credential where others can read it. */
export type Exposure = LoginArgument | WrittenSecret | Printed | Traced | BashEnv;
