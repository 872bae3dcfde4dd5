import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../src/docker/reference.ts";
import { type Repository, anonymousPullsIn, jobRunsOf, readConfig, stepImagesOf } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

const VM = "machine: { image: ubuntu-2404:current }";

function read(text: string, files: Record<string, string> = {}) {
  const repository: Repository = { read: (path) => files[path] };
  return readConfig(parse(new Source(".circleci/config.yml", `version: 2.1\n${text}`)), repository);
}

/** What each run of each job pulls, in order, and what login it can rely on. */
function pulls(text: string, files?: Record<string, string>): string[] {
  const config = read(text, files);
  expect(config.tree.faults).toEqual([]);
  return jobRunsOf(config).map((run) => {
    const found = stepImagesOf(config, run).pulls.map(({ texts, isLocal, reliance }) => {
      const images = [...texts].map((image) => image.replaceAll(UNKNOWN, "?")).join("|");
      return `${images}${isLocal === "no" ? "" : ` (local: ${isLocal})`}${reliance === "none" ? "" : ` ${reliance}`}`;
    });
    return `${run.jobName}: ${found.join(", ")}`;
  });
}

/** One job with some steps, on a virtual machine. */
function steps(...list: string[]): string {
  return `jobs:\n  j:\n    ${VM}\n    steps:\n${list.map((step) => `      - ${step}\n`).join("")}`;
}

/** One job with a script of several lines. */
function script(text: string, job = VM): string {
  const lines = text.split("\n").map((line) => `          ${line}\n`);
  return `jobs:\n  j:\n    ${job}\n    steps:\n      - run: |\n${lines.join("")}`;
}

const LOGIN = 'echo "$T" | docker login -u u --password-stdin';

describe("steps are read in the order in which they run", () => {
  test.each<[string, string, string[]]>([
    [
      "steps of a job",
      steps("checkout", "run: docker pull a", "run: { command: docker pull b }", "deploy: docker pull c"),
      ["j: a, b, c"],
    ],
    ["a list in the list", steps("- run: docker pull a", "run: docker pull b"), ["j: a, b"]],
    [
      "a command beside an empty run",
      "jobs:\n  j:\n    machine: true\n    steps:\n      - run:\n        command: docker pull a\n",
      ["j: a"],
    ],
    [
      "commands, with their parameters",
      `commands: { get: { parameters: { i: { type: string, default: b } }, steps: [{ run: "docker pull << parameters.i >>" }] } }\n${steps("get: { i: a }", "get")}`,
      ["j: a, b"],
    ],
    [
      "commands in commands, and none in itself",
      `commands:\n  x: { steps: [y, x, { run: docker pull b }] }\n  y: { steps: [{ run: docker pull a }] }\n${steps("x")}`,
      ["j: a, b"],
    ],
    [
      "commands of an inline orb",
      `orbs: { tools: { commands: { get: { steps: [{ run: docker pull a }] } } } }\n${steps("tools/get")}`,
      ["j: a"],
    ],
    [
      "steps that are given as a parameter",
      `commands: { around: { parameters: { inner: { type: steps, default: [] } }, steps: [{ run: docker pull a }, "<< parameters.inner >>", { run: docker pull c }] } }\n${steps("around: { inner: [{ run: docker pull b }] }", "around")}`,
      ["j: a, b, c, a, c"],
    ],
    [
      "steps of a parameter that hands on another one",
      `commands:
  outer: { parameters: { s: { type: steps } }, steps: [{ inner: { s: << parameters.s >> } }] }
  inner: { parameters: { s: { type: steps } }, steps: << parameters.s >> }
${steps("outer: { s: [{ run: docker pull a }] }")}`,
      ["j: a"],
    ],
    [
      "what stands before and after the job in its entries",
      `${steps("run: docker pull b")}workflows: { w: { jobs: [j, { j: { name: k, pre-steps: [{ run: docker pull a }], post-steps: [{ run: docker pull c }] } }] } }`,
      ["j: b", "j: a, b, c"],
    ],
    [
      "conditions that are known",
      `commands: { get: { parameters: { on: { type: boolean } }, steps: [{ when: { condition: << parameters.on >>, steps: [{ run: docker pull a }] } }, { unless: { condition: << parameters.on >>, steps: [{ run: docker pull b }] } }] } }\n${steps("get: { on: true }", "get: { on: false }")}`,
      ["j: a, b"],
    ],
    [
      "conditions that only the pipeline knows",
      steps(
        "when: { condition: << pipeline.parameters.x >>, steps: [{ run: docker pull a }] }",
        "when: { condition: { equal: [main, << pipeline.git.branch >>] }, steps: [{ run: docker pull b }] }",
      ),
      ["j: a, b"],
    ],
    [
      "logic",
      steps(
        "when: { condition: { and: [true, { not: false }, { or: [false, { equal: [a, a] }] }] }, steps: [{ run: docker pull a }] }",
        "when: { condition: { equal: [a, b] }, steps: [{ run: docker pull b }] }",
      ),
      ["j: a"],
    ],
    [
      "each run of a matrix",
      `jobs: { j: { parameters: { v: { type: string } }, ${VM}, steps: [{ run: "docker pull a:<< parameters.v >>" }] } }
workflows: { w: { jobs: [{ j: { matrix: { parameters: { v: ["1", "2", "3"] }, exclude: [{ v: "2" }] } } }] } }`,
      ["j: a:1", "j: a:3"],
    ],
    [
      "aliases of steps and of lists",
      `x: &x { run: docker pull a }\ny: &y [*x, { run: docker pull b }]\njobs: { j: { ${VM}, steps: *y }, k: { ${VM}, steps: [*x, { <<: *x }] } }`,
      ["j: a, b", "k: a, a"],
    ],
    ["nothing after the job has halted", steps("run: circleci-agent step halt", "run: docker pull a"), ["j: "]],
    [
      "what comes after a halt that something decides about",
      steps('run: "[ $X ] && circleci-agent step halt"', "run: docker pull a"),
      ["j: a"],
    ],
  ])("%s", (_, text, expected) => {
    expect(pulls(text)).toEqual(expected);
  });
});

