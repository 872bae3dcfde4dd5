import { readKeyName } from "../../secrets/index.ts";
import { type Command, type Script, type Word, type WordPart, outputOf, programOf } from "../../shell/index.ts";
import type { BashEnv, Printed, Traced } from "./exposure.ts";

/** Commands that print a credential which no context stores, so that nothing masks it (docs: facts on masking). */
const PRINTERS: readonly (readonly [program: string, ...words: string[]])[] = [
  ["circleci", "run", "oidc", "get"],
  ["vault", "kv", "get"],
  ["vault", "read"],
  ["vault", "print", "token"],
  ["vault", "token", "create"],
  ["vault", "write", "auth/jwt/login"],
  ["vault", "write", "auth/approle/login"],
  ["aws", "ecr", "get-login-password"],
  ["aws", "ecr-public", "get-login-password"],
  ["aws", "ecr", "get-authorization-token"],
  ["aws", "sts", "assume-role"],
  ["aws", "sts", "assume-role-with-web-identity"],
  ["aws", "sts", "get-session-token"],
  ["aws", "secretsmanager", "get-secret-value"],
  ["gcloud", "auth", "print-access-token"],
  ["gcloud", "auth", "print-identity-token"],
  ["gcloud", "auth", "application-default", "print-access-token"],
  ["az", "account", "get-access-token"],
  ["gh", "auth", "token"],
  ["heroku", "auth:token"],
  ["op", "read"],
];
const PRINTER_ROWS = new Map(PRINTERS.map(([name]) => [name, PRINTERS.filter(([program]) => program === name)]));
/** Filters that change a value so that CircleCI no longer recognizes it. */
const ENCODERS = new Set(["base64", "xxd", "od", "hexdump", "rev"]);
const FILTERS = new Set([
  "grep",
  "sort",
  "cat",
  "tee",
  "sed",
  "awk",
  "tr",
  "head",
  "tail",
  "jq",
  "yq",
  "uniq",
  "cut",
  "fold",
]);
const COUNTS = new Set(["wc", "md5sum", "sha256sum", "sha1sum", "shasum"]);

/** What a script prints of credentials, traces of, and appends to `$BASH_ENV`. */
export function findPrinted(script: Script, hasLocalVault: boolean): (Printed | Traced | BashEnv)[] {
  const unmasked = unmaskedVariables(script);
  const own = ownVariables(script, unmasked);
  const isUnmasked = (name: string): boolean => unmasked.has(name) || name.startsWith("CIRCLE_OIDC_TOKEN");
  const found = [
    ...script.commands.flatMap((command) => [
      ...printedBy(command, isUnmasked, own),
      ...(isToBashEnv(command) ? appendedBy(command, unmasked) : []),
    ]),
    ...tracedIn(script, isUnmasked),
  ];
  return hasLocalVault ? found.filter(({ what }) => !what.startsWith("vault ")) : found;
}

/** Variables that the script sets from a command that prints a credential. */
function unmaskedVariables({ commands }: Script): ReadonlySet<string> {
  const unmasked = new Set<string>();
  for (const { name, value } of commands.flatMap((command) => command.assignments)) {
    const isDerived =
      value?.parts.some((part) => part.kind === "substitution" && usesAny(part.commands, unmasked)) === true;
    if (value && (isDerived || printerIn(value.parts) !== undefined)) unmasked.add(name);
  }
  return unmasked;
}

/** True when a word of the commands expands one of the variables. */
function usesAny(commands: readonly Command[], names: ReadonlySet<string>): boolean {
  return commands.some(({ args }) =>
    args.some(({ parts }) => parts.some((part) => part.kind === "variable" && names.has(part.name))),
  );
}

/** Variables that the script itself sets from something that is no credential. */
function ownVariables({ commands }: Script, unmasked: ReadonlySet<string>): ReadonlySet<string> {
  const assignments = commands.flatMap((command) => command.assignments);
  const names = assignments.flatMap(({ name, value }) => {
    const isCopy = value?.parts.some((part) => part.kind === "variable") === true;
    return isCopy || unmasked.has(name) ? [] : [name];
  });
  return new Set(names);
}

