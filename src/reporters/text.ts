/** East Asian wide and fullwidth ranges (Unicode `EastAsianWidth.txt`, W and F), and what terminals draw as emoji. */
const WIDE =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|.[\uFE0F\p{EMod}])/u;
const ZERO_WIDTH = /^[\p{M}\p{Cf}]/u;
const ASCII = /^[\t\x20-\x7E]*$/;
const CONTROL = /\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** Made when first needed: it costs more than a whole report of plain text. */
let segmenter: Intl.Segmenter | undefined;

/** The characters of `text` as a reader counts them, each with its UTF-16 offset. */
export function* characters(text: string): Generator<{ readonly text: string; readonly at: number }> {
  if (ASCII.test(text)) {
    for (let at = 0; at < text.length; at += 1) yield { text: text.charAt(at), at };
    return;
  }
  segmenter ??= new Intl.Segmenter("en");
  for (const { segment, index } of segmenter.segment(text)) yield { text: segment, at: index };
}

/** Terminal columns that `text` takes; it holds neither tabs nor line breaks. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of characters(text)) {
    if (WIDE.test(character.text)) width += 2;
    else if (!ZERO_WIDTH.test(character.text)) width += 1;
  }
  return width;
}

/** `text` with characters that could steer a terminal, or reorder what it shows, replaced by visible ones. */
export function visible(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\uFFFD";
  });
}

/** Breaks `text` at spaces into lines of at most `width` columns, `indent` columns before all but the first. */
export function wrap(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = /^ */.exec(text)?.[0] ?? "";
  let isEmpty = true;
  for (const word of visible(text.trimStart()).split(" ")) {
    if (!isEmpty && displayWidth(`${line} ${word}`) > width) {
      lines.push(line);
      line = " ".repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

/** `` `A`, `B` and `C` ``. */
export function listCode(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} and ${last}`;
}
