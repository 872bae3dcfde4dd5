import { expect, test } from "vitest";
import { readConfig } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

const JOBS = "jobs: { build: { machine: true, steps: [checkout] } }";

test.each([
  ["a config", ".circleci/config.yml", `version: 2.1\n${JOBS}`, "config"],
  ["a config of version 2", ".circleci/config.yml", `version: 2\n${JOBS}`, "config"],
  ["a config anywhere else", "ci/build.yml", `version: 2.1\n${JOBS}`, "config"],
  ["a config with nothing but orbs and workflows", ".circleci/config.yml", "version: 2.1\nworkflows: {}", "config"],
  ["a setup config", ".circleci/config.yml", `version: 2.1\nsetup: true\n${JOBS}`, "setup"],
  ["a setup config in YAML 1.1", ".circleci/config.yml", `version: 2.1\nsetup: yes\n${JOBS}`, "setup"],
  ["a config that is not a setup config", ".circleci/config.yml", `version: 2.1\nsetup: "true"\n${JOBS}`, "config"],
  ["a continuation config", ".circleci/continue_config.yml", `version: 2.1\n${JOBS}`, "continuation"],
  ["a piece without workflows", ".circleci/jobs/deploy.yml", JOBS, "continuation"],
  ["a packed orb", "orb.yml", `version: 2.1\ndescription: x\n${JOBS}`, "orb"],
  ["an orb that only has examples beside its commands", "src/x.yml", "commands: {}\nexamples: {}", "orb"],
  ["the head of an unpacked orb", "src/@orb.yml", "version: 2.1\ndescription: x\norbs: {}", "orb"],
  ["a job file", "src/jobs/test.yml", "docker: [{ image: x }]\nsteps: [checkout]", "part-job"],
  ["a job file with an executor", "src/jobs/test.yml", "executor: default\nsteps: [checkout]", "part-job"],
  ["an executor file", "src/executors/default.yml", "docker: [{ image: x }]", "part-executor"],
  ["a command file", "src/commands/x.yml", "steps: [checkout]", "part-command"],
  ["a workflow file", ".circleci/src/workflows/main.yml", "jobs: [build]", "part-workflow"],
  ["an example file", "src/examples/x.yml", "description: x\nusage: { version: 2.1 }", "example"],
  ["a 1.0 file", "circle.yml", "machine: { services: [docker] }\ntest: { override: [make] }", "legacy"],
  ["a Kubernetes manifest", ".circleci/k8s.yml", "apiVersion: v1\nkind: Pod", "other"],
  ["a GitHub workflow", ".github/w.yml", "on: push\njobs: { a: { runs-on: ubuntu, steps: [] } }", "other"],
  ["a compose file", ".circleci/docker-compose.yml", 'version: "3"\nservices: { db: { image: postgres } }', "other"],
  ["a list", ".circleci/config.yml", "- a\n- b", "other"],
  ["an empty file", ".circleci/config.yml", "", "other"],
])("%s is told from its root keys and its path", (_, path, text, kind) => {
  expect(readConfig(parse(new Source(path, text))).kind).toBe(kind);
});