describe("an image is followed to its value", () => {
  test.each<[string, string, string]>([
    ["a variable of the script", "IMAGE=node:20\ndocker pull $IMAGE", "node:20"],
    ["an exported variable in quotes", 'export IMAGE="node:20"\ndocker pull "${IMAGE}"', "node:20"],
    ["a variable made of another", "A=node\nB=$A:20\ndocker pull $B", "node:20"],
    ["both branches", "if [ $X ]; then I=a; else I=b; fi\ndocker pull $I", "a|b"],
    ["a loop", "for i in a b; do docker pull $i; done", "a|b"],
    ["a loop in a loop", "for i in a b; do for t in 1 2; do docker pull $i:$t; done; done", "a:1|a:2|b:1|b:2"],
    ["an argument of a function", 'get() { docker pull "$1"; }\nget a', "a"],
    ["all arguments of a function", 'd() { docker "$@"; }\nd pull a', "a"],
    ["flags in a variable", 'FLAGS="--rm -i"\ndocker run $FLAGS a', "a"],
    ["flags that nobody knows", "docker run $DOCKER_OPTS a", "a"],
    ["a default", "docker pull ${IMAGE:-a}", "a|?"],
    ["a default for a tag", "docker pull a:${TAG:-1}", "a:1|a:?"],
    ["a variable that nobody knows", "docker pull $IMAGE", "?"],
    ["the output of a command", "docker pull $(cat image)", "?"],
    ["a nested shell", "bash -c 'docker pull a'", "a"],
    ["sudo and retries", "sudo retry 3 docker pull a", "a"],
    ["a pipe", "yes | docker pull a", "a"],
    ["a continued line", "docker \\\n  pull \\\n  a", "a"],
    ["an absolute path", "/usr/bin/docker pull a", "a"],
  ])("%s", (_, text, images) => {
    expect(pulls(script(text))).toEqual([`j: ${images}`]);
  });

  test.each<[string, string, string]>([
    ["of the job", `environment: { I: a }`, "a"],
    ["that is a number", `environment: { I: 5 }`, "5"],
  ])("a variable %s", (_, settings, image) => {
    expect(pulls(script("docker pull $I", `${VM}\n    ${settings}`))).toEqual([`j: ${image}`]);
  });

  test("a variable of the step, of the executor, of the container", () => {
    const text = `executors: { e: { docker: [{ image: x, environment: { C: c } }], environment: { E: e } } }
jobs: { j: { executor: e, steps: [setup_remote_docker, { run: { environment: { S: s }, command: docker pull $S$E$C } }] } }`;
    expect(pulls(text)).toEqual(["j: sec"]);
  });

  test("a variable that an earlier step exports", () => {
    const text = steps(
      `run: echo 'export I=a' >> $BASH_ENV`,
      `run: echo "export K=\\"$X\\"" >> "$BASH_ENV"`,
      "run: docker pull $I",
      "run: docker pull $K",
      "run: X=b",
    );
    expect(pulls(text)).toEqual(["j: a, ?"]);
  });

  test("what is local to a script is gone in the next", () => {
    expect(pulls(steps("run: export I=a", "run: docker pull $I"))).toEqual(["j: ?"]);
  });
});

