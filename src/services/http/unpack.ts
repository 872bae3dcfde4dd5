import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const unzip = promisify(gunzip);

/** What an answer may be packed with. */
export const PACKINGS = "gzip";

/** An answer that ends before its end, or is none: a connection that broke. */
export class BrokenAnswer extends Error {
  readonly code = "ECONNRESET";
}

/**
 * An answer as it was before it was packed for the way; `undefined` for one that is longer than `limit` then. A damaged one is
 * a BrokenAnswer.
 */
export async function unpackAnswer(bytes: Buffer, encoding: unknown, limit: number): Promise<Buffer | undefined> {
  if (encoding !== PACKINGS || bytes.length === 0) return bytes;
  try {
    return await unzip(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw new BrokenAnswer("no gzip", { cause: error });
  }
}