/** The command inside a substitution that prints a credential. */
function printerIn(parts: readonly WordPart[]): string | undefined {
  for (const part of parts) {
    if (part.kind !== "substitution") continue;
    for (const command of part.commands) {
      const printer = printerOf(command);
      if (printer !== undefined) return printer;
    }
  }
  return undefined;
}

/** `vault kv get`, if the command prints a credential and is not told to print something else. */
function printerOf(command: Command): string | undefined {
  const program = programOf(command);
  const rows = program && PRINTER_ROWS.get(program.name);
  if (!rows) return undefined;
  const words = program.args.flatMap(({ value }) => (value === undefined || value.startsWith("-") ? [] : [value]));
  const row = rows.find(([, ...rest]) => rest.every((word, at) => words[at] === word));
  const isHelp = program.args.some(({ value }) => value === "--help" || value === "-h");
  return row === undefined || isHelp ? undefined : row.join(" ");
}

function printedBy(command: Command, isUnmasked: (name: string) => boolean, own: ReadonlySet<string>): Printed[] {
  const printer = printerOf(command);
  const first = printer ?? printedVariables(command).find((name) => !own.has(name));
  // Where the output goes is only asked of what prints something.
  const masking = first === undefined ? undefined : maskingOf(command);
  if (first === undefined || masking === undefined) return [];
  const { span } = command;
  if (printer !== undefined) return [{ kind: "printed", command, span, what: printer, masking: "unmasked" }];
  // What a function prints may be its result.
  if (command.functionName !== undefined) return [];
  const masked = isUnmasked(first) ? "unmasked" : masking;
  return [{ kind: "printed", command, span, what: `$${first}`, masking: masked }];
}

/** How what a command prints arrives in the log; `undefined` when it does not. */
function maskingOf(command: Command): "stored" | "encoded" | undefined {
  const rest = command.pipeline.slice(command.pipelineIndex + 1);
  const output = outputOf(command);
  if (rest.length === 0) return output === "log" ? "stored" : undefined;
  if (output !== "pipe") return undefined;
  let masking: "stored" | "encoded" = "stored";
  for (const [index, member] of rest.entries()) {
    const program = member && programOf(member);
    if (!member || !program || COUNTS.has(program.name)) return undefined;
    if (ENCODERS.has(program.name)) masking = "encoded";
    else if (!FILTERS.has(program.name)) return undefined;
    if (program.name === "grep" && program.args.some(({ value }) => /^-\w*[qc]/.test(value ?? ""))) return undefined;
    if (index === rest.length - 1 && outputOf(member) !== "log") return undefined;
  }
  return masking;
}

/** Credentials that `echo`, `printf` and `printenv` print. */
function printedVariables(command: Command): string[] {
  const program = programOf(command);
  if (program?.name === "printenv") {
    return program.args.flatMap(({ value }) => (value !== undefined && isCredentialName(value) ? [value] : []));
  }
  if (program?.name !== "echo" && program?.name !== "printf") return [];
  if (program.args[0]?.value === "-v") return [];
  return program.args.flatMap(({ parts }) => valuesIn(parts));
}

/** Variables with a credential's name whose value itself stands among the parts. */
function valuesIn(parts: readonly WordPart[]): string[] {
  return parts.flatMap((part) => {
    if (part.kind !== "variable" || part.indirect || !isCredentialName(part.name)) return [];
    const isValue = part.operator === undefined || [":-", "-", ":=", "=", ":?", "?"].includes(part.operator);
    return isValue ? [part.name] : [];
  });
}

function isCredentialName(name: string): boolean {
  return (
    /^(?=.*[A-Z])[A-Za-z_]\w*$/.test(name) &&
    (readKeyName(name).kind === "credential" || name.startsWith("CIRCLE_OIDC_TOKEN"))
  );
}

