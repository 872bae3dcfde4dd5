/** Where each unit of a text is written: half-open spans of the file, by index in the text. */
export interface WrittenText {
  readonly starts: readonly number[];
  /** Where the unit's spelling ends; for a line break, where the next line's own text begins. */
  readonly ends: readonly number[];
}

/** A piece of text and where it is written: as it is, or in one spelling that stands for all of it. */
interface Piece {
  readonly length: number;
  readonly start: number;
  /** End of that spelling; `undefined` for text that is written as it is. */
  readonly end: number | undefined;
}

/** A value put together piece by piece, as it is read from the file. */
export class TextTrace implements WrittenText {
  value = "";
  readonly #pieces: Piece[] = [];
  #units: { readonly starts: number[]; readonly ends: number[] } | undefined;

  /** Adds text that one spelling stands for: an escape, a line break. */
  add(text: string, start: number, end: number): void {
    this.value += text;
    this.#pieces.push({ length: text.length, start, end });
  }

  /** Adds text that stands in the file as it is. */
  addVerbatim(text: string, start: number): void {
    this.value += text;
    this.#pieces.push({ length: text.length, start, end: undefined });
  }

  /**
   * Adds what consecutive line breaks at `breaks` fold to. As many units as breaks, or one fewer: then the last unit
   * stands for two. `end`: where the text goes on.
   */
  addFold(text: string, breaks: readonly number[], end: number): void {
    for (let unit = 0; unit < text.length; unit += 1) {
      const next = unit + 1 < text.length ? breaks[unit + 1] : end;
      this.add(text.charAt(unit), breaks[unit] ?? end, next ?? end);
    }
  }

  get starts(): readonly number[] {
    return this.#spell().starts;
  }

  get ends(): readonly number[] {
    return this.#spell().ends;
  }

  /** Most values are only read, so that the places of their units are made out when they are asked for. */
  #spell(): { readonly starts: number[]; readonly ends: number[] } {
    if (this.#units) return this.#units;
    const starts: number[] = [];
    const ends: number[] = [];
    for (const { length, start, end } of this.#pieces) {
      for (let unit = 0; unit < length; unit += 1) {
        starts.push(end === undefined ? start + unit : start);
        ends.push(end ?? start + unit + 1);
      }
    }
    this.#units = { starts, ends };
    return this.#units;
  }
}
