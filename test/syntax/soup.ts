/** Numbers from 0 to below 1. */
type Random = () => number;

const STARTS = words(
  "a: ~b: ~a:~- ~- ~-~- a: ~- a:~- - ~- &x ~a: &x ~'a': ~\"a\": ~a : ~-   b: ~? a~: a~&x a: ~!t a: ~<<: ~# c~",
);
const VALUES = words(
  "~~b~b c~b # c~b#c~b: c~b:~b\t~|~|-~|+~>~>-~|2~>1-~| # c~'b'~'b''c'~'b~c'~\"b\"~\"b\\n\"~\"b\\q\"~\"b~c\"~[a, b]~[a,~b]~{a: b}" +
    "~{a: b,~c: d}~[a: b]~[]~{}~{a}~*x~*x c~&y b~&y~-1~- b~:b~?b~@b~~ #~# c~#c~[~]~{~}~a, b~\tb~---~...~é~🎉",
);
const FLOW = words(
  "[~]~{~}~,~, ~: ~:~ ~\n~\n ~\n  ~\n    ~ # c\n~\n# c\n~\n #c\n~a~b c~'d'~\"e\"~\"e\n  f\"~'g\n\n   h'~*x~&y ~-~- ~-1~?~? ~#~\t~!t " +
    '~|~>~\\~a: b~a: b, c: d~"k":v~"k": v~k:v~<<: *x~...~\r\n',
);
const TEXT = words(
  "a~ ~  ~   ~\n~\n~\n ~\n  ~\n   ~\n    ~\n\n~\t~# c~b: c~- d~'~\"~\r\n~\r\n  ~-~|~:~ #~é~b\n  c~\\~\\\n",
);
const TEXT_STARTS = words(
  "a: |~a: >~- |~- >-~a: |-~a: >+~a: |2~a: >1~- a: |~- - >~a: |+ # x~a: &y |1-~a: '~a: \"~- '~a: b~- b~- a: b~a:\n  b~a:\n- b~a:\n\n  'b",
);
const FLOW_STARTS = words("a: [~- {~a:\n  [~- a: {~-\n  [~a:\n  - {~- - [~a: &z {~a: {");
const ENDS = words("~\n~\n\n~\nb: c\n~\n- c\n~ # e\n~\n  \n~\n   ~\n# e");

function words(list: string): readonly string[] {
  return list.split("~");
}

function pick(list: readonly string[], random: Random): string {
  return list[Math.floor(random() * list.length)] ?? "";
}

function times(most: number, random: Random, write: () => string): string {
  return Array.from({ length: Math.floor(random() * (most + 1)) }, write).join("");
}

/** Pieces of YAML in a row that may make sense: lines, the inside of brackets, or that of scalars of several lines. */
export function soup(random: Random): string {
  const kind = random();
  const head = random() < 0.3 ? "x: &x y\n" : "";
  if (kind < 0.4) return head + lines(random);
  if (kind < 0.7) {
    const piece = (): string => pick(FLOW, random) + (random() < 0.4 ? pick([",", ", ", ",\n  ", " "], random) : "");
    return (
      head +
      pick(FLOW_STARTS, random) +
      times(8, random, piece) +
      pick(["]", "}", "\n]", "\n  ]", "\n}"], random) +
      pick(ENDS, random)
    );
  }
  const body = times(9, random, () => pick(TEXT, random));
  return (
    head +
    pick(TEXT_STARTS, random) +
    pick(["\n", "\n  ", "\n    ", "\r\n  ", ""], random) +
    body +
    pick(["", "'", '"'], random) +
    pick(ENDS, random)
  );
}

function lines(random: Random): string {
  let column = 0;
  return times(7, random, () => {
    const step = random();
    if (step < 0.3) column += 2;
    else if (step < 0.5) column = Math.max(0, column - 2);
    else if (step < 0.55) column = Math.floor(random() * 9);
    const start = random() < 0.8 ? pick(STARTS, random) : "";
    return " ".repeat(column) + start + pick(VALUES, random) + (random() < 0.05 ? "\r\n" : "\n");
  });
}
