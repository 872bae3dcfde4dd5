import type { FlagValue, Login } from "../docker/login.ts";
import { hostOfLogin, isDockerHub } from "../docker/login-registry.ts";
import type { TextEdit } from "../edit/index.ts";
import type { Fix } from "../finding.ts";
import { type FoundExposure, type LoginArgument, exposuresIn } from "../model/index.ts";
import { type WordPart, runsAgain } from "../shell/index.ts";
import { type ChosenContext, chooseCredential, usesVariable } from "./credential.ts";
import { contextSetup } from "./move-secret.ts";
import { namesForRegistry } from "./names.ts";
import { type Declined, isDeclined } from "./part.ts";
import type { RepairContext } from "./repair.ts";
import { rotationOf } from "./rotation.ts";
import { type EditableScript, checkScript, editScript } from "./script-edits.ts";
import { callersOfReach, supply } from "./supply.ts";

/**
 * Turns `docker login -p …` into `echo … | docker login --password-stdin`, everything else on the line as it was. A
 * password that is written out becomes a variable, with the context that supplies it.
 */
export function passwordToStdin(
  context: RepairContext,
  { script, exposure }: FoundExposure & { readonly exposure: LoginArgument },
  provider: string | undefined,
): Fix | Declined {
  const { config } = context;
  const { login, literal } = exposure;
  const before = script.scalar.value.slice(0, login.command.span.start);
  const reason = /\bcoproc\s+(?:\w+\s+)?$/.test(before) ? "it is a coprocess" : reasonAgainst(login);
  if (reason !== undefined) return { declined: reason };
  const checked = checkScript(config, script);
  if (isDeclined(checked)) return checked;
  const taken = literal === undefined ? undefined : whyNotOne(context, login, literal);
  if (taken !== undefined) return { declined: taken };
  const chosen = literal === undefined ? undefined : chooseSecret(context, login);
  const edits = editsFor(login, chosen ? `"${chosen.secret}"` : quoted(login.password), checked);
  const edited = editScript(config, script, edits);
  if (isDeclined(edited)) return edited;
  const title = `Pipe the password into \`${login.client} login\``;
  if (!chosen) return { title, safety: "safe", ...edited, setup: [] };
  const supplied = supply(config, callersOfReach(checked.reach), chosen);
  if (isDeclined(supplied)) return supplied;
  const added = supplied.edits.length > 0 ? `, and add context \`${chosen.context}\`` : "";
  return {
    title: `Pipe \`${chosen.secret}\` into \`${login.client} login\`${added}`,
    safety: checked.reach.open ? "unsafe" : "needs-setup",
    edits: [...edited.edits, ...supplied.edits],
    expects: [...edited.expects, ...supplied.expects],
    setup: [...contextSetup(chosen), rotationOf(provider)],
  };
}

function reasonAgainst(login: Login): string | undefined {
  const { command, username, password, readsStandardInput, wrappers } = login;
  if (!command.exact) return "the command stands inside another command's text";
  if (login.isRepeated) return "it has two passwords";
  if (!username) return "`--password-stdin` needs a user name, and there is none";
  if (!password || password.isQuotedWhole || username.isQuotedWhole)
    return "its flags are quoted together with their values";
  if (readsStandardInput) return "it has `--password-stdin` already";
  const redirected = command.redirects.some(({ operator }) => operator.startsWith("<"));
  if (command.pipelineIndex > 0 || redirected) return "its standard input is used already";
  if (wrappers.some(runsAgain)) return "what runs it may run it again, and would find the pipe empty";
  if (wrappers.includes("exec")) return "in a pipe `exec` replaces only a part of the shell";
  if (hasCommands(username) && hasCommands(password))
    return "the commands for its user name and password would change their order";
  if (password.text.startsWith("<(")) return "its password is a file";
  if (
    wrappers.includes("sudo") &&
    /\s(?:-\w*S|--stdin)\s/.test(` ${command.args.map(({ text }) => text).join(" ")} `)
  ) {
    return "`sudo` reads its own password from standard input";
  }
  return undefined;
}

function hasCommands({ parts }: FlagValue): boolean {
  return parts.some(({ kind }) => kind === "substitution");
}

function editsFor(
  { command, username, password }: Login,
  secret: string,
  { isPlainShell }: EditableScript,
): TextEdit[] {
  const print = isPlainShell ? "printf '%s\\n'" : "echo";
  const start = command.span.start;
  const edits: TextEdit[] = [{ start, end: start, text: `${print} ${secret} | ` }];
  if (password) edits.push({ ...password.flag, text: "--password-stdin" });
  if (username && isBareVariable(username.parts)) {
    edits.push({ start: username.span.start, end: username.span.start, text: '"' });
    edits.push({ start: username.span.end, end: username.span.end, text: '"' });
  }
  return edits.toSorted((a, b) => a.start - b.start);
}

function isBareVariable(parts: readonly WordPart[]): boolean {
  const [only] = parts;
  return parts.length === 1 && only?.kind === "variable" && only.quote === "none";
}

/** The value as one word: what stands unquoted gets quotes, so that nothing splits it. */
function quoted(value: FlagValue | undefined): string {
  const text = value?.text ?? "";
  const parts = value?.parts ?? [];
  const isBare = parts.every(({ quote, kind }) => quote === "none" && (kind === "variable" || kind === "substitution"));
  return isBare && parts.length > 0 ? `"${text}"` : text;
}

/**
 * Why the variable that a written password would become cannot hold it; `undefined` when it can: another written password
 * would get the same name, or the file uses that variable already, for another user.
 */
export function whyNotOne(context: RepairContext, login: Login, literal: string | undefined): string | undefined {
  const { secret } = chooseSecret(context, login);
  const isOther = exposuresIn(context.config).some(({ exposure }) => {
    const other = "login" in exposure ? exposure.login : undefined;
    const text = "literal" in exposure ? exposure.literal : undefined;
    return other && text !== undefined && text !== literal && chooseSecret(context, other).secret === secret;
  });
  if (isOther) return `another password of the file would become \`${secret}\` too`;
  if (!usesVariable(context.origin, secret)) return undefined;
  const user = login.username?.text.replaceAll(/["'{}]/g, "");
  const isSame = isDockerHub(login) && user === chooseCredential(context.origin, context.options).username;
  return isSame ? undefined : `the file uses \`${secret}\` already, with another user name`;
}

/** The variable for a login's password, as it is referenced, and where it comes from. */
export function chooseSecret(
  { origin, options }: RepairContext,
  login: Login,
): ChosenContext & { readonly secret: string } {
  if (isDockerHub(login)) {
    const chosen = chooseCredential(origin, options);
    return { ...chosen, secret: chosen.password, variables: [chosen.password.slice(1)] };
  }
  const { secret, context } = namesForRegistry(hostOfLogin(login));
  const source = options.source === "project" ? undefined : context;
  return { secret: `$${secret}`, variables: [secret], context: source, sufficient: [], forAll: false };
}
