import type { Span } from "../source/span.ts";
import { decodeBase64 } from "./checks.ts";

const MIN_BLOB = 40;
const MAX_BLOBS = 200;
const MAX_DECODED = 65_536;
const CONTINUED = /\\?\r?\n[ \t]{0,60}([A-Za-z0-9+/]{1,200}={0,2})(?=\s|\\|["']|$)/y;
const MIN_WRAPPED = 60;

/** A stretch of base64 that decodes to readable text. */
export interface Blob {
  readonly span: Span;
  readonly text: string;
}

/** Finds base64 of readable text, be it wrapped over lines; at most 200 pieces are tried. */
export function findBlobs(text: string): Blob[] {
  const found: Blob[] = [];
  let tried = 0;
  let end = 0;
  // A run of 40 has a character at every fortieth offset, so that the others need no look.
  for (let at = MIN_BLOB - 1; at < text.length && tried < MAX_BLOBS; at += MIN_BLOB) {
    if (at < end || !isBase64(text, at)) continue;
    let start = at;
    while (start > end && isBase64(text, start - 1)) start -= 1;
    end = at + 1;
    while (isBase64(text, end)) end += 1;
    if (end - start < MIN_BLOB) continue;
    tried += 1;
    if (!isReadable(decodeBase64(text.slice(start, start + MIN_BLOB)))) continue;
    end = endOfBlob(text, start, end);
    const decoded = decodeBase64(
      text
        .slice(start, end)
        .replaceAll(/[\s\\]/g, "")
        .slice(0, (MAX_DECODED / 3) * 4),
    );
    if (decoded !== undefined) found.push({ span: { start, end }, text: decoded });
  }
  return found;
}

/** Takes in the padding, and the lines that go on when the first is as long as a wrapped one is. */
function endOfBlob(text: string, start: number, runEnd: number): number {
  let end = runEnd;
  while (text[end] === "=" && end < runEnd + 2) end += 1;
  if (end > runEnd || runEnd - start < MIN_WRAPPED) return end;
  for (CONTINUED.lastIndex = end; end - start < MAX_DECODED; end = CONTINUED.lastIndex) {
    const line = CONTINUED.exec(text)?.[1];
    if (line === undefined || line.endsWith("=")) return line === undefined ? end : CONTINUED.lastIndex;
  }
  return end;
}

function isBase64(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 97) return code <= 122;
  return code >= 65 ? code <= 90 : (code >= 47 && code <= 57) || code === 43;
}

function isReadable(decoded: string | undefined): boolean {
  return decoded !== undefined && /^[\t\n\r\u0020-\u007E]+$/.test(decoded);
}
