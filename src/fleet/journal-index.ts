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

interface Entry {
  record: RepositoryRecord;
  /** The lines that say it. */
  readonly places: Map<RepositoryLine["kind"], Stretch[]>;
}

/** What all lines so far come to, and where the lines stand that say it; the same for every order of compaction. */
export class JournalIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #waves = new Map<number, { readonly line: WaveLine; readonly place: Stretch }>();
  readonly #runs: { readonly line: RanLine; readonly place: Stretch }[] = [];

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
    return this.#entries.get(key)?.places.get(kind)?.at(-1);
  }

  /** Where the lines stand that say what is known of a repository, in their order. */
  placesOf(key: string): Stretch[] {
    return [...(this.#entries.get(key)?.places.values() ?? [])].flat().sort((a, b) => a.start - b.start);
  }

  /** Lines without which less would be known, in their order. */
  needed(): Stretch[] {
    const places = [...this.#entries.values()].flatMap((entry) => [...entry.places.values()].flat());
    for (const { place } of this.#waves.values()) places.push(place);
    for (const { place } of this.#runs) places.push(place);
    if (this.#selected) places.push(this.#selected.place);
    if (this.#campaign) places.push(this.#campaign.place);
    return places.sort((a, b) => a.start - b.start);
  }

  add(line: JournalLine, place: Stretch): void {
    if (line.kind === "started") return;
    if (line.kind === "wave") this.#waves.set(line.wave, { line, place });
    else if (line.kind === "selected") this.#selected = { line, place };
    else if (line.kind === "campaign") this.#campaign = { line, place };
    else if (line.kind === "ran") this.#runs.push({ line, place });
    else this.#addTo(line, place);
  }

  #addTo(line: RepositoryLine, place: Stretch): void {
    const { key, kind } = line;
    const before = this.#entries.get(key);
    const entry = before ?? { record: emptyRecord(key), places: new Map<RepositoryLine["kind"], Stretch[]>() };
    if (!before) this.#entries.set(key, entry);
    entry.record = { ...entry.record, ...changesBy(line, entry.record) };
    if (kind === "proposed") for (const old of ["writing", "held", "failed"] as const) entry.places.delete(old);
    const kept = kind === "writing" ? (entry.places.get(kind) ?? []) : [];
    entry.places.set(kind, [...kept, place]);
  }

  *#records(): Generator<RepositoryRecord> {
    for (const { record } of this.#entries.values()) yield record;
  }
}

function emptyRecord(key: string): RepositoryRecord {
  return {
    key,
    planned: undefined,
    writing: [],
    proposal: undefined,
    retired: undefined,
    trouble: undefined,
    checked: undefined,
  };
}

function changesBy(line: RepositoryLine, before: RepositoryRecord): Partial<RepositoryRecord> {
  if (line.kind === "planned") return { planned: noteOf(line) };
  if (line.kind === "writing") {
    const { change, texts } = line;
    return { writing: [...before.writing, { change, texts }] };
  }
  if (line.kind === "proposed") return { proposal: line.proposal, writing: [], trouble: undefined };
  if (line.kind === "checked") return { checked: { commit: line.commit, checks: line.checks } };
  if (line.kind !== "closed") return { trouble: { kind: line.kind, reason: line.reason } };
  const { proposal } = before;
  return {
    ...(proposal?.number === line.number ? { proposal: { ...proposal, state: "closed" } } : {}),
    ...(line.because === "nothing left" ? { retired: line.number } : {}),
  };
}

function noteOf({ options, planned }: RepositoryLine & { kind: "planned" }): PlannedNote {
  const { commit, outcome, change } = planned;
  return { options, commit, outcome: outcome.kind, change: change?.digest };
}
