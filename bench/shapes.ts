import { createRandom, generateConfig } from "./generate.ts";

/** A text that grows in one direction. */
export interface Shape {
  readonly name: string;
  /** How many of it make the smallest text that is measured. */
  readonly start: number;
  readonly write: (count: number) => string;
}

const HEAD = "version: 2.1\n";

/** A config with one thing in it many times, in each way in which configs grow. */
export const SHAPES: readonly Shape[] = [
  { name: "jobs", start: 250, write: writeJobs },
  { name: "steps of a job", start: 500, write: (count) => writeJob(times(count, () => "      - run: npm ci\n")) },
  {
    name: "steps that pull",
    start: 250,
    write: (count) => writeJob(times(count, (n) => `      - run: docker pull i${n}\n`)),
  },
  { name: "logins in a job", start: 100, write: (count) => writeJob(times(count, () => LOGIN)) },
  {
    name: "lines of a script",
    start: 500,
    write: (count) =>
      writeScript("          docker info\n" + times(count, (n) => `          make t${n} A="$B" && echo ${n}\n`)),
  },
  {
    name: "pulls of a script",
    start: 250,
    write: (count) => writeScript(times(count, (n) => `          docker pull acme/i${n}:1\n`)),
  },
  {
    name: "variables of a script",
    start: 250,
    write: (count) => writeScript(times(count, (n) => `          V${n}=i${n}; docker pull $V${n}\n`)),
  },
  {
    name: "images of a job",
    start: 250,
    write: (count) =>
      `${HEAD}jobs:\n  a:\n    docker:\n${times(count, (n) => `      - image: i${n}\n`)}    steps: [checkout]\n`,
  },
  {
    name: "anchors with an alias each",
    start: 250,
    write: (count) => `${HEAD}${times(count, (n) => `x${n}: &a${n} {k: v}\ny${n}: *a${n}\n`)}`,
  },
  {
    name: "commands behind guards",
    start: 250,
    write: (count) =>
      writeScript(times(count, (n) => `          [ -z "$A" ] && exit 0\n          docker pull i${n}\n`)),
  },
  {
    name: "commands joined by &&",
    start: 250,
    write: (count) => writeScript(`          docker info${times(count, (n) => ` && docker pull i${n}`)}\n`),
  },
  {
    name: "branches of an if",
    start: 250,
    write: (count) =>
      writeScript(
        `          if a; then docker info\n${times(count, (n) => `          elif [ $x = ${n} ]; then docker pull i${n}\n`)}          fi\n`,
      ),
  },
  {
    name: "logins with Vault",
    start: 50,
    write: (count) =>
      writeJob(
        times(
          count,
          (n) =>
            `      - run: |\n          T=$(vault read -field=token dockerhub/token/u${n})\n          echo "$T" | docker login -u u --password-stdin\n      - run: docker pull i${n}\n`,
        ),
      ),
  },
  {
    name: "passwords on command lines",
    start: 100,
    write: (count) => writeJob(times(count, () => `      - run: docker login -u acme -p "$DOCKERHUB_TOKEN"\n`)),
  },
  {
    name: "literals in an environment",
    start: 250,
    write: (count) =>
      `${HEAD}jobs:\n  a:\n    docker: [{image: i, auth: {username: $U, password: $P}}]\n    environment:\n${times(count, (n) => `      API_TOKEN_${n}: hunter2-not-real-${n}\n`)}    steps: [checkout]\n`,
  },
  {
    name: "executors",
    start: 250,
    write: (count) =>
      `${HEAD}executors:\n${times(count, (n) => `  e${n}:\n    docker: [{image: i${n}}]\n`)}jobs:\n${times(count, (n) => `  j${n}:\n    executor: e${n}\n    steps: [checkout]\n`)}workflows:\n  w:\n    jobs:\n${times(count, (n) => `      - j${n}\n`)}`,
  },
  {
    name: "jobs whose steps pull",
    start: 125,
    write: (count) =>
      `${HEAD}jobs:\n${times(count, (n) => `  j${n}:\n    machine: true\n    steps:\n      - run: docker pull i${n}\n`)}workflows:\n  w:\n    jobs:\n${times(count, (n) => `      - j${n}\n`)}`,
  },
  {
    name: "functions of a script",
    start: 250,
    write: (count) => writeScript(times(count, (n) => `          f${n}() { docker pull i${n}; }; f${n}\n`)),
  },
  { name: "contexts of an entry", start: 500, write: writeContexts },
  { name: "aliases of an anchor", start: 250, write: writeAliases },
  { name: "merges in a row", start: 20, write: writeMerges },
  { name: "commands that call the next", start: 250, write: writeCommands },
  { name: "calls of a command", start: 250, write: writeCalls },
  { name: "values of a matrix", start: 500, write: writeMatrix },
  { name: "workflow entries of a job", start: 250, write: writeEntries },
  {
    name: "comments",
    start: 2500,
    write: (count) => `${writeJobs(1)}${times(count, (n) => `# comment ${n}, with a "word" or two\n`)}`,
  },
  { name: "suppression comments", start: 100, write: writeSuppressed },
  {
    name: "characters of a line",
    start: 50_000,
    write: (count) => writeJob(`      - run: echo ${"x".repeat(count)}\n`),
  },
  { name: "words of a line", start: 50_000, write: (count) => writeJob(`      - run: echo ${"ab ".repeat(count)}\n`) },
  { name: "items of a list", start: 12_500, write: (count) => `${HEAD}x-list:\n${"  - item\n".repeat(count)}` },
  {
    name: "a normal config",
    start: 250,
    write: (jobs) => generateConfig(createRandom(1), { jobs, authenticated: true }),
  },
];

