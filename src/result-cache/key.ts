import { hash } from "node:crypto";
import type { Task } from "../run/run-files.ts";

/** What decides about the result of a file, apart from the file and what lies around it. */
export interface Circumstances {
  /** What tells this circlesec from any other. */
  readonly build: string;
  /** What flags and settings say of this file: plain data. */
  readonly options: unknown;
  /** Has the day that it is, `YYYY-MM-DD`: suppressions end on some day. */
  readonly now: { readonly today: string };
}

/** In every comment that suppresses something. */
const MARKER = /circlesec/i;

/** The name of a result in the cache: the same only where the same file is linted in the same way. */
export function keyOf({ file, text }: Pick<Task, "file" | "text">, { build, options, now }: Circumstances): string {
  const { shown, named } = file;
  const day = MARKER.test(text) ? now.today : "";
  return digest(`${JSON.stringify([build, options, day, shown, named])}\n${text}`);
}

/** SHA-256 in hexadecimal: whoever can write a config must not be able to make it look like another one. */
export function digest(content: string | Buffer): string {
  return hash("sha256", content);
}
