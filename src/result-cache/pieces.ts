/** Characters of a secret in a row that are too many to be written down. */
const PIECE = 5;
/** Characters of secrets that are worth looking through for one file. */
const MOST = 100_000;
/** What stands before a text in what is encoded shifts its base64. */
const SHIFTS = ["", "a", "ab"];
const BASE64 = /^[\w+/-]{8,}={0,2}$/;

/**
 * Tells whether a text holds five characters in a row of any of these secrets, as they are, in base64 or with escapes of URLs.
 * Secrets that are too many to look for count as held. Pieces that are common tell nothing of a secret.
 */
export function holdsPiece(text: string, secrets: readonly string[], isCommon: (piece: string) => boolean): boolean {
  const known = [...new Set(secrets)];
  if (known.reduce((length, secret) => length + secret.length, 0) > MOST) return true;
  const pieces = new Set<string>();
  for (const spelling of known.flatMap(spellingsOf)) {
    for (let at = 0; at + PIECE <= spelling.length; at += 1) pieces.add(spelling.slice(at, at + PIECE));
  }
  for (let at = 0; at + PIECE <= text.length; at += 1) {
    const piece = text.slice(at, at + PIECE);
    if (pieces.has(piece) && !isCommon(piece)) return true;
  }
  return false;
}

function spellingsOf(secret: string): string[] {
  const plain = secret.replaceAll(/\s+/g, "");
  const texts = [secret, plain, percentDecoded(plain), ...(BASE64.test(plain) ? [base64Decoded(plain)] : [])];
  return texts.flatMap((text) => [
    text,
    percentEncoded(text),
    ...SHIFTS.map((before) =>
      Buffer.from(before + text)
        .toString("base64")
        .slice(4, -4),
    ),
  ]);
}

function base64Decoded(text: string): string {
  return Buffer.from(text, "base64").toString("latin1");
}

function percentEncoded(text: string): string {
  const bytes = Buffer.from(text).toString("latin1");
  return bytes.replaceAll(/[^\w.~-]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

function percentDecoded(text: string): string {
  return text.replaceAll(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
