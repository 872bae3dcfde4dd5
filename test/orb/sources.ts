import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../package/build.ts";

export const SOURCES = join(ROOT, "orb/src");
export const PACKED = join(ROOT, "orb/orb.yml");
export const SCRIPTS = join(SOURCES, "scripts");

interface Parameter {
  readonly type: string;
  readonly default?: unknown;
  readonly description?: string;
}

/** A command, a job or an executor of an orb. */
export interface Element {
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly steps?: readonly unknown[];
}

export interface Orb {
  readonly commands: Readonly<Record<string, Element>>;
  readonly jobs: Readonly<Record<string, Element>>;
  readonly executors: Readonly<Record<string, Element>>;
  readonly examples: Readonly<Record<string, { readonly usage: object }>>;
}

export function readOrb(): Orb {
  return parse(readFileSync(PACKED, "utf8")) as Orb;
}

/** The scripts of the orb, by name. */
export function scripts(): readonly string[] {
  return readdirSync(SCRIPTS).toSorted();
}

/** Every step of a list, those below conditions too. */
export function stepsBelow(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((step: { when?: { steps: unknown } }) => [step, ...stepsBelow(step.when?.steps)]);
}
