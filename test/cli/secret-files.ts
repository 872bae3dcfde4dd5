import { ALNUM, WORD, random } from "../secrets/made-up.ts";
import { plant, write } from "../secrets/plant.ts";
import type { Kind } from "../secrets/planted-kinds.ts";
import { SCRIPT_POSITIONS } from "../secrets/planted-scripts.ts";
import { SCRIPT_STYLES, VALUE_STYLES, VERBATIM } from "../secrets/planted-styles.ts";
import { POSITIONS, type Position } from "../secrets/planted.ts";
import type { Planting, Secret } from "./secret-pieces.ts";

/** Random text without five digits in a row, which any number in a report could hold. */
function lettered(alphabet: string, length: number, seed: number): string {
  for (let at = seed; ; at += 1000) {
    const text = random(alphabet, length, at);
    if (!/\d{5}/.test(text) && !/\d{5}/.test(Buffer.from(text).toString("base64"))) return text;
  }
}

type Planter = Kind & { readonly shown: number };

const common = { severity: "error", value: (secret: string) => secret } as const;

/** A token that its text tells, one that a name tells, and a password that only a place tells. */
const PLANTERS: readonly Planter[] = [
  {
    ...common,
    name: "Docker Hub token",
    key: "DOCKERHUB_TOKEN",
    needsName: false,
    secret: (seed) => `dckr_pat_${lettered(WORD, 27, seed)}`,
    shown: 4,
  },
  {
    ...common,
    name: "GitHub token in a variable of no name",
    key: "SOME_VALUE",
    needsName: false,
    secret: (seed) => `ghp_${lettered(ALNUM, 36, seed)}`,
    shown: 4,
  },
  {
    ...common,
    name: "password",
    key: "DB_PASSWORD",
    needsName: true,
    secret: (seed) => lettered(ALNUM, 18, seed),
    shown: 0,
  },
  {
    ...common,
    name: "password of a URL",
    key: "DATABASE_URL",
    needsName: false,
    secret: (seed) => lettered(ALNUM, 16, seed),
    value: (secret) => `postgres://app:${secret}@db.acme.io:5432/main`,
    shown: 0,
  },
];

/** An image that is to be repaired, right above what is planted, so that diffs show the lines with it. */
function openUp(template: string): string {
  return template
    .replace(/^( +)machine:\n +image: ubuntu\S+\n/m, "$1docker:\n$1  - image: node:20\n")
    .replace(/^ +name: Release\n/m, "")
    .replace(
      "image: acme/app:1\n        auth:\n          username: acme\n          password: $DOCKERHUB_TOKEN\n",
      "image: acme/app:1\n",
    );
}

/** Every position of the tables with a secret of its own, each in a style of its own, one to a file. */
export function plantEverywhere(): Planting {
  const files: Record<string, string> = {};
  const secrets: Secret[] = [];
  let seed = 0;
  for (const position of [...POSITIONS, ...SCRIPT_POSITIONS]) {
    const styles = { value: VALUE_STYLES, script: SCRIPT_STYLES, verbatim: VERBATIM }[position.holds];
    for (const planter of PLANTERS) {
      seed += 1;
      const planted = plant(planter, seed);
      const opened: Position = { ...position, template: openUp(position.template) };
      const shifted = styles.map((_, index) => styles[(index + seed) % styles.length]);
      const style = shifted.find((one) => one && write(opened, one, planted));
      const written = style && write(opened, style, planted);
      if (!written) continue;
      secrets.push({
        where: `${planter.name} as ${position.name}, ${style.name}`,
        text: planted.secret,
        shown: planter.shown,
      });
      files[`${seed}/${position.path ?? ".circleci/config.yml"}`] = written.text;
    }
  }
  for (const [index, [where, shape, text]] of ODD.entries()) {
    const secret = SHAPES[shape](900 + index);
    secrets.push({ where, text: secret, shown: shape === "docker" || shape === "github" ? 4 : 0 });
    files[`odd-${index}/.circleci/config.yml`] = text(secret);
  }
  return { files, secrets };
}

const job = (image: string, rest = ""): string => `version: 2.1
jobs:
  build:
    docker:
      - image: ${image}
    steps: [checkout]
${rest}workflows:
  main:
    jobs: [build]
`;

const IMAGE = "acme/app:1\n        auth:\n          ";

