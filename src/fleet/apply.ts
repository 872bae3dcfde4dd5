import type { ApplyOptions, ApplyRow, ApplyTools, Crew } from "./apply-run.ts";
import type { RepositoryRecord } from "./journal-index.ts";
import { OWN_CREW } from "./treat.ts";
import { type WaveEnd, awaitWave, inCampaign } from "./wave.ts";

/** How a run of `apply` ended. */
export interface ApplyEnd {
  /**
   * `done`: all is proposed. `wave`: a wave is red, or its checks are not done. `max`: as many as one run may. `stopped`: by a
   * signal.
   */
  readonly ended: "done" | "wave" | "max" | "stopped";
  readonly rows: readonly ApplyRow[];
  /** The waves that were waited for. */
  readonly waves: readonly WaveEnd[];
  /** Repositories that were not looked at. */
  readonly left: number;
}

/**
 * Makes proposals what the plan says. First what was proposed or tried before is brought up to date; then, wave by wave, what
 * is new is proposed, each wave once the checks of the one before are green. It can be stopped anywhere: the next run goes on.
 */
export async function apply(tools: ApplyTools, options: ApplyOptions, crew: Crew = OWN_CREW): Promise<ApplyEnd> {
  return new Application(tools, options, crew).run();
}

class Application {
  readonly #tools: ApplyTools;
  readonly #options: ApplyOptions;
  readonly #crew: Crew;
  readonly #rows: ApplyRow[] = [];
  readonly #waves: WaveEnd[] = [];
  #written = 0;
  /** Repositories that there is something to do for, or may be. */
  #wanted = 0;

  constructor(tools: ApplyTools, options: ApplyOptions, crew: Crew) {
    this.#tools = tools;
    this.#options = options;
    this.#crew = crew;
  }

  async run(): Promise<ApplyEnd> {
    const { known: queue, unknown } = candidatesIn(inCampaign(this.#tools.journal));
    this.#wanted = queue.length + unknown.length;
    const later: string[] = [];
    while (queue.length > 0 && this.#mayGoOn()) {
      later.push(...(await this.#treat(queue.splice(0, this.#room(this.#crew.most)), 1, false)));
    }
    const fresh = [...queue, ...later, ...unknown];
    return this.#mayGoOn() ? this.#propose(fresh) : this.#end();
  }

  /** What is new, wave by wave. */
  async #propose(queue: string[]): Promise<ApplyEnd> {
    for (let wave = this.#lastWave(), goesOn = this.#options.goesOn; queue.length > 0; wave += 1) {
      await this.#fill(wave, queue);
      if (queue.length === 0 || !this.#mayGoOn()) break;
      if (!goesOn && !(await this.#isGreen(wave))) return this.#end("wave");
      goesOn = false;
    }
    return this.#end();
  }

  /** Proposes until the wave has as many as it may, unless it has ended before. */
  async #fill(wave: number, queue: string[]): Promise<void> {
    const { journal } = this.#tools;
    const { canary, wave: size } = this.#options;
    const limit = (wave === 1 && canary > 0 ? canary : size) || Number.POSITIVE_INFINITY;
    if (journal.wave(wave)) return;
    let filled = this.#sizeOf(wave);
    while (queue.length > 0 && filled < limit && this.#mayGoOn()) {
      const before = this.#written;
      await this.#treat(queue.splice(0, this.#room(Math.min(this.#crew.most, limit - filled))), wave, true);
      filled += this.#written - before;
    }
  }

  async #isGreen(wave: number): Promise<boolean> {
    if (this.#options.dryRun || this.#tools.journal.wave(wave)?.ended === "green") return true;
    const end = await awaitWave(wave, this.#tools, this.#options);
    this.#waves.push(end);
    return end.ended === "green";
  }

  /** Says which are to be opened later. */
  async #treat(keys: readonly string[], wave: number, opens: boolean): Promise<readonly string[]> {
    const treated = await this.#crew.treat(keys, { tools: this.#tools, options: this.#options, wave, opens });
    this.#rows.push(...treated.rows);
    this.#written += treated.rows.filter(({ did }) => WRITES.has(did)).length;
    return treated.later;
  }

  /** How many may be written now, at most so many. */
  #room(most: number): number {
    return Math.min(most, this.#options.max - this.#written);
  }

  #mayGoOn(): boolean {
    return !this.#tools.stop.aborted && this.#written < this.#options.max;
  }

  #lastWave(): number {
    return Math.max(1, ...inCampaign(this.#tools.journal).map(({ proposal }) => proposal?.wave ?? 1));
  }

  #sizeOf(wave: number): number {
    return inCampaign(this.#tools.journal).filter(({ proposal }) => proposal?.wave === wave).length;
  }

  /** What a signal stopped in the middle of a chunk has no row, and is left. */
  #end(ended?: ApplyEnd["ended"]): ApplyEnd {
    const left = this.#wanted - new Set(this.#rows.map(({ key }) => key)).size;
    const other = left === 0 ? "done" : "max";
    return {
      ended: this.#tools.stop.aborted ? "stopped" : (ended ?? other),
      rows: this.#rows,
      waves: this.#waves,
      left,
    };
  }
}

/** What was done that takes a place in a wave, because checks run for it. */
const WRITES: ReadonlySet<ApplyRow["did"]> = new Set(["opened", "updated", "reopened"]);

/** Keys of the repositories that something is to be proposed for, or was: those that were tried before, and the others. */
function candidatesIn(records: readonly RepositoryRecord[]): { known: string[]; unknown: readonly string[] } {
  const wanted = records.filter(({ planned, proposal, writing }) => planned?.change ?? proposal ?? writing.length > 0);
  const known = new Set(wanted.filter(({ proposal, trouble }) => proposal ?? trouble).map(({ key }) => key));
  return { known: [...known], unknown: wanted.map(({ key }) => key).filter((key) => !known.has(key)) };
}