describe("what the job has is not pulled", () => {
  test.each<[string, string, string]>([
    ["built", "docker build -t app:1 -\ndocker run app:1", "?, app:1 (local: yes)"],
    ["built under another tag", "docker build -t app:1 -\ndocker run app:2", "?, app:2 (local: yes)"],
    ["tagged", "docker tag x acme/y\ndocker run acme/y", "acme/y (local: yes)"],
    ["pulled all the same", "docker build -t app -\ndocker pull app", "?, app"],
    [
      "loaded, and pushed elsewhere in the file",
      "docker load -i x.tar\ndocker run acme/y\ndocker push acme/y",
      "acme/y (local: maybe)",
    ],
    ["loaded, and nobody's own", "docker load -i x.tar\ndocker run redis", "redis"],
    ["perhaps built by make", "make\ndocker run acme/y\ndocker push acme/z", "acme/y (local: maybe)"],
    ["an official image after make", "make\ndocker run redis\ndocker push acme/z", "redis"],
  ])("%s", (_, text, expected) => {
    expect(pulls(script(text))).toEqual([`j: ${expected}`]);
  });
});

describe("who can pull at all", () => {
  const pull = "steps: [{ run: docker pull a }]";
  test.each<[string, string, string[]]>([
    ["a Docker executor without remote Docker cannot", `jobs: { j: { docker: [{ image: x }], ${pull} } }`, ["j: "]],
    [
      "with it, it can",
      `jobs: { j: { docker: [{ image: x }], steps: [setup_remote_docker, { run: docker pull a }] } }`,
      ["j: a"],
    ],
    [
      "only behind it",
      `jobs: { j: { docker: [{ image: x }], steps: [{ run: docker pull a }, { setup_remote_docker: { version: default } }, { run: docker pull b }] } }`,
      ["j: b"],
    ],
    [
      "with a daemon in a container, it can",
      `jobs: { j: { docker: [{ image: x }, { image: "docker:27-dind" }], ${pull} } }`,
      ["j: a"],
    ],
    [
      "with a host somewhere, it can",
      `jobs: { j: { docker: [{ image: x }], environment: { DOCKER_HOST: tcp://x }, ${pull} } }`,
      ["j: a"],
    ],
    ["podman needs no engine", `jobs: { j: { docker: [{ image: x }], steps: [{ run: podman pull a }] } }`, ["j: a"]],
    [
      "an executor that is a machine can",
      `executors: { e: { machine: true } }\njobs: { j: { executor: e, ${pull} } }`,
      ["j: a"],
    ],
    ["what is not known counts", `orbs: { o: a/b@1 }\njobs: { j: { executor: o/x, ${pull} } }`, ["j: a"]],
    ["not in Python", `jobs: { j: { ${VM}, shell: /usr/bin/python3, ${pull} } }`, ["j: "]],
    ["in PowerShell", `jobs: { j: { machine: { image: "windows-server-2022-gui:current" }, ${pull} } }`, ["j: a"]],
  ])("%s", (_, text, expected) => {
    expect(pulls(text)).toEqual(expected);
  });
});

