/** What YAML reads specially, alone and in the company in which it does. */
const SPECIALS = [
  ..."- ? : , [ ] { } # & * ! | > ' \" % @ ` < ~ = \\ / . -- --- ... [] {} '' \"\" <<".split(" "),
  ...`|  |   |\t| \t|\n|\n\n|\n \n|\n\t\n|: |:\n| #|#|\n#|\n  # |- |-\n|? |&a |&a\n|*a |*a|*a : |<<: *a|!t |!!map `.split(
    "|",
  ),
  ...'[a, b]~[a,\n b]~{a: b}~{a: b,\n  c: d}~[a: b]~{a}~{a: }~[,]~[a,]~{a,}~{"a":b}~[ # x\n]~a: b~\'a\n b\'~"a\\\n b"'.split(
    "~",
  ),
  ..." |\n ~ >-\n ~ |2\n ~ |+\n ~ |-2 # x\n~: |~: >~: *a~: &a~: &b c~: {~: [~: '~: \"~\\n~\\x41~\\u00e9~\\q~''".split(
    "~",
  ),
  "---\n",
  "--- # x\n",
  "...\n",
  "%YAML 1.2\n---\n",
  "\r\n",
  "\r",
  ..."\uFEFF \u0000 \u0002 \u0018 \u001F \u007F \u0085 \u00A0 \u2028 \uD800 🎉 é".split(" "),
];

/** Changes a text in up to three places, differently for each state of `random`. */
export function damage(text: string, random: () => number): string {
  let damaged = text;
  for (let left = 1 + below(3, random); left > 0; left -= 1) damaged = damageOnce(damaged, random);
  return damaged;
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}

function damageOnce(text: string, random: () => number): string {
  const at = below(text.length + 1, random);
  const special = SPECIALS[below(SPECIALS.length, random)] ?? "";
  switch (below(12, random)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + below(4, random));
    case 1:
    case 2:
      return text.slice(0, at) + special + text.slice(at);
    case 3:
      return besideMark(text, at, special, random);
    case 4:
      return besideMark(text, at, " ".repeat(below(5, random)), random);
    case 5:
      return wholeText(text, at, random);
    default:
      return damageLines(text.split(/(?<=\n)/), special, random).join("");
  }
}

/** Puts something before or behind the next place where a mistake does most. */
function besideMark(text: string, at: number, special: string, random: () => number): string {
  const mark = /[:\-#'"[\]{},|>&*\n]/g;
  mark.lastIndex = at;
  const index = (mark.exec(text)?.index ?? at) + below(3, random);
  return text.slice(0, index) + special + text.slice(index + below(2, random));
}

function wholeText(text: string, at: number, random: () => number): string {
  switch (below(6, random)) {
    case 0:
      return text.replaceAll("\n", "\r\n");
    case 1:
      return text.slice(0, at);
    case 2:
      return text.slice(at);
    case 3:
      return `\uFEFF${text}`;
    case 4:
      return random() < 0.5 ? text.replaceAll('"', "'") : text.replaceAll("'", '"');
    default:
      return text.trimEnd();
  }
}

function damageLines(lines: string[], special: string, random: () => number): string[] {
  const at = below(lines.length, random);
  const to = below(lines.length + 1, random);
  const size = 1 + below(3, random);
  const some = lines.slice(at, at + size);
  switch (below(7, random)) {
    case 0:
      return lines.toSpliced(at, size);
    case 1:
      return lines.toSpliced(to, 0, ...some);
    case 2:
      return lines.toSpliced(at, size).toSpliced(to, 0, ...some);
    case 3:
      return lines.toSpliced(at, size, ...some.map((line) => " ".repeat(1 + below(3, random)) + line));
    case 4:
      return lines.toSpliced(at, size, ...some.map((line) => line.replace(random() < 0.5 ? /^ {1,2}/ : /^ +/, "")));
    case 5:
      return lines.toSpliced(at, size, ...some.map((line) => line.replace(/\r?\n$/, `${special}$&`)));
    default:
      return lines.toSpliced(
        at,
        size,
        ...some.map((line) => line.replace(/^( *)/, `$1${special.replaceAll("$", "")}`)),
      );
  }
}
