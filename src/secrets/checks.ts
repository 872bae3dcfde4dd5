const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM = 6;

/**
 * True when the last six characters are the CRC-32, in base 62, of those between them and the prefix of four
 * (docs: GitHub's and npm's announcements of their token formats).
 */
export function hasGitHubChecksum(text: string): boolean {
  if (text.length !== 40) return false;
  let rest = crc32(text.slice(4, -CHECKSUM));
  let expected = "";
  for (let place = 0; place < CHECKSUM; place += 1) {
    expected = (BASE62[rest % BASE62.length] ?? "") + expected;
    rest = Math.floor(rest / BASE62.length);
  }
  return text.endsWith(expected);
}

/** True for a text of small letters, capitals and digits. */
export function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/** True for a text with a letter and a digit. */
export function hasLetterAndDigit(text: string): boolean {
  return /[a-z]/i.test(text) && /\d/.test(text);
}

/** True when a token has a header that names an algorithm, and is neither jwt.io's sample nor a public `anon` key. */
export function isJwt(text: string): boolean {
  const [header = "", payload = ""] = text.split(".").map((part) => decodeBase64(part) ?? "");
  return /^\{.{0,2000}"alg"\s*:\s*"\w+"/s.test(header) && !/"John Doe"|"role"\s*:\s*"anon"/.test(payload);
}

/** True for base64 of a JSON object. */
export function isJsonObject(base64: string): boolean {
  const text = decodeBase64(base64);
  return text !== undefined && /^\{.*\}\s*$/s.test(text);
}

/** True for base64 of `user:password`, neither being a reference. */
export function isLogin(base64: string): boolean {
  const text = decodeBase64(base64);
  return text !== undefined && /^[^\s:$<>{}%]{1,255}:[\x21-\x7E]{3,4000}$/.test(text) && !/[$]|<<|\{\{/.test(text);
}

/** True for a PEM block with key material in it: not an ellipsis, a variable or one character many times. */
export function isPem(text: string): boolean {
  const body = text
    .replaceAll(/-----[^-]{1,80}-----/g, "")
    .replaceAll(/\\{1,4}[nr]/g, "\n")
    .replaceAll(/^[ \t#"'>]{0,80}[A-Z][\w-]{1,30}:.{0,200}$/gm, "")
    .replaceAll(/[\s\\"'#,>]/g, "");
  return (
    /^[A-Za-z0-9+/]{60,}={0,2}(?:=[A-Za-z0-9+/]{4})?$/.test(body) &&
    new Set(body.slice(0, 400)).size > 12 &&
    !/(.)\1{24}/.test(body)
  );
}

/** Decodes base64 of either alphabet to one character per byte; `undefined` for what is none. */
export function decodeBase64(text: string): string | undefined {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (plain.length % 4 === 1) return undefined;
  try {
    return atob(plain);
  } catch {
    return undefined;
  }
}

function crc32(text: string): number {
  let crc = -1;
  for (const char of text) {
    crc ^= char.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0);
  }
  return (crc ^ -1) >>> 0;
}
