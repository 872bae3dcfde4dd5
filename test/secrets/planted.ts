import type { Kind } from "./planted-kinds.ts";

/** A place in a CircleCI file where somebody can write a secret down. */
export interface Position {
  readonly name: string;
  /**
   * A file with the slots `{value}`, `{key}` (a variable's name) and `{param}` (the same as CircleCI's parameters are
   * spelt).
   */
  readonly template: string;
  /** True when nothing uses what stands there. */
  readonly isUnused?: true;
  /** Where the file stands; `.circleci/config.yml` otherwise. */
  readonly path?: string;
  /** The text that stands there, of the kind's value; otherwise the value itself. `undefined` leaves a kind out. */
  readonly text?: (planted: Planted) => string | undefined;
  /** `value`: in each style of YAML. `script`: in those that scripts have. `verbatim`: as it is. */
  readonly holds: "value" | "script" | "verbatim";
  /** The least severity, where the place says more than the shape: `info` beside throw-away services. */
  readonly severity?: (kind: Kind) => "error" | "warning" | "info";
}

/** A secret of one kind, the value that it is a part of, and where that is split in two. */
export interface Planted {
  readonly kind: Kind;
  readonly key: string;
  readonly param: string;
  readonly secret: string;
  readonly value: string;
  /** An offset into the value, inside the secret. */
  readonly split: number;
}

/**
 * What is left out, and why. Kinds with `needsName` are a UUID or digits, which only a name or a place tells:
 *
 * - under `auth.username`, as a key, and as a bare word of a command: there is no name (`unnamed`);
 * - keys over several lines: YAML has none without `?`; values of several lines in the styles that hold one line;
 * - an alias in a map that nothing uses: neither of its ends is under a name that means anything;
 * - plain and flow scalars of texts that YAML reads as something else, a Docker config for one;
 * - escapes in a file that does not parse, and in a comment: there are none;
 * - bare words of a shell for texts with characters that a shell reads.
 */
const unnamed = ({ kind, value }: Planted): string | undefined => (kind.needsName ? undefined : value);

/** What a service container is given is thrown away with it, unless its shape says that somebody issued it. */
const besideJob = ({ severity, name }: Kind) =>
  severity === "error" && name !== "url-userinfo" ? ("error" as const) : ("info" as const);

const assignment = ({ key, value }: Planted): string => `${key}=${value}`;

/** A job whose steps and keys follow, indented by four. */
const job = (rest: string): string => `version: 2.1
jobs:
  build:
${rest}workflows:
  main:
    jobs: [build]
`;
const docker = (rest: string): string => job(`    docker:\n${rest}    steps: [checkout]\n`);
const step = (rest: string): string => job(`    machine:\n      image: ubuntu-2204:2024.11.1\n    steps:\n${rest}`);

const AUTH = `      - image: acme/app:1
        auth:
          username: acme
          password: $DOCKERHUB_TOKEN
`;

const CONTAINERS: readonly Position[] = [
  {
    name: "auth.password",
    template: docker(AUTH.replace("$DOCKERHUB_TOKEN", "{value}")),
    holds: "value",
    severity: () => "error",
  },
  {
    name: "auth.username",
    template: docker(AUTH.replace("acme\n          p", "{value}\n          p")),
    holds: "value",
    text: unnamed,
  },
  {
    name: "aws_auth.aws_access_key_id",
    template: docker(`      - image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1
        aws_auth:
          aws_access_key_id: {value}
          aws_secret_access_key: $AWS_SECRET_ACCESS_KEY
`),
    holds: "value",
    severity: () => "error",
  },
  {
    name: "aws_auth.aws_secret_access_key",
    template: docker(`      - image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1
        aws_auth:
          aws_access_key_id: $AWS_ACCESS_KEY_ID
          aws_secret_access_key: {value}
`),
    holds: "value",
    severity: () => "error",
  },
  {
    name: "environment of the primary container",
    template: docker(`${AUTH}        environment:\n          {key}: {value}\n`),
    holds: "value",
  },
  {
    name: "environment of a service container",
    template: docker(`${AUTH}${AUTH}        environment:\n          {key}: {value}\n`),
    holds: "value",
    severity: besideJob,
  },
  {
    name: "environment of a container, as a list",
    template: docker(`${AUTH}        environment:\n          - {value}\n`),
    holds: "value",
    text: assignment,
  },
];

