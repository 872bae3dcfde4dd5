import { type Login, readLogin } from "../../docker/login.ts";
import { hostOfLogin, isDockerHub } from "../../docker/login-registry.ts";
import { type FoundToken, findTokens, findUserinfo, isLocalHost, judge } from "../../secrets/index.ts";
import { type Command, type Word, literalOf, programOf } from "../../shell/index.ts";
import { type Span, spansOverlap } from "../../source/span.ts";
import type { LoginArgument, WrittenSecret } from "./exposure.ts";

/** What a value is compared with: texts that the same file gives to throw-away services. */
export type ServiceValues = ReadonlySet<string>;

/** The credentials that a command has on its line. */
export function findWritten(command: Command, serviceValues: ServiceValues): (LoginArgument | WrittenSecret)[] {
  const login = readLogin(command);
  const found = login ? inLogin(login) : inArguments(command, serviceValues);
  found.push(...inAssignments(command, serviceValues), ...inWords(command, login !== undefined, serviceValues));
  return found;
}

function inLogin(login: Login): (LoginArgument | WrittenSecret)[] {
  const { command, password, server } = login;
  if (server?.value !== undefined && !isDockerHub(login) && isLocalHost(hostOfLogin(login))) return [];
  if (!password || password.text === "-") return login.readsStandardInput ? pipedInto(login) : [];
  const literal = literalOf(password.parts);
  const judgement = literal === undefined ? undefined : judge(literal, { key: "password", expected: true });
  if (judgement?.verdict === "harmless") return [];
  const defaults = password.parts.flatMap((part): WrittenSecret[] => {
    const text = part.kind === "variable" && part.fallback ? part.fallback.value : undefined;
    if (part.kind !== "variable" || !part.fallback || text === undefined) return [];
    const verdict = judge(text, { key: "password", expected: true });
    if (verdict.verdict === "harmless") return [];
    const at = { command, span: spanIn(part.fallback, text), word: part.fallback, literal: text };
    return [{ kind: "default", ...at, where: part.name, judgement: verdict }];
  });
  return [{ kind: "login-argument", command, span: password.span, login, literal, judgement }, ...defaults];
}

/** `echo literal | docker login --password-stdin`. */
function pipedInto(login: Login): WrittenSecret[] {
  const { command } = login;
  const before = command.pipeline[command.pipelineIndex - 1];
  const program = before && programOf(before);
  const body = command.redirects.find((redirect) => redirect.body)?.body;
  const isPrinted = program?.name === "echo" || program?.name === "printf";
  const printed = isPrinted ? program.args.filter(({ value }) => !/^(?:-[neE]+$|%s)/.test(value ?? "")) : [];
  const words = body ? [body] : printed;
  const [word] = words;
  const literals = words.map((one) => one.value);
  const literal = literals.join(" ").trim();
  if (!word || literals.includes(undefined)) return [];
  const judgement = judge(literal, { key: "password", expected: true });
  if (judgement.verdict === "harmless") return [];
  const span =
    words.length === 1
      ? spanIn(word, literal)
      : { start: word.span.start, end: words.at(-1)?.span.end ?? word.span.end };
  // Several words are one text, and a format is not what is printed: no single word can take a variable's place.
  const isFormat = program?.name === "printf" && program.args[0] === word;
  const isReplaceable =
    words.length === 1 && !isFormat && (!body || body.parts.every(({ quote }) => quote !== "single"));
  return [
    {
      kind: "piped",
      command: before ?? command,
      span,
      where: login.client,
      word,
      literal,
      judgement,
      login,
      isReplaceable,
    },
  ];
}

/** Flags that take a credential: the programs that have them (`undefined`: all), and how the value is written. */
interface FlagRow {
  readonly programs?: readonly string[];
  readonly flag: RegExp;
  /** A word that must stand before the flag. */
  readonly after?: string;
  /** `next`: the next word. `rest`: the rest of the word. `either`. */
  readonly value: "next" | "rest" | "either";
  /** Cuts the credential out of the value: `user:password`, `Authorization: Bearer …`. */
  readonly part?: RegExp;
  readonly name: string;
}