const LOGIN = '      - run: echo "$T" | docker login -u "$U" --password-stdin\n      - run: docker push acme/app\n';

function times(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join("");
}

function writeJobs(count: number): string {
  const jobs = times(
    count,
    (n) => `  j${n}:\n    docker:\n      - image: node:20\n    steps:\n      - checkout\n      - run: npm ci\n`,
  );
  return `${HEAD}jobs:\n${jobs}workflows:\n  main:\n    jobs:\n${times(count, (n) => `      - j${n}\n`)}`;
}

function writeJob(steps: string): string {
  return `${HEAD}jobs:\n  a:\n    machine: true\n    steps:\n${steps}workflows:\n  main:\n    jobs: [a]\n`;
}

function writeScript(lines: string): string {
  return writeJob(`      - run: |\n${lines}`);
}

function writeContexts(count: number): string {
  const contexts = times(count, (n) => `            - c${n}\n`);
  return `${HEAD}jobs:\n  a:\n    docker:\n      - image: node:20\n    steps: [checkout]\nworkflows:\n  main:\n    jobs:\n      - a:\n          context:\n${contexts}`;
}

function writeAliases(count: number): string {
  const jobs = times(count, (n) => `  j${n}:\n    docker: *images\n    steps: *steps\n`);
  const anchors =
    "x-images: &images\n  - image: node:20\nx-steps: &steps\n  - checkout\n  - run: docker pull redis:7\n";
  return `${HEAD}${anchors}jobs:\n${jobs}workflows:\n  main:\n    jobs:\n${times(count, (n) => `      - j${n}\n`)}`;
}

/** Each job has what the one before it has. */
function writeMerges(count: number): string {
  const first = "  j0: &j0\n    docker:\n      - image: node:20\n    steps: [checkout]\n";
  const others = times(count, (n) => `  j${n + 1}: &j${n + 1}\n    <<: *j${n}\n    resource_class: small\n`);
  return `${HEAD}jobs:\n${first}${others}workflows:\n  main:\n    jobs:\n${times(count, (n) => `      - j${n}\n`)}`;
}

function writeCommands(count: number): string {
  const commands = times(count, (n) => `  c${n}:\n    steps:\n      - run: docker pull i${n}\n      - c${n + 1}\n`);
  const last = `  c${count}:\n    steps: [checkout]\n`;
  return `${HEAD}commands:\n${commands}${last}jobs:\n  a:\n    machine: true\n    steps: [c0]\nworkflows:\n  main:\n    jobs: [a]\n`;
}

function writeCalls(count: number): string {
  const command =
    "commands:\n  get:\n    parameters: {image: {type: string}}\n    steps:\n      - run: docker pull << parameters.image >>\n";
  const steps = times(count, (n) => `      - get: {image: i${n}}\n`);
  return writeJob(steps).replace(HEAD, `${HEAD}${command}`);
}

function writeMatrix(count: number): string {
  const job =
    "  a:\n    parameters: {tag: {type: string}}\n    docker:\n      - image: node:<< parameters.tag >>\n    steps: [checkout]\n";
  const values = times(count, (n) => `                - "${n}"\n`);
  return `${HEAD}jobs:\n${job}workflows:\n  main:\n    jobs:\n      - a:\n          matrix:\n            parameters:\n              tag:\n${values}`;
}

function writeEntries(count: number): string {
  const job =
    "  a:\n    docker:\n      - image: node:20\n    steps:\n      - checkout\n      - run: docker pull redis:7\n";
  const entries = times(count, (n) => `      - a:\n          name: a${n}\n          context: [c]\n`);
  return `${HEAD}jobs:\n${job}workflows:\n  main:\n    jobs:\n${entries}`;
}

function writeSuppressed(count: number): string {
  const job =
    "    docker:\n      # circlesec: ignore[unauthenticated-pull] -- known\n      - image: node:20\n    steps: [checkout]\n";
  return `${HEAD}jobs:\n${times(count, (n) => `  j${n}:\n${job}`)}`;
}
