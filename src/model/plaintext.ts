import { type FoundToken, type Judgement, findTokens, judge } from "../secrets/index.ts";
import type { PathStep } from "../source/path-step.ts";
import { type Span, spansOverlap } from "../source/span.ts";
import { type MapNode, type Scalar, asSeq, spanOfValue, textOf, valueOf } from "../syntax/index.ts";
import type { Config } from "./config.ts";
import { readAuth } from "./credentials.ts";
import { declarationOf } from "./parameter-use.ts";
import { soleParameter } from "./possible.ts";
import { type WrittenValue, writtenIn } from "./written.ts";
import { Memory } from "../source/memory.ts";

/** A credential, or what may be one, that a file writes out under a name. */
export interface PlaintextValue {
  readonly value: WrittenValue;
  /** The variable, parameter or key; that of the member for a value inside JSON. */
  readonly name: string;
  readonly text: string;
  readonly span: Span;
  readonly judgement: Judgement;
  /** True when it is a member of a JSON text, or of a list item, and not the whole scalar. */
  readonly isPart: boolean;
}

const cache = new Memory<Config, readonly PlaintextValue[]>();

/** What stands written under names and is a credential or may be one, in order of place. Once a file. */
export function plaintextIn(config: Config): readonly PlaintextValue[] {
  const known = cache.get(config);
  if (known) return known;
  const parameters = credentialParameters(config);
  const serviceValues = valuesOfServices(config);
  const found: PlaintextValue[] = [];
  for (const value of writtenIn(config).values) {
    const pieces = piecesOf(value);
    const whole = pieces.some(({ isPart }) => isPart) ? findTokens(value.scalar.value) : [];
    for (const piece of pieces) {
      const judgement = judge(piece.text, {
        token: tokenIn(piece, whole),
        key: piece.name,
        expected: !piece.isPart && isExpected(value),
        isSent: !piece.isPart && isSent(config, value, parameters),
        service: isOfService(value.path),
        besideServices: hasServices(config, value.path),
        comment: commentBeside(config, value.scalar),
        serviceValues,
      });
      if (judgement.verdict === "harmless") continue;
      found.push({ value, ...piece, span: spanOf(config, value.scalar, piece), judgement });
    }
  }
  found.sort((a, b) => a.span.start - b.span.start);
  cache.set(config, found);
  return found;
}

/** The token that a piece of a text is, told from the whole text: `"auth"` before it, a URL around it. */
function tokenIn({ start, text }: Piece, tokens: readonly FoundToken[]): FoundToken | undefined {
  const token = tokens.find(({ span }) => spansOverlap(span, { start, end: start + text.length }));
  return token && { ...token, span: { start: token.span.start - start, end: token.span.end - start } };
}

interface Piece {
  readonly name: string;
  readonly text: string;
  readonly start: number;
  readonly isPart: boolean;
}

const MEMBER = /"([\w.-]{1,80})"\s{0,4}:\s{0,4}"([^"\\]{1,2000})"/g;

/** The value itself, the `VALUE` of `NAME=VALUE`, or each text of a JSON object. */
function piecesOf({ name, scalar, position, pair }: WrittenValue): Piece[] {
  const { value } = scalar;
  const isAssignment = !pair && (position === "environment" || position === "container");
  if (isAssignment) {
    const start = value.indexOf("=") + 1;
    return [{ name, text: value.slice(start), start, isPart: true }];
  }
  if (position === "auth" || !/^\s*\{[\s\S]*\}\s*$/.test(value) || value.startsWith("{{"))
    return [{ name, text: value, start: 0, isPart: false }];
  return [...value.matchAll(MEMBER)].flatMap(([whole, key = "", text = ""], index, all) => {
    const start = (all[index]?.index ?? 0) + whole.length - text.length - 1;
    return [{ name: key, text, start, isPart: true }];
  });
}