describe("a login counts", () => {
  const orb = (version: string, name: string): string =>
    `orbs: { docker: circleci/docker@${version} }\n${steps(name, "run: docker pull a")}`;
  test.each<[string, string, string]>([
    ["before the pull", steps(`run: ${LOGIN}`, "run: docker pull a"), "a sure"],
    ["not after it", steps("run: docker pull a", `run: ${LOGIN}`), "a"],
    ["not to another registry", steps("run: docker login -u u -p $P quay.io", "run: docker pull a"), "a"],
    [
      "perhaps to a registry that a variable names",
      steps("run: docker login -u u -p $P $R", "run: docker pull a"),
      "a maybe",
    ],
    ["to docker.io", steps("run: docker login -u u -p $P docker.io", "run: docker pull a"), "a sure"],
    ["not under another name of it", steps("run: docker login -u u -p $P index.docker.io", "run: docker pull a"), "a"],
    ["until a logout", steps(`run: ${LOGIN}`, "run: docker logout", "run: docker pull a"), "a"],
    [
      "after a logout from elsewhere",
      steps(`run: ${LOGIN}`, "run: docker logout quay.io", "run: docker pull a"),
      "a sure",
    ],
    ["not in the background", steps(`run: { command: '${LOGIN}', background: true }`, "run: docker pull a"), "a"],
    ["not only after a failure", steps(`run: { command: '${LOGIN}', when: on_fail }`, "run: docker pull a"), "a"],
    ["perhaps where its failure is ignored", steps(`run: '${LOGIN} || true'`, "run: docker pull a"), "a maybe"],
    [
      "perhaps under a condition of the pipeline",
      steps(`when: { condition: << pipeline.parameters.x >>, steps: [{ run: '${LOGIN}' }] }`, "run: docker pull a"),
      "a maybe",
    ],
    [
      "for what stands under the same condition",
      steps(`when: { condition: << pipeline.parameters.x >>, steps: [{ run: '${LOGIN}' }, { run: docker pull a }] }`),
      "a sure",
    ],
    ["perhaps on one branch", script(`if [ $CIRCLE_BRANCH = main ]; then ${LOGIN}; fi\ndocker pull a`), "a maybe"],
    [
      "for what is pulled on that branch",
      script(`if [ $CIRCLE_BRANCH = main ]; then ${LOGIN}; docker pull a; fi`),
      "a sure",
    ],
    ["where there is a credential", script(`if [ -n "$T" ]; then ${LOGIN}; fi\ndocker pull a`), "a sure"],
    ["behind an exit without one", script(`[ -n "$DOCKER_TOKEN" ] || exit 0\n${LOGIN}\ndocker pull a`), "a sure"],
    ["outside of forks", script(`if [ -z "$CIRCLE_PR_NUMBER" ]; then ${LOGIN}; fi\ndocker pull a`), "a sure"],
    ["for the same user", script(`${LOGIN}\nsudo docker pull a`), "a"],
    ["for root where both are root", script(`${LOGIN.replace("docker", "sudo docker")}\nsudo docker pull a`), "a sure"],
    ["for sudo that keeps the home", script(`${LOGIN}\nsudo -E docker pull a`), "a sure"],
    [
      "for the same config",
      script(`export DOCKER_CONFIG=/tmp/c\n${LOGIN}\ndocker pull a\nDOCKER_CONFIG=/x docker pull b`),
      "a sure, b",
    ],
    ["for podman, from docker", script(`${LOGIN}\npodman pull a`), "a sure"],
    ["not for docker, from podman", script(`${LOGIN.replace("docker", "podman")}\ndocker pull a`), "a"],
    [
      "when it writes the config itself",
      script(`echo "$DOCKER_JSON" > ~/.docker/config.json\ndocker pull a`),
      "a sure",
    ],
    [
      "not when it writes one for another registry",
      script(`echo "$ECR_JSON" > ~/.docker/config.json\ndocker pull a`),
      "a",
    ],
    ["when an orb does it", orb("2.8.2", "docker/check"), "a sure"],
    ["unless the orb forgets how it ended", orb("4.0.1", "docker/check"), "a unchecked"],
    ["unless the newest version of the orb does", orb("4", "docker/check"), "a unchecked"],
    ["not when the orb is told another registry", orb("2.8.2", "docker/check: { registry: quay.io }"), "a"],
    ["perhaps when only a name says so", steps("run: make docker-login", "run: docker pull a"), "a maybe"],
    ["perhaps in a script that is not there", steps("run: ./ci/docker_login.sh", "run: docker pull a"), "a maybe"],
  ])("%s", (_, text, expected) => {
    expect(pulls(text)).toEqual([`j: ${expected}`]);
  });
});

