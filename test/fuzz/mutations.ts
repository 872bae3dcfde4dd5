import * as fc from "fast-check";

/** One change of a text. Numbers choose places and are taken modulo what there is. */
interface Mutation {
  readonly kind: (typeof KINDS)[number];
  readonly at: number;
  readonly to: number;
  readonly size: number;
  readonly special: string;
}

const KINDS = [
  "delete lines",
  "repeat lines",
  "swap lines",
  "move lines",
  "take lines",
  "indent lines",
  "unindent lines",
  "end line",
  "delete text",
  "put text",
  "replace word",
] as const;

/** What YAML, CircleCI, shells and image references read specially, and what none of them likes. */
const SPECIALS = [
  ..."- ? : , [ ] { } # & * ! | > ' \" % @ ` $ < > ~ = \\ / [] {} '' \"\" null true on auth: jobs: steps: docker:".split(
    " ",
  ),
  ..." |- | # |: |\t|\r|\n|  |? |# |&a |*a |*a : |<<: *a|<<: |!!str |!t |!!map |image: |context: |name: ".split("|"),
  ": |\n",
  ": >-\n",
  ": {",
  ": [",
  "---\n",
  "...\n",
  "%YAML 1.2\n",
  "version: 2.1\n",
  "docker pull a\n",
  "<< parameters.a >>",
  "<<parameters.tag>>",
  "<< pipeline.number >>",
  "<<# a >>",
  "<< matrix.a >>",
  "<< include(a) >>",
  ..."$A ${A} $(a) `a` <<EOF\n $(( (( [[ && || ; @sha256: docker.io/ __proto__ __proto__: constructor toString".split(
    " ",
  ),
  ..."\uFEFF \u0000 \u0007 \u001B \u007F \u0085 \u00A0 \u2028 \u2029 \uFFFD \u200B \u202E \uD800 \uDC00 🎉 é".split(
    " ",
  ),
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(),
  to: fc.nat(),
  size: fc.integer({ min: 1, max: 6 }),
  special: fc.constantFrom(...SPECIALS),
});

/** One of the texts, changed in a few places; lines are taken from the others too. */
export function mutated(texts: readonly string[]): fc.Arbitrary<{ readonly index: number; readonly text: string }> {
  return fc
    .record({
      index: fc.nat(texts.length - 1),
      other: fc.nat(texts.length - 1),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
    })
    .map(({ index, other, mutations }) => {
      const given = { text: texts[index] ?? "", other: texts[other] ?? "" };
      return { index, text: mutations.reduce((text, one) => mutate(text, given.other, one), given.text) };
    });
}

function mutate(text: string, other: string, mutation: Mutation): string {
  const { kind, special } = mutation;
  const at = mutation.at % (text.length + 1);
  if (kind === "delete text") return text.slice(0, at) + text.slice(at + mutation.size);
  if (kind === "put text") return text.slice(0, at) + special + text.slice(at);
  if (kind === "replace word") return replaceWord(text, mutation);
  return mutateLines(text.split(/(?<=\n)/), other.split(/(?<=\n)/), mutation).join("");
}

function mutateLines(lines: string[], others: readonly string[], { kind, size, ...numbers }: Mutation): string[] {
  const at = numbers.at % lines.length;
  const to = numbers.to % (lines.length + 1);
  const some = lines.slice(at, at + size);
  switch (kind) {
    case "delete lines":
      return lines.toSpliced(at, size);
    case "repeat lines":
      return lines.toSpliced(at, 0, ...some);
    case "swap lines":
      return lines.toSpliced(at, 2, ...lines.slice(at, at + 2).toReversed());
    case "move lines":
      return lines.toSpliced(at, size).toSpliced(to, 0, ...some);
    case "take lines":
      return lines.toSpliced(at, 0, ...others.slice(numbers.to % others.length).slice(0, size));
    case "indent lines":
      return lines.toSpliced(at, size, ...some.map((line) => `${" ".repeat(1 + (numbers.to % 4))}${line}`));
    case "unindent lines":
      return lines.toSpliced(at, size, ...some.map((line) => line.replace(/^ {1,2}/, "")));
    default:
      return lines.toSpliced(
        at,
        1,
        `${some[0]?.replace(/\r?\n$/, "") ?? ""}${["\r\n", "\r", "\n\n", " \n", ""][to % 5]}`,
      );
  }
}

/** Puts one word of the text in the place of another, or a special text. */
function replaceWord(text: string, { at, to, size, special }: Mutation): string {
  const words = [...text.matchAll(/[^\s:,[\]{}]+/g)];
  const word = words[at % Math.max(1, words.length)];
  if (!word) return special;
  const other = size > 4 ? special : (words[to % words.length]?.[0] ?? special);
  return text.slice(0, word.index) + other + text.slice(word.index + word[0].length);
}