const HEADER =
  /^(?:(?:Proxy-)?Authorization:\s*(?:(?:Bearer|Basic|token|ApiKey|Token|Digest)\s+)?|(?:X-[\w-]*(?:Token|Key|Auth|Secret)[\w-]*|PRIVATE-TOKEN|Circle-Token|JOB-TOKEN|apikey|api-key):\s*)(?<secret>.+)$/is;
const FLAGS: readonly FlagRow[] = [
  {
    programs: ["curl"],
    flag: /^(?:-u|--user|-U|--proxy-user)(?==|$)|^-[uU]/,
    value: "either",
    part: /^[^:]*:(?<secret>.+)$/s,
    name: "curl -u",
  },
  {
    programs: ["curl", "wget", "http", "https", "xh"],
    flag: /^(?:-H|--header)(?==|$)|^-H/,
    value: "either",
    part: HEADER,
    name: "a header",
  },
  {
    programs: ["http", "https", "xh"],
    flag: /^(?:-a|--auth)(?==|$)/,
    value: "either",
    part: /^[^:]*:(?<secret>.+)$/s,
    name: "--auth",
  },
  {
    programs: ["mysql", "mysqladmin", "mysqldump", "mysqlimport", "mariadb", "mariadb-admin", "mariadb-dump"],
    flag: /^-p(?=.)/,
    value: "rest",
    name: "mysql -p",
  },
  { programs: ["sshpass"], flag: /^-p/, value: "either", name: "sshpass -p" },
  { programs: ["redis-cli"], flag: /^-a$/, value: "next", name: "redis-cli -a" },
  {
    programs: ["mongo", "mongosh", "mongodump", "mongorestore", "sqlcmd"],
    flag: /^-[pP]$/,
    value: "next",
    name: "-p",
  },
  { programs: ["cf", "az", "oc"], after: "login", flag: /^-p$/, value: "next", name: "login -p" },
  {
    flag: /^--(?!no-)(?:[a-z]+-)*(?:password|passwd|passphrase|pass|token|api-?key|secret-?key|access-?key|auth-?token|access-?token|private-?key|client-?secret)(?==|$)/i,
    value: "either",
    name: "",
  },
];

function inArguments(command: Command, serviceValues: ServiceValues): WrittenSecret[] {
  const program = programOf(command);
  if (!program) return [];
  const rows = FLAGS.filter(({ programs }) => !programs || programs.includes(program.name));
  const found: WrittenSecret[] = [];
  for (const [index, word] of program.args.entries()) {
    const start = word.value ?? leadingText(word);
    if (!start.startsWith("-")) continue;
    const row = rows.find(
      ({ flag, after }) =>
        flag.test(start) && (!after || program.args.slice(0, index).some(({ value }) => value === after)),
    );
    const flag = row && (row.flag.exec(start)?.[0] ?? "");
    if (!row || flag === undefined) continue;
    const isAlone = start === flag && word.value !== undefined;
    const value = isAlone
      ? row.value === "rest"
        ? undefined
        : program.args[index + 1]
      : row.value === "next"
        ? undefined
        : word;
    if (!value) continue;
    const text = value.value;
    // A flag that follows is a flag, not the value.
    if (text === undefined || (isAlone && text.startsWith("-"))) continue;
    const rest = isAlone ? text : text.slice(flag.length).replace(/^=/, "");
    const secret = row.part ? row.part.exec(rest)?.groups?.["secret"] : rest;
    if (secret === undefined || secret === "") continue;
    const name = row.name === "" ? flag : row.name;
    found.push(...judged(command, "argument", name, value, secret, serviceValues));
  }
  return found.length > 0 && isAboutLocalHost(program.name, program.args) ? [] : found;
}