const ENVIRONMENTS: readonly Position[] = [
  {
    name: "environment of a job",
    template: job(`    environment:\n      {key}: {value}\n    docker:\n${AUTH}    steps: [checkout]\n`),
    holds: "value",
  },
  {
    name: "environment of a job, as a list",
    template: job(`    environment:\n      - {value}\n    docker:\n${AUTH}    steps: [checkout]\n`),
    holds: "value",
    text: assignment,
  },
  {
    name: "environment of a job, as a list of maps",
    template: job(`    environment:\n      - {key}: {value}\n    docker:\n${AUTH}    steps: [checkout]\n`),
    holds: "value",
  },
  {
    name: "environment of an executor",
    template: `version: 2.1
executors:
  default:
    docker:
${AUTH}    environment:
      {key}: {value}
jobs:
  build:
    executor: default
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`,
    holds: "value",
  },
  {
    name: "environment of a step",
    template: step(`      - run:
          name: Release
          command: make release
          environment:
            {key}: {value}
`),
    holds: "value",
  },
  {
    name: "environment of a machine of CircleCI 1.0",
    path: "circle.yml",
    template: `machine:\n  environment:\n    {key}: {value}\n  node:\n    version: 6\ntest:\n  override:\n    - npm test\n`,
    holds: "value",
  },
  {
    name: "a map that is parked at the top level and merged",
    template: job(`    environment:
      <<: *parked
      OTHER: x
    docker:
${AUTH}    steps: [checkout]
`).replace("jobs:", "x-env: &parked\n  {key}: {value}\njobs:"),
    holds: "value",
  },
  {
    name: "a map that is parked at the top level and used whole",
    template: job(`    environment: *parked\n    docker:\n${AUTH}    steps: [checkout]\n`).replace(
      "jobs:",
      "x-env: &parked\n  {key}: {value}\njobs:",
    ),
    holds: "value",
  },
  {
    name: "a map that is parked at the top level, unused",
    template: docker(AUTH).replace("jobs:", "x-env: &parked\n  {key}: {value}\njobs:"),
    holds: "value",
    isUnused: true,
  },
  {
    name: "a credential that is parked at the top level, unused",
    template: docker(AUTH).replace("jobs:", "x-auth: &parked\n  username: acme\n  password: {value}\njobs:"),
    holds: "value",
    text: unnamed,
    isUnused: true,
  },
  {
    name: "a credential that is parked at the top level and merged",
    template: docker(AUTH.replace(/username[^]*TOKEN/, "<<: *parked")).replace(
      "jobs:",
      "x-auth: &parked\n  username: acme\n  password: {value}\njobs:",
    ),
    holds: "value",
    severity: () => "error",
  },
  {
    name: "a scalar at the top level, unused",
    template: `${docker(AUTH)}{key}: {value}\n`,
    holds: "value",
    isUnused: true,
  },
];

const RELEASE = `    steps:
      - run: tool login << parameters.{param} >>
`;

