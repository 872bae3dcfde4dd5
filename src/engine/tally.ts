import type { Severity } from "../finding.ts";
import { pluginOf } from "../rules/plugin.ts";
import type { FileResult, RunResult, Suppression } from "./result.ts";

/** What the last lines of a report and the exit code depend on, counted file by file: the files need not be kept for it. */
export class Tally {
  files = 0;
  findings = 0;
  readonly severities: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  /** Files with findings. */
  filesFound = 0;
  /** Findings with a fix that a person need not confirm. */
  fixable = 0;
  /** Findings with a fix that a person must confirm. */
  unsafe = 0;
  applied = 0;
  filesFixed = 0;
  /** Files that the run changed, or would. */
  changed = 0;
  /** Files in which nothing was checked. */
  crashedFiles = 0;
  /** Rules that threw, once for each file. */
  crashedRules = 0;
  /** Crashes and refused fixes that are a bug of circlesec. */
  ownFaults = 0;
  /** The same of plugins. */
  pluginFaults = 0;
  readonly #suppressed = new Map<string, { readonly suppression: Suppression; amount: number }>();

  add({ findings, suppressed, applied, refused, crashes, before }: FileResult): void {
    this.files += 1;
    this.findings += findings.length;
    for (const { severity, fix } of findings) {
      this.severities[severity] += 1;
      if (fix) this[fix.safety === "unsafe" ? "unsafe" : "fixable"] += 1;
    }
    this.filesFound += findings.length > 0 ? 1 : 0;
    this.applied += applied.length;
    this.filesFixed += applied.length > 0 ? 1 : 0;
    this.changed += before ? 1 : 0;
    for (const { rule } of crashes) this[rule === undefined ? "crashedFiles" : "crashedRules"] += 1;
    for (const { rule } of [...crashes, ...refused]) {
      this[pluginOf(rule) === undefined ? "ownFaults" : "pluginFaults"] += 1;
    }
    for (const { suppression } of suppressed) this.#suppress(suppression);
  }

  /** How many findings do not count, by what leaves them out, in the order in which these came up. */
  get suppressed(): readonly { readonly suppression: Suppression; readonly amount: number }[] {
    return [...this.#suppressed.values()];
  }

  #suppress(suppression: Suppression): void {
    const key = suppression.kind === "revision" ? `revision ${suppression.ref}` : suppression.kind;
    const known = this.#suppressed.get(key);
    if (known) known.amount += 1;
    else this.#suppressed.set(key, { suppression, amount: 1 });
  }
}

/** The counts of a whole run. */
export function tallyOf({ files }: RunResult): Tally {
  const tally = new Tally();
  for (const file of files) tally.add(file);
  return tally;
}
