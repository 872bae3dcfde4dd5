import * as fc from "fast-check";

/** Draws of one config: every choice of the generator is one of these, so that a failing config can be shrunk. */
type Draw = fc.GeneratorValue;

const IMAGES = ["node:20.11", "redis", "cimg/go:1.22", "acme/api:<< parameters.tag >>", "ghcr.io/acme/x:1", "$IMAGE"];
const MORE_IMAGES = [
  "<< parameters.image >>",
  "postgres@sha256:0f",
  "docker.io/library/alpine:3",
  "'ruby:3'",
  "circleci/node",
];
const NAMES = ["build", "test", "lint", "deploy", "e2e"];
const CONTEXTS = ["docker-credentials", "dockerhub", "DockerHub", "aws", "org-global", "<< pipeline.parameters.ctx >>"];
const COMMANDS = [
  "npm ci",
  "docker login -u $DOCKERHUB_USERNAME -p $DOCKERHUB_TOKEN",
  "docker login -u acme -p hunter2-not-real",
  'echo "$DOCKERHUB_TOKEN" | docker login -u "$DOCKERHUB_USERNAME" --password-stdin',
  "docker pull redis:7",
  "docker run --rm -v $PWD:/w node:20 npm test # here",
  "docker build -t acme/x . && docker push acme/x",
  "docker-compose up -d",
  "if true; then docker pull alpine; fi",
  "export TOKEN=$(vault kv get -field=token secret/ci)",
  'vault write -field=token auth/jwt/login role=ci jwt="$CIRCLE_OIDC_TOKEN_V2" > /tmp/t',
  "vault token revoke -self",
  "set -x; echo $DOCKERHUB_TOKEN",
  "docker logout",
];
const COMMENTS = ["# why", "#", "# a: b", "# it's [x", "#TODO", "# 🚀"];

/** A random CircleCI config: jobs, executors, commands, orbs, parameters, matrices and workflows, laid out oddly. */
export const configs: fc.Arbitrary<string> = fc.gen().map((draw) => writeConfig(draw));