/** True when the command talks to a server on this machine, or to a service by its bare name. */
function isAboutLocalHost(name: string, args: readonly Word[]): boolean {
  const texts = args.map((word) => word.value ?? word.text);
  const urls = texts.flatMap(
    (text) => /^["']?[a-z][a-z\d+.-]*:\/\/(?:[^@/\s]*@)?(\[[^\]]*\]|[^/:?#\s"']+)/i.exec(text)?.[1] ?? [],
  );
  if (urls.length > 0) return urls.every((host) => isLocalHost(host));
  const hosts = texts.flatMap((text, index) => {
    if (text === "-h" || text === "--host") return texts[index + 1] ?? [];
    return /^(?:-h|--host=)(.+)$/.exec(text)?.[1] ?? [];
  });
  if (hosts.length > 0) return hosts.every((host) => isLocalHost(host));
  if (name === "curl" && texts.some((text) => /^(?:localhost|127\.\d|0\.0\.0\.0|[\w-]+:\d{2,5})(?:[/:]|$)/.test(text)))
    return true;
  return /^(?:mysql|mariadb|redis-cli|mongo|sqlcmd|psql)/.test(name);
}

function inAssignments(command: Command, serviceValues: ServiceValues): WrittenSecret[] {
  if (command.assignments.length === 0 && command.args.every(({ value }) => value?.includes("=") !== true)) return [];
  const own = command.assignments.flatMap(({ name, value }) =>
    value ? judged(command, "assignment", name, value, value.value, serviceValues) : [],
  );
  // `make release TOKEN=…`, `docker build --build-arg TOKEN=…`: what a program takes as a variable.
  const names = new Set(command.assignments.map(({ name }) => name));
  const handed = command.args.flatMap((word) => {
    const text = word.value;
    if (text?.includes("=") !== true) return [];
    const name = /^(?:--?[\w-]+=)?([A-Za-z_]\w*)=(?=\S+$)/.exec(text);
    if (name?.[1] === undefined || names.has(name[1])) return [];
    return judged(command, "assignment", name[1], word, text.slice(name[0].length), serviceValues);
  });
  return [...own, ...handed];
}

/** URLs with a password in them, and defaults of credential variables: `${DB_PASSWORD:-…}`. */
function inWords(command: Command, isLogin: boolean, serviceValues: ServiceValues): WrittenSecret[] {
  const found: WrittenSecret[] = [];
  const visit = (word: Word): void => {
    const text = word.value;
    if (text?.includes("://") === true) {
      for (const { span } of findUserinfo(text))
        found.push(...judged(command, "argument", "a URL", word, text.slice(span.start, span.end), serviceValues));
    }
    if (text !== undefined || isLogin) return;
    for (const part of word.parts) {
      const fallback = part.kind === "variable" ? part.fallback : undefined;
      if (fallback && part.kind === "variable")
        found.push(...judged(command, "default", part.name, fallback, fallback.value, serviceValues));
    }
  };
  for (const word of command.args) visit(word);
  for (const { value } of command.assignments) if (value) visit(value);
  return found;
}

function judged(
  command: Command,
  kind: "argument" | "assignment" | "default",
  where: string,
  word: Word,
  literal: string | undefined,
  serviceValues: ServiceValues,
): WrittenSecret[] {
  if (literal === undefined || literal === "") return [];
  const judgement = judge(literal, {
    key: kind === "argument" ? "password" : where,
    serviceValues,
    token: tokenIn(word, literal),
  });
  if (judgement.verdict === "harmless") return [];
  return [{ kind, command, where, word, span: spanIn(word, literal), literal, judgement }];
}

/** The token that a piece of a word is, told from the whole word. */
function tokenIn(word: Word, literal: string): FoundToken | undefined {
  const text = word.value ?? "";
  const start = text.lastIndexOf(literal);
  if (start <= 0) return undefined;
  const token = findTokens(text).find(({ span }) => spansOverlap(span, { start, end: start + literal.length }));
  return token && { ...token, span: { start: Math.max(token.span.start - start, 0), end: token.span.end - start } };
}

/** Where a literal stands in a word; the whole word when quotes or escapes break it up. */
function spanIn(word: Word, literal: string): Span {
  for (const part of word.parts) {
    if (part.kind !== "text") continue;
    const at = part.value.lastIndexOf(literal);
    const isVerbatim = part.value.length === part.span.end - part.span.start;
    if (at !== -1 && isVerbatim) {
      return { start: part.span.start + at, end: part.span.start + at + literal.length };
    }
  }
  return word.span;
}

function leadingText({ parts }: Word): string {
  const end = parts.findIndex(({ kind }) => kind !== "text");
  return literalOf(end === -1 ? parts : parts.slice(0, end)) ?? "";
}
