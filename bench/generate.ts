/** What a generated config is like. */
interface Shape {
  readonly jobs: number;
  /** True gives every image `auth` and every job its context, so that nothing is to be found. */
  readonly authenticated: boolean;
}

const IMAGES = ["node:20.11", "redis:7-alpine", "postgres:16", "cimg/python:3.12", "acme/deploy:1.4", "golang:1.22"];
const COMMANDS = ["npm ci", "make test", "go vet ./...", "pip install -r requirements.txt", "./scripts/wait-for.sh db"];

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A config with comments, block scalars, flow lists and workflows that fan out. */
export function generateConfig(random: () => number, { jobs, authenticated }: Shape): string {
  const names = Array.from({ length: jobs }, (_, index) => `job-${index}`);
  const bodies = names.map((name) => generateJob(name, random, authenticated));
  const entries = names.map((name, index) => generateEntry(name, names[index - 1], random, authenticated));
  return `version: 2.1\n\njobs:\n${bodies.join("\n")}\nworkflows:\n  main:\n    jobs:\n${entries.join("")}`;
}

function generateJob(name: string, random: () => number, authenticated: boolean): string {
  const images = Array.from({ length: 1 + Math.floor(random() * 3) }, () => generateImage(random, authenticated));
  const runs = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, index) => {
    const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, () => `            ${pick(COMMANDS, random)}\n`);
    return `      - run:\n          name: "step ${index} of ${name}"\n          command: |\n${lines.join("")}`;
  });
  const cache = `      - restore_cache:
          keys:
            - v1-{{ checksum "package-lock.json" }}
            - v1-
`;
  return `  ${name}: # generated\n    docker:\n${images.join("")}    steps:\n      - checkout\n${cache}${runs.join("")}`;
}

function generateImage(random: () => number, authenticated: boolean): string {
  const auth =
    "        auth:\n          username: $DOCKERHUB_USERNAME\n          password: $DOCKERHUB_TOKEN # in the context\n";
  const comment = random() < 0.3 ? " # pinned" : "";
  return `      - image: ${pick(IMAGES, random)}${comment}\n${authenticated ? auth : ""}`;
}

function generateEntry(name: string, before: string | undefined, random: () => number, authenticated: boolean): string {
  const requires = before !== undefined && random() < 0.6 ? `          requires: [${before}]\n` : "";
  const context = authenticated ? "          context: [docker-credentials]\n" : "";
  return requires || context ? `      - ${name}:\n${context}${requires}` : `      - ${name}\n`;
}

function pick(choices: readonly string[], random: () => number): string {
  return choices[Math.floor(random() * choices.length)] ?? "";
}