describe("files of the repository are read", () => {
  const build = (command: string, files: Record<string, string>, settings = ""): string[] =>
    pulls(script(command, settings === "" ? VM : `${VM}\n    ${settings}`), files);

  test.each<[string, string, Record<string, string>, string]>([
    ["a Dockerfile", "docker build .", { Dockerfile: "FROM a" }, "a"],
    ["in its context", "docker build sub/dir", { "sub/dir/Dockerfile": "FROM a" }, "a"],
    ["by name, from where the command runs", "cd sub && docker build -f ../ci/F .", { "ci/F": "FROM a" }, "a"],
    [
      "with arguments of the build",
      "V=2; docker build --build-arg V=$V .",
      { Dockerfile: "ARG V=1\nFROM a:$V" },
      "a:2",
    ],
    [
      "with an argument from the environment",
      "export V=3; docker build --build-arg V .",
      { Dockerfile: "ARG V=1\nFROM a:$V" },
      "a:3",
    ],
    ["up to its target", "docker build --target x .", { Dockerfile: "FROM a AS x\nFROM b" }, "a"],
    ["from standard input", "docker build - <<EOF\nFROM a\nEOF", {}, "a"],
    ["not outside of the repository", "docker build ../..", { Dockerfile: "FROM a" }, "?"],
    ["not from elsewhere", "docker build https://github.com/acme/app.git", { Dockerfile: "FROM a" }, "?"],
    [
      "not where a subshell has gone",
      "(cd sub); docker build .",
      { Dockerfile: "FROM a", "sub/Dockerfile": "FROM b" },
      "a",
    ],
    [
      "a compose file",
      "docker compose up",
      { "compose.yml": "services: { a: { image: x }, b: { build: ./b } }", "b/Dockerfile": "FROM y" },
      "x, y",
    ],
    [
      "its services that are named, and what they need",
      "docker compose up web",
      {
        "docker-compose.yml":
          "services: { web: { image: w, depends_on: [db] }, db: { image: d }, other: { image: o } }",
      },
      "w, d",
    ],
    [
      "without what they need",
      "docker compose run --no-deps web",
      { "compose.yaml": "services: { web: { image: w, depends_on: { db: {} } }, db: { image: d } }" },
      "w",
    ],
    [
      "several compose files",
      "docker compose -f a.yml -f b.yml up",
      { "a.yml": "services: { x: { image: a } }", "b.yml": "services: { x: { image: b } }" },
      "b",
    ],
    [
      "its override",
      "docker compose up",
      { "compose.yml": "services: { x: { image: a } }", "compose.override.yml": "services: { y: { image: b } }" },
      "a, b",
    ],
    [
      "its profiles",
      "docker compose --profile p up",
      { "compose.yml": "services: { x: { image: a, profiles: [p] }, y: { image: b, profiles: [q] } }" },
      "a",
    ],
    [
      "its variables",
      "TAG=2 docker compose up",
      { "compose.yml": 'services: { x: { image: "a:${TAG:-1}" }, y: { image: "b:${NONE:-1}" } }' },
      "a:2, b:1",
    ],
    [
      "its includes",
      "docker compose up",
      { "compose.yml": "include: [sub/c.yml]", "sub/c.yml": "services: { x: { image: a } }" },
      "a",
    ],
    [
      "what it builds",
      "docker compose build",
      {
        "compose.yml": "services: { x: { image: a }, y: { build: { context: ., args: { V: '2' } } } }",
        Dockerfile: "ARG V\nFROM b:$V",
      },
      "b:2",
    ],
    [
      "a Dockerfile inside of it",
      "docker compose build",
      { "compose.yml": "services: { y: { build: { dockerfile_inline: FROM z } } }" },
      "z",
    ],
    ["nothing that is no compose file", "docker compose up", { "compose.yml": "[" }, "?"],
    ["a script", "./ci/pull.sh", { "ci/pull.sh": "docker pull a" }, "a"],
    ["a script with arguments", "bash ci/pull.sh a", { "ci/pull.sh": 'docker pull "$1"' }, "a"],
    ["a script that sets variables", ". ./ci/env.sh; docker pull $I", { "ci/env.sh": "I=a" }, "a"],
    ["a script that calls another", "ci/a.sh", { "ci/a.sh": "./ci/b.sh", "ci/b.sh": "docker pull a" }, "a"],
    ["not itself again", "ci/a.sh", { "ci/a.sh": "docker pull a; ci/a.sh" }, "a"],
    ["not one of another language", "ci/a", { "ci/a": "#!/usr/bin/env python3\ndocker pull a" }, ""],
  ])("%s", (_, command, files, expected) => {
    expect(build(command, files)).toEqual([`j: ${expected}`]);
  });

  test("from the folder of the step", () => {
    const text = `jobs: { j: { ${VM}, working_directory: ~/app, steps: [{ run: { command: docker build ., working_directory: ~/app/sub } }, { run: { command: docker build ., working_directory: sub } }, { run: docker build . }] } }`;
    expect(pulls(text, { Dockerfile: "FROM a", "sub/Dockerfile": "FROM b" })).toEqual(["j: b, b, a"]);
  });
});

