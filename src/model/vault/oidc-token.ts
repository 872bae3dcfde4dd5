import { textOf } from "../../docker/arguments.ts";
import type { Command, Word } from "../../shell/index.ts";
import type { Span } from "../../source/span.ts";
import { type Node, asScalar, entriesOf } from "../../syntax/index.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import { eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import { spanInFile } from "../exposures/index.ts";
import { type WrittenValue, writtenIn } from "../written.ts";

/** A place that refers to CircleCI's OIDC token where there is none. */
export type MisplacedOidc = { readonly span: Span; readonly variable: string } &
  /** `auth` and `aws_auth` of an image. */
  (
    | { readonly where: "auth"; readonly key: string; readonly image: string; readonly onDockerHub: boolean }
    /** Text that CircleCI hands on as it is. `isExpanded`: the file has a command that may expand it later. */
    | {
        readonly where: "environment";
        readonly value: WrittenValue;
        readonly isWhole: boolean;
        readonly mayExpand: boolean;
      }
    /** A script that a container runs. `isRunning`: the container may have got it when it was started. */
    | { readonly where: "container"; readonly called: string; readonly isRunning: boolean; readonly jobName: string }
    /** CircleCI 1.0 had no such tokens. */
    | { readonly where: "legacy" }
  );

const TOKEN = /\$\{?(CIRCLE_OIDC_TOKEN(?:_V2)?)\b/;
/** What expands variables in the value of a variable. */
const EXPANDERS = /\beval\b|\benvsubst\b|\benv subst\b|\$\{!|@P\}/;

/** Each such place once. */
export function misplacedOidcIn(config: Config): MisplacedOidc[] {
  if (!TOKEN.test(config.tree.source.text)) return [];
  if (config.kind === "legacy") return inLegacy(config);
  return [...inAuths(config), ...inEnvironments(config), ...inContainers(config)];
}

function inLegacy(config: Config): MisplacedOidc[] {
  const { scripts, values } = writtenIn(config);
  const found = [
    ...scripts.flatMap((script) => {
      const match = TOKEN.exec(script.scalar.value);
      if (!match) return [];
      const span = spanInFile(config, script, { start: match.index, end: match.index + match[0].length });
      return [{ where: "legacy" as const, span, variable: match[1] ?? "" }];
    }),
    ...values.flatMap(({ scalar }) => referenceIn(scalar).map((one) => ({ where: "legacy" as const, ...one }))),
  ];
  return found.toSorted((a, b) => a.span.start - b.span.start).slice(0, 1);
}

function inAuths({ pullSites }: Config): MisplacedOidc[] {
  const found = new Map<number, MisplacedOidc>();
  for (const { text, uses, registries } of pullSites) {
    for (const { auth, cloudAuth } of uses) {
      const entry = auth ?? cloudAuth;
      for (const { value } of entriesOf(entry?.value).values()) {
        for (const { span, variable } of referenceIn(value)) {
          const onDockerHub = registries.size === 1 && registries.has("docker-hub");
          found.set(span.start, { where: "auth", span, variable, key: entry?.key ?? "auth", image: text, onDockerHub });
        }
      }
    }
  }
  return [...found.values()];
}

function inEnvironments(config: Config): MisplacedOidc[] {
  const mayExpand = EXPANDERS.test(config.tree.source.text);
  return writtenIn(config).values.flatMap((value): MisplacedOidc[] => {
    const { position, scalar } = value;
    if (position !== "environment" && position !== "container") return [];
    const isWhole = /^\s*\$\{?CIRCLE_OIDC_TOKEN(?:_V2)?\}?\s*$/.test(scalar.value);
    return referenceIn(scalar).map(({ span, variable }) => ({
      where: "environment",
      span,
      variable,
      value,
      isWhole,
      mayExpand: mayExpand && position !== "container",
    }));
  });
}

function referenceIn(node: Node | undefined): { span: Span; variable: string }[] {
  const scalar = asScalar(node);
  const match = scalar && TOKEN.exec(scalar.value);
  return scalar && match ? [{ span: scalar.span, variable: match[1] ?? "" }] : [];
}

function inContainers(config: Config): MisplacedOidc[] {
  const found = new Map<string, MisplacedOidc>();
  for (const run of jobRunsOf(config)) {
    const commands = eventsOf(config, run).filter((event) => event.kind === "command");
    const isHandedOn = commands.some((event) => startsContainer(event) && handsOn(event));
    for (const event of commands) {
      const called = containerCommand(event);
      const word = called === undefined || handsOn(event) ? undefined : innerScript(event.execution.command);
      const variable = word && TOKEN.exec(literalOf(word))?.[1];
      if (called === undefined || !word || variable === undefined) continue;
      const isRunning = called.endsWith("exec");
      if (isRunning && isHandedOn) continue;
      const { span } = event;
      found.set(`${span.start}`, { where: "container", span, variable, called, isRunning, jobName: run.jobName });
    }
  }
  return [...found.values()];
}

/** `docker run`, `docker exec` and their like; `undefined` for any other command. */
function containerCommand(event: CommandEvent): string | undefined {
  const { program } = event;
  if (!/^(?:docker|podman|nerdctl)$/.test(program)) return undefined;
  const words = event.args.slice(0, 2).map(textOf);
  const verbs = words[0] === "container" ? words.slice(0, 2) : words.slice(0, 1);
  return /^(?:run|exec)$/.test(verbs.at(-1) ?? "") ? [program, ...verbs].join(" ") : undefined;
}

function startsContainer(event: CommandEvent): boolean {
  return /^(?:docker|podman|nerdctl|docker-compose)$/.test(event.program) && / (?:run|create|up)\b/.test(event.text);
}

/** True when a container may get the token from outside: by name, by a file, by flags that a variable holds, by a file of compose. */
function handsOn({ execution: { command }, program }: CommandEvent): boolean {
  return (
    program === "docker-compose" ||
    command.args.some(({ text, parts }) => {
      const isFlag = /^(?:-e|--env=?)?["']?CIRCLE_OIDC_TOKEN(?:_V2)?(?:["']?$|=)/.test(text);
      const [part, more] = parts;
      const isOpen = part?.kind === "variable" && !more && /OPT|ARG|FLAG|PARAM|ENV|\[@\]/i.test(part.name);
      return isFlag || isOpen || /^--env-file|^compose$|^--env-host/.test(text);
    })
  );
}

/** The script that a shell in the container gets, if it does not set the token itself. */
function innerScript({ args }: Command): Word | undefined {
  const word = args.find(
    (_, at) =>
      /^-\w*c$/.test(args[at - 1]?.text ?? "") && /(?:^|\/)(?:ba|da|a|z)?sh$|^-/.test(args[at - 2]?.text ?? ""),
  );
  return word && !/CIRCLE_OIDC_TOKEN(?:_V2)?=/.test(word.text) ? word : undefined;
}

/** What of a word the outer shell leaves as it is. */
function literalOf({ parts }: Word): string {
  return parts.map((part) => (part.kind === "text" ? part.value : " ")).join("");
}