/** Parameters, and what is given for them. */
const PARAMETERS: readonly Position[] = [
  {
    name: "default of a parameter of a command",
    template: `${step("      - push\n")}commands:
  push:
    parameters:
      {param}:
        type: string
        default: {value}
${RELEASE}`,
    holds: "value",
  },
  {
    name: "default of a parameter of a job",
    template: job(`    parameters:
      {param}:
        description: for the release
        default: {value}
        type: string
    docker:
${AUTH}${RELEASE}`),
    holds: "value",
  },
  {
    name: "default of a parameter of an executor",
    template: `${job("    executor: default\n    steps: [checkout]\n")}executors:
  default:
    parameters:
      {param}:
        type: string
        default: {value}
    docker:
${AUTH}    environment:
      GIVEN: << parameters.{param} >>
`,
    holds: "value",
  },
  {
    name: "default of a parameter of the pipeline",
    template: `${step("      - run: tool login << pipeline.parameters.{param} >>\n")}parameters:
  {param}:
    type: string
    default: {value}
`,
    holds: "value",
  },
  {
    name: "argument of a command of the file",
    template: `${step("      - push:\n          {param}: {value}\n")}commands:
  push:
    parameters:
      {param}:
        type: string
${RELEASE}`,
    holds: "value",
  },
  {
    name: "argument of a command of an orb",
    template: `${step("      - acme/push:\n          {param}: {value}\n")}orbs:\n  acme: acme/tools@1.2.3\n`,
    holds: "value",
  },
  {
    name: "argument of a workflow entry",
    template: step("      - run: tool login << parameters.{param} >>\n").replace(
      "[build]",
      "\n      - build:\n          {param}: {value}",
    ),
    holds: "value",
  },
  {
    name: "argument of a job of an orb",
    template: docker(AUTH).replace("[build]", "\n      - acme/deploy:\n          {param}: {value}"),
    holds: "value",
  },
  {
    name: "value of a matrix",
    template: step("      - run: tool login << parameters.{param} >>\n").replace(
      "[build]",
      `
      - build:
          matrix:
            parameters:
              {param}:
                - {value}
                - $OTHER`,
    ),
    holds: "value",
  },
  {
    name: "parameter of an executor map",
    template: `${job("    executor:\n      name: acme/default\n      {param}: {value}\n    steps: [checkout]\n")}orbs:\n  acme: acme/tools@1.2.3\n`,
    holds: "value",
  },
  {
    name: "environment of a job of an inline orb",
    template: `${docker(AUTH)}orbs:
  acme:
    jobs:
      deploy:
        docker:
          - image: cimg/base:2024.11
        environment:
          {key}: {value}
        steps: [checkout]
`,
    holds: "value",
  },
  {
    name: "default of a parameter of an inline orb",
    template: `${docker(AUTH)}orbs:
  acme:
    commands:
      push:
        parameters:
          {param}:
            type: string
            default: {value}
        steps:
          - run: tool login << parameters.{param} >>
`,
    holds: "value",
  },
  {
    name: "usage example of a packed orb",
    path: "orb.yml",
    template: `version: 2.1
description: Deploys
commands:
  push:
    steps: [checkout]
examples:
  deploy:
    description: How it is used
    usage:
      version: 2.1
      orbs:
        acme: acme/tools@1.2.3
      workflows:
        main:
          jobs:
            - acme/deploy:
                {param}: {value}
`,
    holds: "value",
  },
  {
    name: "usage example of an orb's source",
    path: "src/examples/deploy.yml",
    template: `description: How it is used
usage:
  version: 2.1
  orbs:
    acme: acme/tools@1.2.3
  jobs:
    build:
      machine: true
      steps:
        - acme/push:
            {param}: {value}
`,
    holds: "value",
  },
  {
    name: "parameters of a continuation, as JSON",
    template: `${step(`      - continuation/continue:
          configuration_path: .circleci/continue.yml
          parameters: {value}
`)}setup: true
orbs:
  continuation: circleci/continuation@1.0.0
`,
    holds: "value",
    text: ({ param, value }) => JSON.stringify({ deploy: "true", [param]: value }),
  },
];

/** Places that are no values. */
const TEXTS: readonly Position[] = [
  {
    name: "a key",
    template: docker(`${AUTH}        environment:\n          {value}: "1"\n`),
    holds: "value",
    text: unnamed,
  },
  {
    name: "lines of a variable",
    template: docker(`${AUTH}        environment:\n          DOTENV: {value}\n`),
    holds: "value",
    text: ({ key, value }) => `ONE=1\n${key}=${value}\nTWO=2\n`,
  },
  {
    name: "a comment of its own",
    template: `# {value}\n${docker(AUTH)}`,
    holds: "verbatim",
    text: ({ key, value }) => `${key}: ${value}`,
  },
  {
    name: "a comment behind a value",
    template: docker(AUTH).replace("$DOCKERHUB_TOKEN", "$DOCKERHUB_TOKEN # was {value}"),
    holds: "verbatim",
    text: assignment,
  },
  {
    name: "a file that does not parse",
    template: `${docker(`${AUTH}        environment:\n          {key}: {value}\n`)}  bad: [indent\n`,
    holds: "verbatim",
  },
  {
    name: "a script in a file that does not parse",
    template: `"${docker(AUTH)}      - run: {value}\n`,
    holds: "verbatim",
    text: ({ key, value }) => `export ${key}=${value}`,
  },
];

/** Positions of YAML; those of scripts are in `planted-scripts.ts`. */
export const POSITIONS: readonly Position[] = [...CONTAINERS, ...ENVIRONMENTS, ...PARAMETERS, ...TEXTS];