describe("orbs of the registry", () => {
  const files = { Dockerfile: "FROM a" };
  const job = (orb: string, entry: string): string => `orbs: { o: ${orb} }\nworkflows: { w: { jobs: [${entry}] } }`;
  test.each<[string, string, string]>([
    [
      "docker/publish logs in, then builds",
      job("circleci/docker@2.8.2", "{ o/publish: { image: x } }"),
      "o/publish: a sure",
    ],
    [
      "unless it does not deploy",
      job("circleci/docker@2.8.2", "{ o/publish: { image: x, deploy: false } }"),
      "o/publish: a",
    ],
    [
      "and forgets how the login ended in 4.0.1",
      job("circleci/docker@4.0.1", "{ o/publish: { image: x } }"),
      "o/publish: a unchecked",
    ],
    [
      "steps before the build come before it",
      job("circleci/docker@2.8.2", `{ o/publish: { image: x, deploy: false, before_build: [{ run: '${LOGIN}' }] } }`),
      "o/publish: a sure",
    ],
    [
      "pre-steps too",
      job("circleci/docker@2.8.2", `{ o/publish: { image: x, deploy: false, pre-steps: [{ run: '${LOGIN}' }] } }`),
      "o/publish: a sure",
    ],
    [
      "extra arguments count",
      job("circleci/docker@2.8.2", `{ o/publish: { image: x, extra_build_args: "--cache-from acme/c" } }`),
      "o/publish: acme/c sure, a sure",
    ],
    [
      "another file",
      job("circleci/docker@2.8.2", `{ o/publish: { image: x, path: sub, dockerfile: F } }`),
      "o/publish: ? sure",
    ],
    [
      "aws-ecr logs in to ECR only",
      job("circleci/aws-ecr@6.15.3", "{ o/build-and-push-image: { repo: x } }"),
      "o/build-and-push-image: a",
    ],
    [
      "unless it is told to",
      job("circleci/aws-ecr@6.15.3", "{ o/build-and-push-image: { repo: x, docker-login: true } }"),
      "o/build-and-push-image: a sure",
    ],
    [
      "from 9.0.0 on by steps",
      job(
        "circleci/aws-ecr@9.4.0",
        `{ o/build_and_push_image: { repo: x, container_registry_login: true, registry_login: [{ run: '${LOGIN}' }] } }`,
      ),
      `o/build_and_push_image: moby/buildkit:buildx-stable-1 sure, a sure`,
    ],
    [
      "several platforms need an emulator",
      job("circleci/aws-ecr@9.4.0", `{ o/build_and_push_image: { repo: x, platform: "linux/amd64,linux/arm64" } }`),
      "o/build_and_push_image: tonistiigi/binfmt, moby/buildkit:buildx-stable-1, a",
    ],
    ["gcp-gcr", job("circleci/gcp-gcr@0.16", "o/build-and-push-image"), "o/build-and-push-image: a"],
    ["azure-acr", job("circleci/azure-acr@0.2", "o/build-and-push-image"), "o/build-and-push-image: a"],
    ["an orb that nobody knows", job("acme/x@1", "o/build"), "o/build: "],
  ])("%s", (_, text, expected) => {
    expect(pulls(text, files)).toEqual([expected]);
  });
});

describe("a circle.yml is one machine", () => {
  test("whose deployments have the rest in common", () => {
    const source = new Source(
      "circle.yml",
      `machine: { environment: { I: a } }
dependencies: { pre: [docker pull $I, { docker pull b: { background: true } }] }
test: { override: [docker pull c] }
deployment: { x: { commands: [docker pull d] }, y: { commands: [docker pull e] } }
`,
    );
    const config = readConfig(parse(source));
    const found = jobRunsOf(config).map((run) =>
      stepImagesOf(config, run).pulls.map(({ texts }) => [...texts].join("|")),
    );
    expect(found).toEqual([
      ["a", "b", "c", "d"],
      ["a", "b", "c", "e"],
    ]);
  });
});

test("pulls without a login are told once a job, at the first of the gravest", () => {
  const text = `commands: { get: { steps: [{ run: docker pull shared }] } }
jobs:
  a: { ${VM}, steps: [{ run: docker pull $X }, get, { run: docker pull b }] }
  c: { ${VM}, steps: [get, { run: sudo docker pull d }] }
`;
  const found = anonymousPullsIn(read(text)).map(({ first, jobs }) => [
    [...first.texts].join(),
    jobs.map(({ run }) => run.jobName).join(),
  ]);
  expect(found).toEqual([
    ["shared", "a,c"],
    ["d", "c"],
  ]);
});
