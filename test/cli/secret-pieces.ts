import type { Files } from "./checkout.ts";

/** A made-up secret and how much of it may be shown. */
export interface Secret {
  /** Where it is planted, for the message of a failure. */
  readonly where: string;
  readonly text: string;
  /** Characters of its public prefix that may be shown. */
  readonly shown: number;
}

const PIECE = 5;
/** Base64 of a piece that is too short says little. */
const ENCODED_PIECE = 12;

interface Piece {
  readonly text: string;
  readonly where: string;
}

/** Finds pieces of secrets in texts: five characters beyond the prefix, or twelve of any base64 of the whole. */
export class Pieces {
  /** By their first five characters. */
  readonly #pieces = new Map<string, Piece[]>();

  constructor(secrets: readonly Secret[]) {
    for (const { where, text, shown } of secrets) {
      this.#add(text.slice(shown), PIECE, where);
      // What stands before a text in what is encoded shifts its base64.
      for (const before of ["", "a", "ab"]) {
        const encoded = Buffer.from(before + text).toString("base64");
        this.#add(encoded.slice(4, -4), ENCODED_PIECE, `${where}, as base64`);
      }
    }
  }

  #add(whole: string, size: number, where: string): void {
    for (let at = 0; at + size <= whole.length; at += 1) {
      const text = whole.slice(at, at + size);
      if (/^\d+$/.test(text)) throw new Error(`${text} of ${where} could be any number`);
      const start = text.slice(0, PIECE);
      this.#pieces.set(start, [...(this.#pieces.get(start) ?? []), { text, where }]);
    }
  }

  /** Where the secrets are planted of which the text shows a piece, each with the line that does. */
  in(text: string): string[] {
    const found = new Map<string, string>();
    for (let at = 0; at < text.length; at += 1) {
      const piece = this.#pieces.get(text.slice(at, at + PIECE))?.find((one) => text.startsWith(one.text, at));
      if (piece && !found.has(piece.where)) found.set(piece.where, lineAt(text, at));
    }
    return [...found].map(([where, line]) => `${where}: ${line}`);
  }
}

/** What stands around an offset, on its line. */
function lineAt(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf("\n", at) + 1, at - 80);
  return text.slice(start, at + 80).split("\n")[0] ?? "";
}

/** Files with secrets in them. */
export interface Planting {
  readonly files: Files;
  readonly secrets: readonly Secret[];
}
