import type { Span } from "../../source/span.ts";
import type { Command, WordPart } from "../../shell/index.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import { type JobEvent, eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import type { JobRun } from "../steps/job-run.ts";
import type { Step } from "../steps/step.ts";
import { type VaultEvent, vaultEventsOf, vaultRunsOf } from "./vault-events.ts";
import { Memory } from "../../source/memory.ts";

/** A variable that a step sets from what Vault gave. */
export interface VaultVariable {
  readonly name: string;
  readonly step: Step;
  readonly span: Span;
  /** True when later steps have it too. */
  readonly isExported: boolean;
  readonly from: VaultEvent;
}

/** Where a job's commands have their values from. */
export interface VaultValues {
  /** In the order in which they are set. */
  readonly variables: readonly VaultVariable[];
  /** What gave the credential that a command gets: by its words, its pipe or a file; `undefined` where that was not Vault. */
  readonly originOf: (event: CommandEvent) => VaultEvent | undefined;
}

const cache = new Memory<readonly Step[], VaultValues>();

/** Follows what Vault gives to a job's steps through variables, pipes, files and functions. */
export function vaultValuesOf(config: Config, run: JobRun): VaultValues {
  const known = cache.get(run.steps);
  if (known) return known;
  const found = vaultEventsOf(config, run);
  const hasVault = found.length > 0 || hasLaterCall(config);
  const values = !hasVault ? NONE : new Tracer(eventsOf(config, run), found).trace();
  cache.set(run.steps, values);
  return values;
}

/** True when some job of a file has a value from Vault, or a later shell of it may fetch one. */
export function mayHaveVaultValues(config: Config): boolean {
  return vaultRunsOf(config).length > 0 || hasLaterCall(config);
}

const laterCalls = new Memory<Config, boolean>();

function hasLaterCall(config: Config): boolean {
  const known = laterCalls.get(config) ?? LATER_CALL.test(config.tree.source.text);
  laterCalls.set(config, known);
  return known;
}

