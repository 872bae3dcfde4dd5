import type { Checks } from "./forge.ts";
import type {
  CampaignLine,
  JournalLine,
  ProposalRecord,
  RanLine,
  RepositoryLine,
  SelectedLine,
  WaveLine,
  WritingNote,
} from "./journal-line.ts";
import type { Stretch } from "./journal-log.ts";
import type { Outcome } from "./plan.ts";

/** What is kept in memory of a plan; the whole of it is read from the journal. */
export interface PlannedNote {
  readonly options: string;
  readonly commit: string | undefined;
  readonly outcome: Outcome["kind"];
  /** Digest of the change; `undefined` where nothing is to be proposed. */
  readonly change: string | undefined;
}

/** What the journal knows of one repository. */
export interface RepositoryRecord {
  readonly key: string;
  readonly planned: PlannedNote | undefined;
  /** What runs were about to write since the last proposal, the oldest first. */
  readonly writing: readonly WritingNote[];
  readonly proposal: ProposalRecord | undefined;
  /** The number of the proposal that we closed because nothing was left to propose. */
  readonly retired: number | undefined;
  /** Why nothing was proposed when it was tried last. */
  readonly trouble: { readonly kind: "held" | "failed"; readonly reason: string } | undefined;
  readonly checked: { readonly commit: string; readonly checks: Checks } | undefined;
}

/** Where a line about a repository stands. */
interface Place extends Stretch {
  readonly kind: RepositoryLine["kind"];
}

type PlannedLine = RepositoryLine & { readonly kind: "planned" };

interface Entry {
  record: RepositoryRecord;
  /** The lines that say it, in their order. */
  places: readonly Place[];
}

/** Lines that are of no use any more once the repository has a proposal. */
const BEFORE_PROPOSAL: ReadonlySet<RepositoryLine["kind"]> = new Set(["writing", "held", "failed"]);
const NONE: readonly never[] = [];

/**
 * What all lines so far come to, and where the lines stand that say it; the same for every order of compaction. There is an entry for
 * each repository of the fleet: it is kept small.
 */
export class JournalIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #waves = new Map<number, { readonly line: WaveLine; readonly place: Stretch }>();
  readonly #runs: { readonly line: RanLine; readonly place: Stretch }[] = [];

  /** Of the last plan. */
  #options = "";
  #selected: { readonly line: SelectedLine; readonly place: Stretch } | undefined;
  #campaign: { readonly line: CampaignLine; readonly place: Stretch } | undefined;

  /** The name of the campaign; `undefined` for one that nobody else has worked on. */
  get campaign(): string | undefined {
    return this.#campaign?.line.id;
  }

  /** Keys of all that the last plan selected; `undefined` before one ended. */
  get selected(): readonly string[] | undefined {
    return this.#selected?.line.keys;
  }

  get repositories(): Iterable<RepositoryRecord> {
    return this.#records();
  }

  get runs(): readonly RanLine[] {
    return this.#runs.map(({ line }) => line);
  }

  find(key: string): RepositoryRecord | undefined {
    return this.#entries.get(key)?.record;
  }

  wave(wave: number): WaveLine | undefined {
    return this.#waves.get(wave)?.line;
  }

  /** Where the last line of a kind about a repository stands. */
  place(key: string, kind: RepositoryLine["kind"]): Stretch | undefined {
    return this.#entries.get(key)?.places.findLast((place) => place.kind === kind);
  }

  /** Where the lines stand that say what is known of a repository, in their order. */
  placesOf(key: string): readonly Stretch[] {
    return this.#entries.get(key)?.places ?? NONE;
  }

  /** Lines without which less would be known, in their order. */
  needed(): Stretch[] {
    const places: Stretch[] = [...this.#entries.values()].flatMap((entry) => entry.places);
    for (const { place } of this.#waves.values()) places.push(place);
    for (const { place } of this.#runs) places.push(place);
    if (this.#selected) places.push(this.#selected.place);
    if (this.#campaign) places.push(this.#campaign.place);
    return places.sort((a, b) => a.start - b.start);
  }

  add(line: JournalLine, place: Stretch): void {
    if (line.kind === "started") return;
    if (line.kind === "wave") this.#waves.set(line.wave, { line, place });
    else if (line.kind === "selected") this.#selected = { line: this.#withOurKeys(line), place };
    else if (line.kind === "campaign") this.#campaign = { line, place };
    else if (line.kind === "ran") this.#runs.push({ line, place });
    else this.#addTo(line, place);
  }

  #addTo(line: RepositoryLine, { start, end }: Stretch): void {
    const { key, kind } = line;
    const known = this.#entries.get(key);
    const entry = known ?? { record: emptyRecord(key), places: NONE };
    if (!known) this.#entries.set(key, entry);
    entry.record = { ...entry.record, ...this.#changesBy(line, entry.record) };
    const stays = (before: Place): boolean =>
      (before.kind !== kind || kind === "writing") && !(kind === "proposed" && BEFORE_PROPOSAL.has(before.kind));
    entry.places = [...entry.places.filter(stays), { kind, start, end }];
  }

  #changesBy(line: RepositoryLine, before: RepositoryRecord): Partial<RepositoryRecord> {
    return line.kind === "planned" ? { planned: this.#noteOf(line) } : changesBy(line, before);
  }

  /** Nearly all plans have the same options, so that they are kept once. */
  #noteOf({ options, planned }: PlannedLine): PlannedNote {
    if (this.#options !== options) this.#options = options;
    const { commit, outcome, change } = planned;
    return { options: this.#options, commit, outcome: outcome.kind, change: change?.digest };
  }

  /** With the keys that entries have already, which are as many again. */
  #withOurKeys(line: SelectedLine): SelectedLine {
    return { ...line, keys: line.keys.map((key) => this.#entries.get(key)?.record.key ?? key) };
  }

  *#records(): Generator<RepositoryRecord> {
    for (const { record } of this.#entries.values()) yield record;
  }
}

function emptyRecord(key: string): RepositoryRecord {
  return {
    key,
    planned: undefined,
    writing: NONE,
    proposal: undefined,
    retired: undefined,
    trouble: undefined,
    checked: undefined,
  };
}

function changesBy(line: Exclude<RepositoryLine, PlannedLine>, before: RepositoryRecord): Partial<RepositoryRecord> {
  if (line.kind === "writing") {
    const { change, texts } = line;
    return { writing: [...before.writing, { change, texts }] };
  }
  if (line.kind === "proposed") return { proposal: line.proposal, writing: NONE, trouble: undefined };
  if (line.kind === "checked") return { checked: { commit: line.commit, checks: line.checks } };
  if (line.kind !== "closed") return { trouble: { kind: line.kind, reason: line.reason } };
  const { proposal } = before;
  return {
    ...(proposal?.number === line.number ? { proposal: { ...proposal, state: "closed" } } : {}),
    ...(line.because === "nothing left" ? { retired: line.number } : {}),
  };
}