function writeConfig(draw: Draw): string {
  const names = NAMES.slice(0, 1 + number(draw, NAMES.length - 1));
  const sections = [
    section("orbs", oneIn(draw, 3) ? writeOrbs(draw) : []),
    section("parameters", oneIn(draw, 4) ? ["ctx:", "  type: string", "  default: docker-credentials"] : []),
    section("executors", oneIn(draw, 2) ? writeExecutors(draw) : []),
    section("commands", oneIn(draw, 2) ? writeCommands(draw) : []),
    section(
      "jobs",
      names.flatMap((name) => writeJob(draw, name)),
    ),
    section("workflows", oneIn(draw, 8) ? [] : writeWorkflows(draw, names)),
  ];
  const parked = oneIn(draw, 9) || sections.flat().some((line) => /\*\w/.test(line)) ? writeParked(draw) : [];
  const version = pick(draw, ["version: 2.1", "version: 2.1 # pinned", "version: '2.1'", "version: 2"]);
  const lines = [...(oneIn(draw, 5) ? ["# head", ""] : []), version, ...parked, ...sections.flat()];
  return layOut(draw, lines);
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${name}:`, ...indent(lines)];
}

function writeOrbs(draw: Draw): string[] {
  const inline = ["inner:", "  commands:", "    pull:", "      steps:", "        - run: docker pull redis"];
  const withJob = ["  jobs:", "    go:", ...indent(["docker:", ...writeDocker(draw), "steps: [checkout, pull]"], 6)];
  const orbs = ["docker: circleci/docker@2.8.2", "aws: circleci/aws-cli@4.1.3", "node: circleci/node@5.2.0"];
  return [...some(draw, orbs), ...(oneIn(draw, 2) ? [...inline, ...(oneIn(draw, 2) ? withJob : [])] : [])];
}

/** Things at the root that only anchors make useful. */
function writeParked(draw: Draw): string[] {
  return [
    "x-auth: &auth",
    ...indent(["username: $DOCKERHUB_USERNAME", `password: ${pick(draw, ["$DOCKERHUB_TOKEN", "hunter2-not-real"])}`]),
    "x-image: &image",
    ...indent([`image: ${pick(draw, IMAGES)}`, ...(oneIn(draw, 3) ? ["auth: *auth"] : [])]),
    "x-base: &base",
    ...indent(["docker:", ...writeDocker(draw)]),
    "x-steps: &steps",
    ...indent(writeSteps(draw, 1)),
    "x-contexts: &contexts",
    ...indent([`- ${pick(draw, CONTEXTS)}`]),
  ];
}

function writeExecutors(draw: Draw): string[] {
  const parameters = [
    "parameters:",
    "  tag:",
    "    type: string",
    `    default: ${pick(draw, ['"20"', "latest", "1.2"])}`,
  ];
  return [
    "default:",
    ...indent([...(oneIn(draw, 2) ? parameters : []), "docker:", ...writeDocker(draw)]),
    ...(oneIn(draw, 2) ? ["vm:", "  machine:", "    image: ubuntu-2404:current"] : []),
  ];
}

function writeCommands(draw: Draw): string[] {
  const parameters = [
    "parameters:",
    "  what:",
    "    type: string",
    '    default: "x"',
    "  more:",
    "    type: steps",
    "    default: []",
  ];
  const use = oneIn(draw, 2) ? [...parameters, "steps:", "  - steps: << parameters.more >>"] : ["steps:"];
  return ["prepare:", ...indent([...use, ...indent(writeSteps(draw, 1 + number(draw, 2)))])];
}

function writeJob(draw: Draw, name: string): string[] {
  const body = [
    ...writeJobParameters(draw),
    ...writeRunner(draw),
    ...(oneIn(draw, 3)
      ? ["environment:", `  TOKEN: ${pick(draw, ["$X", "hunter2-not-real", "'1'"])}`, "  DEBUG: 1"]
      : []),
    ...(oneIn(draw, 4) ? ["resource_class: large"] : []),
  ];
  if (oneIn(draw, 10)) return [`${name}:`, ...indent([...body, "steps: *steps"])];
  return [comment(draw, `${name}:`), ...indent([...body, "steps:", ...indent(writeSteps(draw, 1 + number(draw, 4)))])];
}

function writeJobParameters(draw: Draw): string[] {
  if (!oneIn(draw, 3)) return [];
  return ["parameters:", "  tag:", "    type: string", "    default: '7'", "  image: {type: string, default: node:18}"];
}

function writeRunner(draw: Draw): string[] {
  switch (number(draw, 7)) {
    case 0:
      return ["executor: default"];
    case 1:
      return ["executor:", "  name: default", "  tag: << parameters.tag >>"];
    case 2:
      return ["machine:", "  image: ubuntu-2404:current", ...(oneIn(draw, 2) ? ["  docker_layer_caching: true"] : [])];
    case 3:
      return ["machine: true"];
    case 4:
      return ["<<: *base"];
    default:
      return [comment(draw, "docker:"), ...writeDocker(draw)];
  }
}

/** The items of `docker:`, under it or level with it. */
function writeDocker(draw: Draw): string[] {
  const items = Array.from({ length: 1 + number(draw, 2) }, () => writeImage(draw)).flat();
  return oneIn(draw, 3) ? items : indent(items);
}

function writeImage(draw: Draw): string[] {
  const image = pick(draw, [...IMAGES, ...MORE_IMAGES]);
  const user = pick(draw, ["$DOCKERHUB_USERNAME", "DOCKERHUB_USERNAME", "acme", "${DOCKERHUB_USERNAME}"]);
  const token = pick(draw, ["$DOCKERHUB_TOKEN", "DOCKERHUB_TOKEN", "hunter2-not-real", "$DOCKERHUB_PASSWORD"]);
  switch (number(draw, 9)) {
    case 0:
      return [`- {image: ${pick(draw, ["redis", "node:20", '"acme/x:1"'])}}`];
    case 1:
      return ["- *image"];
    case 2:
      return ["- <<: *image", "  name: db"];
    case 3:
      return [`- image: ${image}`, "  auth:", `    username: ${user}`, `    password: ${token}`];
    case 4:
      return [`- image: ${image}`, `  auth: {username: ${user.replaceAll(/[{}]/g, "")}, password: ${token}}`];
    case 5:
      return [`- image: ${image}`, "  auth: *auth"];
    case 6:
      return [
        `- image: ${image}`,
        `  environment: {POSTGRES_PASSWORD: x}`,
        `  username: ${user}`,
        `  password: ${token}`,
      ];
    default:
      return [comment(draw, `- image: ${image}`), ...(oneIn(draw, 4) ? ["  environment:", "    A: b"] : [])];
  }
}

function writeSteps(draw: Draw, count: number): string[] {
  return Array.from({ length: count }, () => writeStep(draw)).flat();
}

function writeStep(draw: Draw): string[] {
  const command = pick(draw, COMMANDS);
  switch (number(draw, 11)) {
    case 0:
      return ["- checkout"];
    case 1:
      return [comment(draw, "- setup_remote_docker")];
    case 2:
      return ["- setup_remote_docker:", "    version: default"];
    case 3:
      return ["- prepare"];
    case 4:
      return ["- prepare:", "    more:", ...indent([`- run: "${command.replaceAll('"', '\\"')}"`], 6)];
    case 5:
      return [
        "- when:",
        "    condition: << pipeline.parameters.ctx >>",
        "    steps:",
        ...indent([`- run: ${pick(draw, ["docker pull node", "make"])}`], 6),
      ];
    case 6:
      return [
        "- run:",
        "    name: it",
        `    command: ${pick(draw, ["|", ">-", "|2-"])}`,
        ...indent(["set -e", command, "", pick(draw, COMMANDS)], 6),
        ...(oneIn(draw, 3) ? ["    when: always"] : []),
      ];
    case 7:
      return [
        pick(draw, [
          "- docker/check",
          "- inner/pull",
          "- docker/pull:\n    images: redis",
          "- docker/build: {image: acme/x}",
        ]),
      ];
    case 8:
      return ["- run:", `    environment: {A: $B}`, `    command: '${command.replaceAll("'", "''")}'`];
    default:
      return [command.includes(" #") ? `- run: ${command}` : comment(draw, `- run: ${plain(command)}`)];
  }
}

