import type { Span } from "../../source/span.ts";
import { type Item, entriesOf, textOf } from "../../syntax/index.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import { eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import { type OrbVault, argumentOf } from "../orbs/index.ts";
import { evaluateNode } from "../possible.ts";
import type { JobRun } from "../steps/job-run.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import { placesOf } from "../steps/read-steps.ts";
import type { Step } from "../steps/step.ts";
import { hasVaultBeside, isLocalVault, isVaultStart } from "./local-vault.ts";
import type { VaultAct, VaultMethod } from "./vault-acts.ts";
import { readVaultCommand } from "./vault-commands.ts";
import { Memory } from "../../source/memory.ts";

/** Something that a job does with Vault. */
export interface VaultEvent {
  readonly step: Step;
  readonly span: Span;
  readonly act: VaultAct | undefined;
  /** `undefined` for what an orb does. */
  readonly event: CommandEvent | undefined;
  readonly part: OrbVault | undefined;
  /** True when it takes any certificate for Vault's, by a flag of its own. */
  readonly skipsVerify: boolean;
  /** True for a Vault that the job has to itself: on a loopback address, or started by the job. */
  readonly isLocal: boolean;
  /** Names of the variables in a token that a command itself sends; `undefined` where it sends none. */
  readonly sends: readonly string[] | undefined;
  /** True for what a `trap` does when the script of the step ends. */
  readonly isAtEnd: boolean;
}

const cache = new Memory<readonly Step[], readonly VaultEvent[]>();

/** What the steps of a job do with Vault, in order. Once for jobs that run the same steps. */
export function vaultEventsOf(config: Config, run: JobRun): readonly VaultEvent[] {
  const known = cache.get(run.steps);
  if (known) return known;
  const all = eventsOf(config, run);
  // Most jobs have to do with no Vault: whether they start one need not be asked.
  let isStarted: boolean | undefined;
  const startsVault = (): boolean =>
    (isStarted ??= hasVaultBeside(run) || all.some((event) => event.kind === "command" && isVaultStart(event)));
  const events = all.flatMap((event): VaultEvent[] => {
    if (event.kind === "step") return partEvent(event.step, startsVault);
    const command = readVaultCommand(event);
    if (!command) return [];
    const { act, skipsVerify, addresses, sends } = command;
    const isLocal = isLocalVault([...addresses], event.variables.get("VAULT_ADDR"), startsVault());
    const isAtEnd = event.program === "trap";
    return [{ step: event.step, span: event.span, act, event, part: undefined, skipsVerify, isLocal, sends, isAtEnd }];
  });
  cache.set(run.steps, events);
  return events;
}

const runs = new Memory<Config, readonly JobRun[]>();

/** The runs of a file's jobs that do something with a Vault; in most files none. Once a file. */
export function vaultRunsOf(config: Config): readonly JobRun[] {
  const known = runs.get(config);
  if (known) return known;
  const found = jobRunsOf(config).filter((run) => vaultEventsOf(config, run).length > 0);
  runs.set(config, found);
  return found;
}

/** True when a job surely calls Vault's command line before it comes to an item of a list of steps. */
export function runsVaultBefore(config: Config, run: JobRun, item: Item): boolean {
  const at = run.steps.findIndex((step) => placesOf(step).some((place) => place.item === item));
  const before = new Set(run.steps.slice(0, at));
  return vaultEventsOf(config, run).some(({ step, event, part }) => {
    if (!before.has(step) || step.conditions.length > 0 || step.timing !== "on_success" || step.background)
      return false;
    return part !== undefined || (event?.program === "vault" && isSure(event));
  });
}

/** True for the program itself, not behind `sudo`, a condition or a function of that name. */
function isSure({ execution, wrappers, step }: CommandEvent): boolean {
  const { guards, mayFail, background, command } = execution;
  const isProgram = wrappers.length === 0 && !/\bvault\s*\(\)/.test(step.run?.scalar.value ?? "");
  return isProgram && guards.length === 0 && !mayFail && !background && command.loops.length === 0;
}

function partEvent(step: Step, startsVault: () => boolean): VaultEvent[] {
  const { part, args, frame } = step;
  if (part?.does !== "vault") return [];
  const skips = part.skipsVerify === undefined ? undefined : textOf(argumentOf(step.args, part.skipsVerify));
  const skipsVerify = skips !== undefined && /^(?:true|yes|on|y)$/i.test(skips);
  const texts = [...entriesOf(args).values()].flatMap(({ value }) => [...evaluateNode(value, frame.scope).values]);
  const addresses = texts.filter((text) => /^https?:\/\//.test(text));
  return [
    {
      step,
      span: step.place.span,
      act: partAct(step, part),
      event: undefined,
      part,
      skipsVerify,
      isLocal: isLocalVault(addresses, undefined, startsVault()),
      sends: undefined,
      isAtEnd: false,
    },
  ];
}

function partAct(step: Step, part: OrbVault): VaultAct {
  if (part.what === "revoke") return { does: "revoke", what: "token" };
  return { does: "login", method: part.method ?? chosenMethod(step, part), given: [] };
}

function chosenMethod({ args, frame }: Step, { chosenBy }: OrbVault): VaultMethod {
  if (!chosenBy) return "other";
  const node = argumentOf(args, chosenBy.parameter);
  const [only = chosenBy.default, ...others] = node ? evaluateNode(node, frame.scope).values : [];
  const known: readonly VaultMethod[] = ["jwt", "approle", "userpass", "token"];
  return (others.length === 0 && known.find((method) => method === only)) || "other";
}