const SHAPES = {
  docker: (seed: number) => `dckr_pat_${lettered(WORD, 27, seed)}`,
  github: (seed: number) => `ghp_${lettered(ALNUM, 36, seed)}`,
  password: (seed: number) => lettered(ALNUM, 18, seed),
  small: (seed: number) => `q${lettered("abcdefghijkmnpqrstuvwxyz23456789", 17, seed)}`,
};

/** Places where nobody means to write a secret down, and what people get wrong around them. */
const ODD: readonly (readonly [where: string, shape: keyof typeof SHAPES, text: (secret: string) => string])[] = [
  ["password beside an unknown key", "password", (secret) => job(`${IMAGE}user: acme\n          password: ${secret}`)],
  ["auth as a scalar", "password", (secret) => job(`acme/app:1\n        auth: ${secret}`)],
  ["auth as a list", "password", (secret) => job(`acme/app:1\n        auth: [acme, ${secret}]`)],
  ["auth as user:password", "password", (secret) => job(`acme/app:1\n        auth: acme:${secret}`)],
  ["password as a list", "password", (secret) => job(`${IMAGE}username: acme\n          password: [${secret}]`)],
  [
    "password beside auth",
    "password",
    (secret) => job(`acme/app:1\n        username: acme\n        password: ${secret}`),
  ],
  [
    "password of a job",
    "password",
    (secret) => job("acme/app:1", `    auth:\n      username: acme\n      password: ${secret}\n`),
  ],
  [
    "user name that is copied to another image",
    "github",
    (secret) => job(`${IMAGE}username: ${secret}\n          password: $DOCKERHUB_TOKEN\n      - image: redis:7`),
  ],
  [
    "password that begins as an alias",
    "password",
    (secret) => job(`${IMAGE}username: acme\n          password: *${secret}`),
  ],
  [
    "password that begins as an anchor",
    "password",
    (secret) => job(`${IMAGE}username: acme\n          password: &${secret}`),
  ],
  [
    "password that begins as a tag",
    "password",
    (secret) => job(`${IMAGE}username: acme\n          password: !${secret}`),
  ],
  [
    "password that begins as nothing can",
    "password",
    (secret) => job(`${IMAGE}username: acme\n          password: @${secret}`),
  ],
  [
    "password with a quote left open",
    "password",
    (secret) => job(`${IMAGE}username: acme\n          password: "${secret}`),
  ],
  ["password with a colon", "password", (secret) => job(`${IMAGE}username: acme\n          password: a: ${secret}`)],
  ["password behind a tab", "password", (secret) => job(`${IMAGE}username: acme\n\t\tpassword: ${secret}`)],
  ["password of a Docker Hub image by digest of it", "docker", (secret) => job(`acme/app:${secret}`)],
  ["image with a login in it", "password", (secret) => job(`acme:${secret}@registry.acme.io/app:1`)],
  ["name of a job", "docker", (secret) => job("acme/app:1").replaceAll("build", secret)],
  [
    "name of a context",
    "docker",
    (secret) => job("acme/app:1").replace("[build]", `[{ build: { context: ${secret} } }]`),
  ],
  [
    "value for the name of a variable",
    "small",
    (secret) =>
      job("acme/app:1").replace("[checkout]", `[{ push: { hub_login: ${secret} } }]`).concat(`commands:
  push:
    parameters:
      hub_login:
        type: env_var_name
    steps:
      - run: echo "\${<< parameters.hub_login >>}" | docker login -u acme --password-stdin
`),
  ],
  [
    "server of a login",
    "github",
    (secret) =>
      job("acme/app:1").replace("[checkout]", `[{ run: docker login -u acme -p "$P" https://${secret}@acme.io }]`),
  ],
  [
    "two passwords in one script, one of them beyond repair",
    "password",
    (secret) =>
      job("acme/app:1").replace(
        "[checkout]",
        `
      - run: |
          docker login -u acme -p '${secret}' quay.io
          bash -c "docker login -u acme -p '${secret}' quay.io"
          export API_TOKEN='${secret}' OTHER=x`,
      ),
  ],
  [
    "variable that is named like a token",
    "github",
    (secret) =>
      job("acme/app:1").replace(
        "    steps",
        `    environment: { ${secret}: strong, A_TOKEN: Zx81kQw9Lm2vTr }\n    steps`,
      ),
  ],
];
