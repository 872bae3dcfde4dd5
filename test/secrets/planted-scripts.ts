import type { Planted, Position } from "./planted.ts";

/** A script with a secret in it. */
type Form = readonly [name: string, text: (planted: Planted) => string | undefined, needsNoName?: "always an error"];

/** Text that a shell takes as one word without quotes; `undefined` for any other. */
function bare(text: string): string | undefined {
  return /^[\w./:+=@~-]+$/.test(text) ? text : undefined;
}

function single(text: string): string | undefined {
  return text.includes("'") ? undefined : `'${text}'`;
}

function double(text: string): string {
  return `"${text.replaceAll(/[\\"$`]/g, String.raw`\$&`)}"`;
}

/** The script, if there is a text to put into it. */
function script(text: string | undefined, around: (text: string) => string): string | undefined {
  return text === undefined ? undefined : around(text);
}

/** Left out where the secret needs a name and none is there. */
function unnamed({ kind, value }: Planted): string | undefined {
  return kind.needsName ? undefined : value;
}

/** The value in two pieces, as some write it to hide it from scanners. */
function halves({ value, split }: Planted): readonly [string, string] {
  return [value.slice(0, split), value.slice(split)];
}

const ALWAYS = "always an error";

const FORMS: readonly Form[] = [
  ["an argument", ({ key, value }) => script(bare(value), (text) => `make release ${key}=${text}`)],
  ["an argument in double quotes", ({ key, value }) => `make release ${key}=${double(value)}`],
  [
    "an argument, quoted whole",
    ({ key, value }) => script(single(`${key}=${value}`), (text) => `make release ${text}`),
  ],
  ["the value of an option", (planted) => script(unnamed(planted), (text) => `tool login --token ${double(text)}`)],
  [
    "the value behind an option's =",
    (planted) => script(bare(unnamed(planted) ?? " "), (text) => `tool --token=${text}`),
  ],
  [
    "a header",
    (planted) =>
      planted.value === planted.secret && !planted.kind.needsName
        ? `curl -H "Authorization: Bearer ${planted.value}" https://api.acme.io/v1`
        : undefined,
  ],
  ["an assignment", ({ key, value }) => `${key}=${double(value)}\nmake release`],
  ["an exported assignment", ({ key, value }) => script(bare(value), (text) => `export ${key}=${text}`)],
  [
    "an assignment before a command",
    ({ key, value }) => script(single(value), (text) => `${key}=${text} make release`),
  ],
  ["an array", ({ key, value }) => script(bare(value), (text) => `ARGS=(--set ${key}=${text})\nmake "\${ARGS[@]}"`)],
  ["the default of a variable", ({ key, value }) => script(bare(value), (text) => `export ${key}=\${${key}:-${text}}`)],
  ["a pipe into a login", ({ value }) => `echo ${double(value)} | docker login -u acme --password-stdin`, ALWAYS],
  ["the password of a login", ({ value }) => `docker login -u acme -p ${double(value)}`, ALWAYS],
  ["a pipe", ({ key, value }) => `echo ${double(`${key}=${value}`)} | tee -a config.ini`],
  ["a here-document", ({ key, value }) => `cat > .env <<-'END'\n${key}=${value}\nEND\n`],
  ["a here-string", (planted) => script(unnamed(planted), (text) => `tool login --stdin <<< ${double(text)}`)],
  ["a comment", ({ key, value }) => `make release\n# ${key}=${value.replaceAll("\n", "\n# ")}\n`],
  ["a line for a later step", ({ key, value }) => `echo 'export ${key}=${double(value)}' >> $BASH_ENV`],
  [
    "a script in a script",
    ({ key, value }) => script(bare(value), (text) => `ssh deploy@acme.io "${key}=${text} make"`),
  ],
  [
    "two pieces in double quotes",
    (planted) => {
      const [head, tail] = halves(planted);
      return `export ${planted.key}=${double(head)}${double(tail)}`;
    },
  ],
  [
    "two pieces in single quotes",
    (planted) => {
      const [head, tail] = halves(planted).map(single);
      return head && tail && `make release ${planted.key}=${head}${tail}`;
    },
  ],
  [
    "two pieces, one in quotes",
    (planted) => {
      const [head, tail] = halves(planted);
      return script(bare(head), (text) => `export ${planted.key}=${text}${double(tail)}`);
    },
  ],
];

const SERVICE = (steps: string): string => `version: 2.1
jobs:
  build:
    machine:
      image: ubuntu-2204:2024.11.1
    steps:
${steps}workflows:
  main:
    jobs: [build]
`;

const RUN = SERVICE("      - run:\n          name: Release\n          command: {value}\n");
/** Other places that hold scripts; the form does not matter there. */
const ELSEWHERE: readonly (readonly [name: string, template: string, path?: string])[] = [
  ["of a short run step", SERVICE("      - checkout\n      - run: {value}\n")],
  [
    "of a command",
    `${SERVICE("      - push\n")}commands:\n  push:\n    steps:\n      - when:\n          condition: true\n          steps:\n            - run: {value}\n`,
  ],
  [
    "of pre-steps",
    SERVICE("      - checkout\n").replace(
      "[build]",
      "\n      - build:\n          pre-steps:\n            - run: {value}",
    ),
  ],
  [
    "of an inline orb",
    `${SERVICE("      - checkout\n")}orbs:\n  a:\n    commands:\n      b:\n        steps:\n          - run: {value}\n`,
  ],
  ["of CircleCI 1.0", "machine:\n  node:\n    version: 6\ndependencies:\n  pre:\n    - {value}\n", "circle.yml"],
];

/** Every form in a step, and one form in every other place for scripts. */
export const SCRIPT_POSITIONS: readonly Position[] = [
  ...FORMS.map(([name, text, always]): Position => {
    const position = { name: `${name} in a command of a run step`, template: RUN, text, holds: "script" } as const;
    return always ? { ...position, severity: () => "error" } : position;
  }),
  ...ELSEWHERE.map(([where, template, path]): Position => ({
    name: `an argument in a command ${where}`,
    template,
    text: ({ key, value }) => `make release ${key}=${double(value)}`,
    holds: "script",
    ...(path !== undefined && { path }),
  })),
];
