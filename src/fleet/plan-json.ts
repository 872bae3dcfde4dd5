import { JsonList } from "../reporters/json-list.ts";
import type { PlannedRepository } from "./plan.ts";
import type { Selector } from "./select.ts";
import type { Summary } from "./summary.ts";

/** The plan as one JSON value, told as plans come: in that order, which is no order. */
export class PlanJson {
  readonly #list = new JsonList(1);
  #head: string;

  constructor(version: string) {
    this.#head = `{\n  "schemaVersion": 1,\n  "tool": ${JSON.stringify({ name: "circlesec", version })},\n  "repositories": `;
  }

  add(planned: PlannedRepository): string {
    return this.#afterHead(this.#list.add(planned));
  }

  end(summary: Summary, { leftOut, missing }: Pick<Selector, "leftOut" | "missing">): string {
    const rest = {
      prerequisites: summary.prerequisites,
      counts: summary.counts,
      leftOut: Object.fromEntries(leftOut),
      missing,
    };
    return this.#afterHead(`${this.#list.end()},${JSON.stringify(rest, undefined, 2).slice("{".length)}\n`);
  }

  #afterHead(text: string): string {
    const all = this.#head + text;
    this.#head = "";
    return all;
  }
}
