/** Where each unit of a text is written: half-open spans of the file, by index in the text. */
export interface WrittenText {
  readonly starts: readonly number[];
  /** Where the unit's spelling ends; for a line break, where the next line's own text begins. */
  readonly ends: readonly number[];
}

/** A value put together unit by unit, as it is read from the file. */
export class TextTrace implements WrittenText {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  value = "";

  /** Adds text that one spelling stands for: an escape, a line break. */
  add(text: string, start: number, end: number): void {
    this.value += text;
    for (let unit = 0; unit < text.length; unit += 1) {
      this.starts.push(start);
      this.ends.push(end);
    }
  }

  /** Adds text that stands in the file as it is. */
  addVerbatim(text: string, start: number): void {
    this.value += text;
    for (let unit = 0; unit < text.length; unit += 1) {
      this.starts.push(start + unit);
      this.ends.push(start + unit + 1);
    }
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
}
