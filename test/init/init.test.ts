import { describe, expect, it } from "vitest";
import { addGate } from "../../src/init/gate.ts";
import { addHook, newPreCommit } from "../../src/init/pre-commit.ts";
import { writeSettings } from "../../src/init/settings-text.ts";
import { type Config, readConfig } from "../../src/model/index.ts";
import { readSettings } from "../../src/settings/read-settings.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

function configOf(text: string, path = ".circleci/config.yml"): Config {
  return readConfig(parse(new Source(path, text)));
}

/** A config whose job pulls with these variables and gets this context. */
function pulling(user: string, token: string, context: string): string {
  return `version: 2.1
jobs:
  test:
    docker:
      - image: acme/app:1
        auth: { username: ${user}, password: ${token} }
    steps: [checkout]
workflows:
  main:
    jobs:
      - test${context === "" ? "" : `:\n          context: ${context}`}
`;
}

describe("settings of a repository", () => {
  const settingsOf = (...configs: Config[]) => {
    const text = writeSettings(configs, ({ tree }) => tree.source.path);
    return readSettings(new Source(".circlesec.yml", text)).settings;
  };

  it("say what its configs do, the first for all, others as overrides", () => {
    const first = configOf(pulling("$A", "$B", "acme-hub"));
    const same = configOf(pulling("$A", "$B", "acme-hub"), ".circleci/same.yml");
    const other = configOf(pulling("bot", "$C", ""), ".circleci/other.yml");
    expect(settingsOf(first, same, other)).toEqual({
      extends: "recommended",
      dockerHub: { context: "acme-hub", username: "A", token: "B" },
      overrides: [{ files: ["/.circleci/other.yml"], dockerHub: { source: "project", token: "C" } }],
    });
  });

  it("say nothing that no config shows", () => {
    expect(settingsOf(configOf("version: 2.1\njobs: {}\n"))).toEqual({ extends: "recommended" });
  });
});

describe("the hook", () => {
  const added = (text: string) => addHook(new Source(".pre-commit-config.yaml", text), "1.2.3");
  const NEW = newPreCommit("1.2.3");

  it("comes after those that are there, comments and all", () => {
    const text = "repos:\n  - repo: https://example.com/x # theirs\n    rev: v1\n    hooks: [{ id: a }]\n";
    expect(added(text)).toEqual({ text: text + NEW.replace("repos:\n", "") });
  });

  it("is not added twice, in either form", () => {
    const text = "repos:\n  - repo: https://example.com/circlesec\n    rev: v1\n    hooks: [{ id: circlesec-fix }]\n";
    for (const one of [NEW, text]) expect(added(one)).toEqual({ reason: "it has a hook of circlesec" });
  });

  it.each(["", "repos: 1\n", "repos: 'x\n"])("is left to a person in %j", (text) => {
    expect(added(text)).toEqual({ reason: "it has no list `repos`; add the hook by hand" });
  });
});

describe("the gate", () => {
  const text = pulling("$A", "$B", "hub").replace("version: 2.1", "# ours\nversion: 2.1");
  const JOB = `  circlesec:
    docker:
      - image: public.ecr.aws/docker/library/node:22
    steps:
      - checkout
      - run: npx --yes circlesec@1.2.3 lint
`;

  it("is a job and its entry, and nothing else changes", () => {
    const wanted = text.replace("workflows:\n", `${JOB}workflows:\n`).replace(/$/, "      - circlesec\n");
    expect(addGate(configOf(text), "1.2.3")).toEqual({ text: wanted });
  });

  it("goes where pushes start it, not where a schedule does", () => {
    const nightly = "workflows:\n  nightly:\n    triggers: [{ schedule: { cron: 0 1 * * * } }]\n    jobs: [test]\n";
    const result = addGate(configOf(text.replace("workflows:\n", nightly)), "1.2.3");
    expect(result).toHaveProperty(
      "text",
      expect.stringMatching(/jobs: \[test\]\n[^]*context: hub\n {6}- circlesec\n$/),
    );
  });

  it("is added once", () => {
    const first = addGate(configOf(text), "1.2.3");
    const again = "text" in first ? addGate(configOf(first.text), "1.2.3") : first;
    expect(again).toEqual({ reason: "it names circlesec already" });
  });

  it.each([
    ["without workflows", "version: 2.1\njobs: { build: { docker: [{ image: a/b }], steps: [checkout] } }\n"],
    ["with a schedule only", text.replace("main:\n", "main:\n    triggers: [{ schedule: { cron: 0 1 * * * } }]\n")],
    [
      "with a list that is an alias",
      text.replace("    jobs:\n", "    jobs: &all\n").concat("  two:\n    jobs: *all\n"),
    ],
    ["that is a setup config", text.replace("version: 2.1", "version: 2.1\nsetup: true")],
    ["that does not parse", "version: '2.1\n"],
  ])("is left to a person in a config %s", (_, config) => {
    expect(addGate(configOf(config), "1.2.3")).toHaveProperty("reason", expect.stringMatching(/by hand/));
  });
});
