import { spawnSync } from "node:child_process";
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
  const added = (text: string) => addHook(new Source(".pre-commit-config.yaml", text), "1.2.3", false);
  const NEW = newPreCommit("1.2.3", false);

  it("comes after those that are there, comments and all", () => {
    const text = "repos:\n  - repo: https://example.com/x # theirs\n    rev: v1\n    hooks: [{ id: a }]\n";
    expect(added(text)).toEqual({ text: text + NEW.replace("repos:\n", "") });
  });

  it("is not added twice, in either form", () => {
    const text = "repos:\n  - repo: https://example.com/circlesec\n    rev: v1\n    hooks: [{ id: circlesec-fix }]\n";
    for (const one of [NEW, text]) expect(added(one)).toEqual({ reason: "it has a hook of circlesec" });
  });

  it("leaves out what the baseline knows, where there is one", () => {
    const entry = "        entry: circlesec lint --baseline .circlesec-baseline\n";
    expect(newPreCommit("1.2.3", true)).toContain(entry);
    const result = addHook(new Source(".pre-commit-config.yaml", "repos:\n  - repo: meta\n"), "1.2.3", true);
    expect(result).toHaveProperty("text", expect.stringContaining(entry));
  });

  const hasPyYaml = spawnSync("python3", ["-c", "import yaml"]).status === 0;
  it
    .skipIf(!hasPyYaml)
    .each(["repos: []\n", "repos: [{ repo: meta, hooks: [] }]\n", "{repos: []}\n", "repos:\n- repo: meta\n"])(
    "is read by PyYAML, as pre-commit does, after %j",
    (text) => {
      const result = added(text);
      const python = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)['repos'][-1]))";
      const input = "text" in result ? result.text : "";
      const { stdout, stderr } = spawnSync("python3", ["-c", python], { input, encoding: "utf8" });
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toMatchObject({
        repo: "local",
        hooks: [
          { language: "node", additional_dependencies: ["circlesec@1.2.3"], files: String.raw`^\.circleci/.*\.ya?ml$` },
        ],
      });
    },
  );

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
    expect(addGate(configOf(text), "1.2.3", false)).toEqual({ text: wanted });
  });

  it("goes where pushes start it, not where a schedule does", () => {
    const nightly = "workflows:\n  nightly:\n    triggers: [{ schedule: { cron: 0 1 * * * } }]\n    jobs: [test]\n";
    const result = addGate(configOf(text.replace("workflows:\n", nightly)), "1.2.3", false);
    expect(result).toHaveProperty(
      "text",
      expect.stringMatching(/jobs: \[test\]\n[^]*context: hub\n {6}- circlesec\n$/),
    );
  });

  it("is added once", () => {
    const first = addGate(configOf(text), "1.2.3", false);
    const again = "text" in first ? addGate(configOf(first.text), "1.2.3", false) : first;
    expect(again).toEqual({ reason: "it runs circlesec already" });
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
    expect(addGate(configOf(config), "1.2.3", false)).toHaveProperty("reason", expect.stringMatching(/by hand/));
  });

  it("leaves out what the baseline knows, where there is one", () => {
    const run = "      - run: npx --yes circlesec@1.2.3 lint --baseline .circlesec-baseline\n";
    expect(addGate(configOf(text), "1.2.3", true)).toHaveProperty("text", expect.stringContaining(run));
  });

  it("says what to do about a setup config", () => {
    expect(addGate(configOf(text.replace("version: 2.1", "version: 2.1\nsetup: true")), "1.2.3", false)).toEqual({
      reason:
        "it is a setup config (`setup: true`), whose workflows only decide what runs; add a job by hand to the config that it continues with",
    });
  });

  const running = (script: string) =>
    text.replace("steps: [checkout]", `steps: [checkout, { run: ${JSON.stringify(script)} }]`);
  const withOrb = (orb: string) => text.replace("jobs:\n", `orbs: { ${orb} }\njobs:\n`);

  it.each([
    ["a program", running("circlesec lint")],
    ["a package that npx runs", running("set -e\nCI=1 npx --yes circlesec@$VERSION lint")],
    ["a package that pnpm runs", running("pnpm dlx circlesec lint")],
    ["a file of node_modules", running("./node_modules/.bin/circlesec lint")],
    ["an image", running("docker run --rm acme/circlesec:1 lint")],
    ["an orb by its source", withOrb("gate: acme/circlesec@1.0.0")],
    ["an orb by its name", withOrb("circlesec: acme/gate@1.0.0")],
  ])("is there already as %s", (_, config) => {
    expect(addGate(configOf(config), "1.2.3", false)).toEqual({ reason: "it runs circlesec already" });
  });

  it.each([
    ["a comment of YAML", text.replace("# ours", "# TODO: circlesec\n# circlesec: ignore-file[leaked-token] -- x")],
    ["a comment of a script", running("# circlesec lint\nmake")],
    ["what a script prints", running("echo run circlesec lint")],
    ["what a script only installs", running("npm install -g circlesec")],
    ["an orb of another name", withOrb("circlesec-not: acme/not-circlesec@1.0.0")],
    [
      "a job that no workflow runs",
      text.replace(
        "jobs:\n",
        "jobs:\n  old:\n    docker: [{ image: public.ecr.aws/x/y:1 }]\n    steps: [{ run: circlesec lint }]\n",
      ),
    ],
  ])("is not there for %s", (_, config) => {
    expect(addGate(configOf(config), "1.2.3", false)).toHaveProperty("text", expect.stringMatching(/- circlesec\n$/));
  });

  it("does not take a name that is taken", () => {
    const other = "jobs:\n  circlesec:\n    docker: [{ image: public.ecr.aws/x/y:1 }]\n    steps: [checkout]\n";
    const idle = text.replace("jobs:\n", other);
    expect([idle, `${idle}      - circlesec\n`].map((one) => addGate(configOf(one), "1.2.3", false))).toEqual([
      {
        reason: "it has a job `circlesec` that no workflow runs; add it to one, or rename it and run again",
      },
      {
        reason:
          "the name `circlesec` is taken by a job that does not run circlesec; add one under another name by hand",
      },
    ]);
  });
});