/** A command on the line of its key. */
function plain(command: string): string {
  return /: /.test(command) ? `'${command}'` : command;
}

function writeWorkflows(draw: Draw, names: readonly string[]): string[] {
  const flows = ["main", "nightly"].slice(0, 1 + number(draw, 1));
  return flows.flatMap((flow) => [
    `${flow}:`,
    ...indent([
      ...(oneIn(draw, 4) ? ["when: << pipeline.parameters.ctx >>"] : []),
      "jobs:",
      ...indent(names.flatMap((name) => writeEntry(draw, name))),
    ]),
  ]);
}

function writeEntry(draw: Draw, name: string): string[] {
  if (oneIn(draw, 3)) return [comment(draw, `- ${name}`)];
  if (oneIn(draw, 8)) return [`- ${name}: {context: [${some(draw, CONTEXTS.slice(0, 4)).join(", ")}]}`];
  const body = [
    ...writeContexts(draw),
    ...(oneIn(draw, 4) ? ["requires: [build]"] : []),
    ...(oneIn(draw, 4)
      ? ["matrix:", "  parameters:", `    ${pick(draw, ['tag: ["18", "20"]', "image: [redis, node]"])}`]
      : []),
    ...(oneIn(draw, 6) ? ["tag: '9'"] : []),
    ...(oneIn(draw, 6) ? ["pre-steps:", ...indent(writeSteps(draw, 1))] : []),
    ...(oneIn(draw, 6) ? ["post-steps:", ...indent(writeSteps(draw, 1))] : []),
    ...(oneIn(draw, 6) ? [`name: ${name}-2`] : []),
  ];
  return body.length === 0 ? [`- ${name}`] : [comment(draw, `- ${name}:`), ...indent(body, oneIn(draw, 3) ? 6 : 4)];
}

function writeContexts(draw: Draw): string[] {
  switch (number(draw, 5)) {
    case 0:
      return [`context: ${pick(draw, CONTEXTS)}`];
    case 1:
      return ["context:", ...indent(some(draw, CONTEXTS).map((name) => comment(draw, `- ${name}`)))];
    case 2:
      return [`context: [${some(draw, CONTEXTS.slice(0, 4)).join(", ")}]`];
    case 3:
      return ["context: *contexts"];
    default:
      return [];
  }
}

/** Line ends, blank lines and lines of comments, anywhere but in scripts. */
function layOut(draw: Draw, lines: readonly string[]): string {
  const eol = oneIn(draw, 8) ? "\r\n" : "\n";
  const spread = lines.flatMap((line) =>
    oneIn(draw, 25) ? [pick(draw, ["", "# between", "    # far"]), line] : [line],
  );
  return `${oneIn(draw, 15) ? "\uFEFF" : ""}${spread.join("\n").replaceAll("\n", eol)}${oneIn(draw, 8) ? "" : eol}`;
}

function indent(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => (line === "" ? line : " ".repeat(by) + line.replaceAll("\n", `\n${" ".repeat(by)}`)));
}

function comment(draw: Draw, line: string): string {
  return oneIn(draw, 6) ? `${line} ${pick(draw, COMMENTS)}` : line;
}

function number(draw: Draw, max: number): number {
  return draw(fc.nat, max);
}

function oneIn(draw: Draw, times: number): boolean {
  return number(draw, times - 1) === 0;
}

function pick(draw: Draw, choices: readonly string[]): string {
  return draw(() => fc.constantFrom(...choices));
}

function some(draw: Draw, choices: readonly string[]): string[] {
  return choices.filter(() => oneIn(draw, 2));
}