function isToBashEnv(command: Command): boolean {
  return command.redirects.some(
    ({ operator, target }) => /^>>?$/.test(operator) && /\bBASH_ENV\b/.test(target?.text ?? ""),
  );
}

/** `vault kv get … >> $BASH_ENV`, and `echo "TOKEN=$(vault …)" >> $BASH_ENV` without `export`. */
function appendedBy(command: Command, unmasked: ReadonlySet<string>): BashEnv[] {
  const { span } = command;
  const [first] = command.pipeline;
  const printer = printerOf(command) ?? (first && printerOf(first));
  if (printer !== undefined) return [{ kind: "bash-env", command, span, what: printer, how: "raw" }];
  const program = programOf(command);
  if (program?.name !== "echo" && program?.name !== "printf") return [];
  for (const word of program.args) {
    const held = word.parts.flatMap((part) =>
      part.kind === "variable" && unmasked.has(part.name) ? [part.text] : [],
    )[0];
    const inner = printerIn(word.parts) ?? laterPrinter(word) ?? held;
    const start = leadingText(word);
    if (inner === undefined || /^\s*(?:export|declare\s+-x|typeset\s+-x)\s/.test(start)) continue;
    const what = inner;
    if (/^[A-Za-z_]\w*=/.test(start)) return [{ kind: "bash-env", command, span, what, how: "unexported" }];
    if (start === "" && program.args.length === 1) return [{ kind: "bash-env", command, span, what, how: "raw" }];
  }
  return [];
}

/** `'TOKEN=$(vault kv get …)'`: single quotes leave the command for the next step to run. */
function laterPrinter({ value }: Word): string | undefined {
  const match = /\$\((vault (?:kv get|read)|circleci run oidc get)\b/.exec(value ?? "");
  return match?.[1];
}

function leadingText({ parts }: Word): string {
  const [first] = parts;
  return first?.kind === "text" ? first.value : "";
}

/** The first credential that is expanded on a command line while the shell traces, for each `set -x`. */
function tracedIn({ commands }: Script, isUnmasked: (name: string) => boolean): Traced[] {
  const traced: Traced[] = [];
  let since: Command | undefined;
  for (const command of commands) {
    const change = traceChange(command);
    if (change === "on") since = command;
    else if (change === "off") since = undefined;
    else if (since) {
      const what = expandedBy(command);
      const { span } = since;
      if (what === undefined) continue;
      const unmasked = !what.startsWith("$") || isUnmasked(what.slice(1));
      traced.push({ kind: "traced", command, span, what, at: command.span, masking: unmasked ? "unmasked" : "stored" });
      since = undefined;
    }
  }
  return traced;
}

/** `set -x`, `set -eux`, `set -o xtrace`, and what ends them. */
function traceChange(command: Command): "on" | "off" | undefined {
  if (command.name?.value !== "set") return undefined;
  for (const [index, { value }] of command.args.entries()) {
    if (value === undefined) continue;
    if (/^[-+]\w*o$/.test(value) && command.args[index + 1]?.value === "xtrace")
      return value.startsWith("-") ? "on" : "off";
    if (/^[-+][a-zA-Z]*x/.test(value)) return value.startsWith("-") ? "on" : "off";
  }
  return undefined;
}

/** A credential that a trace of the command shows: a variable among its words, or what it assigns. */
function expandedBy(command: Command): string | undefined {
  const words = [
    ...(command.name ? [command.name] : []),
    ...command.args,
    ...command.redirects.flatMap(({ body }) => (body && !body.text.includes("\n") ? body : [])),
  ];
  for (const { parts } of words) {
    const [name] = valuesIn(parts);
    if (name !== undefined) return `$${name}`;
    const printer = printerIn(parts);
    if (printer !== undefined) return printer;
  }
  for (const { value } of command.assignments) {
    const [name] = value ? valuesIn(value.parts) : [];
    if (name !== undefined) return `$${name}`;
    const printer = value && printerIn(value.parts);
    if (printer !== undefined) return printer;
  }
  return undefined;
}
