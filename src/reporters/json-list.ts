/** A list of JSON in the making, laid out as `JSON.stringify` lays it out with an indent of 2, `depth` levels inside the whole. */
export class JsonList {
  readonly #indent: string;
  #length = 0;

  constructor(depth: number) {
    this.#indent = "  ".repeat(depth);
  }

  /** The text of one more item, for the end of what came before. */
  add(value: object): string {
    this.#length += 1;
    const line = `\n${this.#indent}  `;
    // Line breaks inside of strings are escaped, so that these are all between values.
    return `${this.#length === 1 ? "[" : ","}${line}${JSON.stringify(value, undefined, 2).replaceAll("\n", line)}`;
  }

  end(): string {
    return this.#length === 0 ? "[]" : `\n${this.#indent}]`;
  }
}