const NONE: VaultValues = { variables: [], originOf: () => undefined };
const EXPORT = /(?:^|[\s;"'])export\s+([A-Za-z_]\w*)=/g;
/** A call of Vault that a later shell makes: in single quotes, or in a here-document. */
const LATER_CALL = /\$\((?:vault|bao) (?:kv get|read|write) /;

class Tracer {
  readonly #events: readonly JobEvent[];
  readonly #indices = new Map<CommandEvent, number>();
  readonly #vault = new Map<CommandEvent, VaultEvent>();
  readonly #byCommand = new Map<Command, CommandEvent[]>();
  readonly #files = new Map<string, VaultEvent>();
  readonly #origins = new Map<CommandEvent, VaultEvent>();
  readonly #found: VaultVariable[] = [];
  readonly #last: readonly VaultEvent[];
  /** What later steps have, and what the script that is read has. */
  readonly #job = new Map<string, VaultEvent>();
  #own = new Map<string, VaultEvent>();

  constructor(events: readonly JobEvent[], vault: readonly VaultEvent[]) {
    this.#events = events;
    this.#last = vault;
    for (const one of vault) if (one.event) this.#vault.set(one.event, one);
    for (const [index, event] of events.entries()) {
      if (event.kind === "step") continue;
      this.#indices.set(event, index);
      const { command } = event.execution;
      const same = this.#byCommand.get(command);
      if (same) same.push(event);
      else this.#byCommand.set(command, [event]);
    }
  }

  trace(): VaultValues {
    let step: Step | undefined;
    for (const event of this.#events) {
      if (event.step !== step) this.#own = new Map(this.#job);
      step = event.step;
      if (event.kind === "step") this.#visitStep(event.step);
      else this.#visit(event);
    }
    return { variables: this.#found, originOf: (event) => this.#origins.get(event) };
  }

  #visitStep(step: Step): void {
    const { part } = step;
    const from = this.#last.find((one) => one.step === step);
    if (part?.does !== "vault" || !from) return;
    for (const name of part.exports ?? []) {
      this.#job.set(name, from);
      this.#found.push({ name, step, span: step.place.span, isExported: true, from });
    }
  }

  #visit(event: CommandEvent): void {
    const { command } = event.execution;
    const { step, span } = event;
    for (const { name, value } of command.assignments) {
      const from = value && this.#ofParts(value.parts);
      if (!from) {
        this.#own.delete(name);
        continue;
      }
      this.#own.set(name, from);
      this.#found.push({ name, step, span, isExported: false, from });
    }
    const origin = this.#ofCommand(command, event);
    if (origin) {
      this.#origins.set(event, origin);
      for (const file of writtenBy(command)) this.#files.set(file, origin);
    }
    if (writtenBy(command).some((file) => /\bBASH_ENV\b/.test(file))) this.#export(event);
  }

  /** `export NAME=…` in what a command appends to `$BASH_ENV`. */
  #export(event: CommandEvent): void {
    const { execution, step, span } = event;
    const { command } = execution;
    const before = command.pipeline.slice(0, command.pipelineIndex);
    const texts = [...before, command].flatMap((one) => one?.args.map(({ text }) => text) ?? []);
    const bodies = [...before, command].flatMap((one) => one?.redirects.flatMap(({ body }) => body?.text ?? []) ?? []);
    const text = [...texts, ...bodies].join(" ");
    const names = [...text.matchAll(EXPORT)];
    for (const [index, match] of names.entries()) {
      const value = text.slice(match.index, names[index + 1]?.index);
      const from = this.#ofText(value) ?? (LATER_CALL.test(value) ? laterRead(event) : undefined);
      const name = match[1] ?? "";
      if (!from) continue;
      this.#job.set(name, from);
      this.#found.push({ name, step, span, isExported: true, from });
    }
  }

  #ofText(text: string): VaultEvent | undefined {
    const names = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
    const held = names.flatMap((name) => this.#own.get(name) ?? []);
    return held.at(-1) ?? this.#ofFileIn(text);
  }

  #ofFileIn(text: string): VaultEvent | undefined {
    return [...this.#files].findLast(([file]) => text.includes(file))?.[1];
  }

  /** What a command hands on: what it reads itself, else what it is given. */
  #ofCommand(command: Command, event: CommandEvent | undefined): VaultEvent | undefined {
    const own = event && (this.#vault.get(event) ?? this.#ofCall(event));
    if (own) return own.act?.does === "revoke" ? undefined : own;
    const words = [...command.args, ...command.redirects.flatMap(({ body }) => body ?? [])];
    const given = words.map(({ parts }) => this.#ofParts(parts)).findLast((one) => one !== undefined);
    const before = command.pipeline[command.pipelineIndex - 1];
    const piped = before && this.#ofCommand(before, this.#eventOf(before));
    const reads = [
      ...command.args.map(({ text }) => text),
      ...command.redirects.flatMap(({ operator, target }) => (operator === "<" ? (target?.text ?? []) : [])),
    ];
    return given ?? piped ?? reads.flatMap((text) => this.#files.get(nameOfFile(text)) ?? []).at(-1);
  }

  #ofParts(parts: readonly WordPart[]): VaultEvent | undefined {
    const origins = parts.flatMap((part) => {
      if (part.kind === "variable") return this.#own.get(part.name) ?? [];
      if (part.kind !== "substitution") return [];
      return part.commands.flatMap((command) => this.#ofCommand(command, this.#eventOf(command)) ?? []);
    });
    return origins.at(-1);
  }

  /** What a function that calls Vault gets, where it is called. */
  #ofCall(event: CommandEvent): VaultEvent | undefined {
    let found: VaultEvent | undefined;
    const start = (this.#indices.get(event) ?? 0) + 1;
    for (const inner of this.#events.slice(start, start + MAX_BODY)) {
      if (inner.kind === "step" || inner.execution.call === undefined) break;
      if (inner.execution.command.functionName === event.program) found = this.#vault.get(inner) ?? found;
    }
    return found;
  }

  /** The execution of a command that comes next. */
  #eventOf(command: Command): CommandEvent | undefined {
    return this.#byCommand.get(command)?.[0];
  }
}

/** What a later step will read. */
function laterRead(event: CommandEvent): VaultEvent {
  const { step, span } = event;
  const nothing = { act: undefined, part: undefined, sends: undefined };
  return { step, span, event, ...nothing, skipsVerify: false, isLocal: false, isAtEnd: false };
}

/** Commands of a function that are looked at. */
const MAX_BODY = 200;

/** The files that a command writes to. */
function writtenBy({ redirects, args, name }: Command): string[] {
  const targets = redirects.flatMap(({ operator, target }) => (operator.includes(">") && target ? [target.text] : []));
  const flagged = args.flatMap(({ text }, at) => (/^(?:-o|-O|--output)$/.test(args[at - 1]?.text ?? "") ? [text] : []));
  const copies = name?.text === "tee" ? args.map(({ text }) => text) : [];
  return [...targets, ...flagged, ...copies].map(nameOfFile).filter((file) => !/^(?:\/dev\/|&?\d|-)/.test(file));
}

/** `@"$work/answer"` and `"$work/answer"` are one file. */
function nameOfFile(text: string): string {
  return text.replace(/^@/, "").replaceAll(/["']/g, "");
}
