import { UserError } from "../user-error.ts";

/** Where a value can be said: on the command line, in the settings file, or in both. */
export type Place =
  | { readonly flag: string; readonly key: string }
  | { readonly flag: string; readonly key?: undefined }
  | { readonly flag?: undefined; readonly key: string };

/** The error of a value that is missing or cannot be meant; it never shows the value, which may be anything. */
export function misplaced({ flag, key }: Place, text: string, where = ""): UserError {
  const ways = [...(flag ? [`with ${flag}`] : []), ...(key ? [`as \`${key}\` in the settings file`] : [])];
  return new UserError(`\`${key ?? flag}\` ${text}`, { help: `Give it ${ways.join(", or ")}${where}` });
}

type Shape = readonly [pattern: RegExp, text: string];

const UUID: Shape = [/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, "is not a UUID"];
/** What Vault's own paths allow as one part of them. */
const NAME: Shape = [/^\w(?:[\w.-]*\w)?$/, "is not a name of letters, digits, `_`, `.` and `-`"];
/** Without what policies, URLs and the command line give a meaning of its own. */
const PATH: Shape = [
  /^(?!-)[^\s/"\\*+{}?#%\p{C}](?:[^"\\*+{}?#%\p{C}]*[^\s/"\\*+{}?#%\p{C}])?$/u,
  'is not a path without `*`, `+`, `{`, `}`, `?`, `#`, `%`, `\\` and `"`',
];
/** By git's rules for names of branches, `*` aside; Terraform's provider takes a comma for the end of a value. */
const BRANCH: Shape = [
  /^(?![/.-])(?!.*(?:\.\.|\/\/|@\{))[^\s~^:?[\\,\p{C}]+$/u,
  "is not the name of a branch, or one with a comma",
];
/** `@` at the start would name a file to Vault's command line, `-` standard input. */
const FIELD: Shape = [/^[A-Za-z_][\w.-]*$/, "is not a name of letters, digits, `_`, `.` and `-`"];
const USERNAME: Shape = [/^(?![@-])[^\s\\\p{C}]+$/u, "is not a user name"];

const SHAPES = { uuid: UUID, name: NAME, path: PATH, branch: BRANCH, field: FIELD, username: USERNAME };

/** The value, which has the shape; else a UserError. */
export function mustBe(shape: keyof typeof SHAPES, value: string, place: Place, where?: string): string {
  const [pattern, text] = SHAPES[shape];
  const hasEmptyPart = shape === "path" && value.split("/").some((part) => /^\.{0,2}$/.test(part));
  if (pattern.test(value) && !hasEmptyPart) return value;
  throw misplaced(place, text, where);
}

/** A URL without a slash at its end, credentials, query or fragment. */
export function mustBeUrl(value: string, place: Place): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && !/[@?#\s'"\\]/.test(value);
  if (isPlain) return value.replace(/\/+$/, "");
  throw misplaced(place, "is not a plain http or https URL");
}