function spanOf({ tree }: Config, scalar: Scalar, { start, text, isPart }: Piece): Span {
  return isPart ? spanOfValue(tree.source, scalar, { start, end: start + text.length }) : scalar.span;
}

const EXPECTED_IN_CLOUD = new Set(["aws_access_key_id", "aws_secret_access_key"]);

function isExpected({ position, name }: WrittenValue): boolean {
  return position === "auth" ? name === "password" : position === "aws-auth" && EXPECTED_IN_CLOUD.has(name);
}

/** True for a default or argument of a parameter whose value itself is sent as a password. */
function isSent(config: Config, value: WrittenValue, parameters: SentParameters): boolean {
  if (value.position !== "default" && value.position !== "argument") return false;
  const owner = declarationOf(config, value)?.owner;
  if (owner) return parameters.get(owner)?.has(value.name) === true;
  // `executor: { name: e, password: … }`
  return value.path.at(-2) === "executor" && [...parameters.values()].some((names) => names.has(value.name));
}

/** Parameters whose value itself is sent as a password, by what declares them. */
type SentParameters = ReadonlyMap<MapNode, ReadonlySet<string>>;

function credentialParameters({ pullSites, root }: Config): SentParameters {
  const sent = new Map<MapNode, Set<string>>();
  for (const { uses } of pullSites) {
    for (const { auth, runner } of uses) {
      const password = readAuth(auth?.value)?.password;
      if (password?.kind !== "parameter") continue;
      const text = password.scalar.value;
      const own = soleParameter(text);
      const name = own ?? /^\s*<<\s*pipeline\.parameters\.([\w-]+)\s*>>\s*$/.exec(text)?.[1];
      const owner = own === undefined ? root : runner.map;
      if (name !== undefined && owner) sent.set(owner, (sent.get(owner) ?? new Set()).add(name));
    }
  }
  return sent;
}

/** True for `environment` of a container that runs beside the steps. */
function isOfService(path: readonly PathStep[]): boolean {
  const docker = path.lastIndexOf("docker");
  const index = path[docker + 1];
  return docker !== -1 && typeof index === "number" && index > 0 && path[docker + 2] === "environment";
}

/** True when the job that a path leads to starts containers beside its steps. */
function hasServices({ namespace }: Config, [section, name]: readonly PathStep[]): boolean {
  const job = section === "jobs" ? namespace.jobs.get(String(name)) : undefined;
  const executor = valueOf(job?.map, "executor");
  const used = namespace.executors.get(textOf(executor) ?? textOf(valueOf(executor, "name")) ?? "");
  const docker = valueOf(job?.map, "docker") ?? valueOf(used?.map, "docker");
  return (asSeq(docker)?.items.length ?? 0) > 1;
}

/** A variable of a service that a script starts for itself. */
const SERVICE_VARIABLE =
  /\s(?:-e|--env)[ =]["']?(?:VAULT_DEV|POSTGRES|PG|MYSQL|MARIADB|MONGO|REDIS|RABBITMQ|MINIO|ELASTIC|SA_|MSSQL)\w{0,80}=([^\s"']{1,400})/g;

/** Values that the file gives to containers beside the steps, or to those that its steps start. */
export function valuesOfServices(config: Config): ReadonlySet<string> {
  const { values, scripts } = writtenIn(config);
  const services = values.flatMap(({ path, scalar }) => (isOfService(path) ? [scalar.value] : []));
  const started = scripts.flatMap(({ scalar: { value } }) =>
    value.includes("docker") ? [...value.matchAll(SERVICE_VARIABLE)] : [],
  );
  return new Set([...services, ...started.map(([, text = ""]) => text)]);
}

/** The comment on the line where a scalar ends. */
function commentBeside({ tree }: Config, scalar: Scalar): string | undefined {
  const { source } = tree;
  const rest = source.text.slice(scalar.span.end, source.lineEnd(scalar.span.end));
  return /^[\t ]+#(.*)/.exec(rest)?.[1];
}
