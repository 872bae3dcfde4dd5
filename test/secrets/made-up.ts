export const DIGITS = "0123456789";
export const HEX = `${DIGITS}abcdef`;
const SMALL = "abcdefghijklmnopqrstuvwxyz";
export const LETTERS = SMALL.toUpperCase() + SMALL;
export const ALNUM = DIGITS + LETTERS;
export const WORD = `${ALNUM}-_`;
export const BASE64 = `${ALNUM}+/`;
export const BASE32 = `${SMALL.toUpperCase()}234567`;

/** Characters that look random and are the same in every run; of letters and digits alone, each kind once at least. */
export function random(alphabet: string, length: number, seed: number): string {
  let state = (seed * 2_654_435_761 + length) >>> 0;
  let text = "";
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += alphabet[Math.floor((state / 2 ** 32) * alphabet.length)] ?? "";
  }
  // No dash or underscore at the ends: what stands beside them would matter.
  return alphabet === WORD ? `a${text.slice(1, -1)}Z` : text;
}

export function uuid(seed: number): string {
  const digits = random(HEX, 32, seed);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A PEM block with a body that is no key; `newline` may be an escape. */
export function pem(kind: string, seed: number, newline = "\n", lines = 4): string {
  const body = Array.from({ length: lines }, (_, line) => random(BASE64, 64, seed + line));
  // Base64 of what every such key starts with: a DER sequence.
  return [
    `-----BEGIN ${kind}-----`,
    `MIIE${body.join("").slice(4, 64)}`,
    ...body.slice(1),
    `-----END ${kind}-----`,
  ].join(newline);
}

export function jwt(seed: number): string {
  const part = (value: unknown): string => btoa(JSON.stringify(value)).replaceAll("=", "");
  const payload = { sub: random(ALNUM, 12, seed), iat: 1_600_000_000 + seed, aud: random(ALNUM, 9, seed + 1) };
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(payload)}.${random(WORD, 43, seed)}`;
}
