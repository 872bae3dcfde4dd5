import { ownerOf, type FleetTotals } from "./tally.ts";
import type { ReportedRepository } from "./reported.ts";

/** By what a page tells repositories apart. */
export interface Numbers {
  readonly owners: ReadonlyMap<string, number>;
  readonly topics: ReadonlyMap<string, number>;
  readonly rules: ReadonlyMap<string, number>;
}

/** Short names for owners, topics and rules, that hold nothing of others. */
export function numbersOf({ owners, topics, rules }: FleetTotals): Numbers {
  return {
    owners: number(owners.map(({ name }) => name)),
    topics: number(topics.map(({ name }) => name)),
    rules: number(rules.map(({ rule }) => rule)),
  };
}

/** The numbers that belong to one repository, for attributes: lists with spaces between. */
export function numbersIn({ repository, planned, state }: ReportedRepository, numbers: Numbers) {
  const rules = (planned?.files ?? []).flatMap(({ applied, findings }) => [
    ...(state === "merged" ? [] : applied),
    ...findings,
  ]);
  return {
    owner: list([ownerOf(repository.name)], numbers.owners),
    topic: list(repository.topics, numbers.topics),
    rule: list(
      rules.map(({ rule }) => rule),
      numbers.rules,
    ),
    risk: [...new Set(planned?.risks.map(({ kind }) => kind))].join(" "),
  };
}

function list(names: readonly string[], numbers: ReadonlyMap<string, number>): string {
  return [...new Set(names.map((name) => numbers.get(name)))].join(" ");
}

function number(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}
