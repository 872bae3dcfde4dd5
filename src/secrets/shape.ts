/** A kind of credential that can be told by its text, or by its text and the words before it. */
export interface TokenShape {
  readonly id: string;
  /** For a sentence, with its article: `a Docker Hub personal access token`. */
  readonly name: string;
  /** Who issued it: an id of `providers.ts`. */
  readonly provider: string;
  readonly severity: "error" | "warning" | "info";
  /** Lower case. Where none of them occurs, in whatever case, the shape is not looked for. */
  readonly keywords: readonly string[];
  /** How many characters of the public prefix may be shown, 0 to 4. */
  readonly shownPrefix: number;
}

/** How a shape is told. A match is the secret itself, never what stands around it. */
export interface TokenPattern extends TokenShape {
  /** Without its boundaries, which are added: no letter, digit or `_` before it, nor one of these or `-` after it. */
  readonly pattern: RegExp;
  /** Where a match may start: at a keyword, up to 40 characters before one, or at least 200 after one. */
  readonly starts?: "at-keyword" | "before-keyword" | "after-keyword";
  /** What must stand before a match: on its line within 60 characters, or in the key that it is the value of. */
  readonly near?: RegExp;
  /** What the text must fulfil beyond the pattern. */
  readonly check?: (text: string) => boolean;
  /** True for a text that nobody makes up, whatever it looks like: its checksum holds, or it is a whole key. */
  readonly proves?: (text: string) => boolean;
}

/** Sources that several patterns share. */
export const UUID = "(?<!-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/** `width` hexadecimal digits that are not a part of something longer, an image's digest for one. */
export function hex(width: number): RegExp {
  return new RegExp(`(?<![-./@])(?<!(?:sha\\d{1,3}|md5):)[0-9a-f]{${width}}(?![./])`);
}

/** Matches a text that ends with a name that holds `words`, and what makes the next word its value. */
export function valueOf(words: string): RegExp {
  return new RegExp(
    `(?:${words})\\w{0,24}(?<!_(?:app|org|organization|project|client|account|user|team)_ids?|_names?|_urls?)\\\\?["']?\\s{0,8}(?:[:=]|=>|\\s)\\s{0,8}\\\\?["']?(?:(?:bearer|token) )?$`,
    "i",
  );
}
