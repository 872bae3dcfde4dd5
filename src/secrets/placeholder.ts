/** Words that mark an invented value. In a random text of 40 characters one appears by chance once in 10 000. */
const WORDS =
  /example|placeholder|redacted|your[-_ ]?\w|dummy|fake|changeme|change[-_]me|replace[-_]?me|insert[-_]|sample|secret[-_]here|token[-_]here|notreal|invalid|deadbeef|x{4}|\*{3}|\.{3}|test/i;
/** Longer texts are judged by their start alone, where a word means something. */
const JUDGED = 120;
const MIN_DISTINCT = 6;
const MIN_ASCENDING = 7;
/** One character seven times, or a block of up to twelve three times. */
const REPEATED = /(.)\1{6}|^(.{1,12})\2\2/;
/** Credentials that vendors print in their manuals: the key of Azure's storage emulator, LocalStack's. */
const PUBLISHED = /^(?:Eby8vdM02xNOcqFl|LKIA|LSIA)/;

/** True when somebody made the text up to stand for a credential. Give it what follows a token's fixed prefix. */
export function isPlaceholder(random: string): boolean {
  const text = random.slice(0, JUDGED);
  return (
    hasPlaceholderWord(text) ||
    PUBLISHED.test(text) ||
    REPEATED.test(text) ||
    new Set(text).size < MIN_DISTINCT ||
    hasAscendingRun(text)
  );
}

/** True when a word says that the text is an example. */
export function hasPlaceholderWord(text: string): boolean {
  return WORDS.test(text);
}

/** `1234567`, `abcdefg`; after `9` comes `0` or `a`. */
function hasAscendingRun(text: string): boolean {
  const lower = text.toLowerCase();
  let run = 1;
  for (let at = 1; at < lower.length; at += 1) {
    const [before = "", char = ""] = [lower[at - 1], lower[at]];
    const follows = before === "9" ? char === "0" || char === "a" : char.charCodeAt(0) === before.charCodeAt(0) + 1;
    run = follows && /[0-9a-z]/.test(char) ? run + 1 : 1;
    if (run >= MIN_ASCENDING) return true;
  }
  return false;
}
