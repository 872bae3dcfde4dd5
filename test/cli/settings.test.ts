import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { run } from "../package/run.ts";
import { CONFIG, type Files, checkoutWith, folderWith, readIn } from "./checkout.ts";
import { CLEAN, OPEN } from "./configs.ts";
import { parseReport, pathsIn } from "./report.ts";

const PROJECT = buildCopy();
const CLI = join(PROJECT, "dist/cli.cjs");
const SETTINGS = ".circlesec.yml";
const ACME = "dockerHub:\n  context: acme\n";
const ACME_CLEAN = CLEAN.replace("docker-credentials", "acme");

function circlesec(cwd: string, args: readonly string[], input?: string) {
  return run(process.execPath, [CLI, ...args], { cwd, ...(input !== undefined && { input }) });
}

/** The config of a checkout with these files beside it, after `fix` with these options. */
function fixedBeside(files: Files, ...options: string[]): string {
  const folder = checkoutWith({ [CONFIG]: OPEN, ...files });
  circlesec(folder, ["fix", ...options]);
  return readIn(folder);
}

describe("the settings of a config", () => {
  it.each<[string, Files]>([
    ["in the root of the repository", { [SETTINGS]: ACME }],
    ["beside it", { ".circleci/.circlesec.yaml": ACME, [SETTINGS]: "dockerHub: { context: other }\n" }],
    ["as JSON", { ".circlesec.json": '{\n\t"dockerHub": { "context": "acme" }\n}\n' }],
  ])("are found %s", (_, files) => {
    expect(fixedBeside(files)).toBe(ACME_CLEAN);
  });

  it("are found from a folder below", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN, [SETTINGS]: ACME, "a/b/file": "" });
    circlesec(join(folder, "a/b"), ["fix"]);
    expect(readIn(folder)).toBe(ACME_CLEAN);
  });

  it("are none from above the repository", () => {
    const folder = folderWith({ [SETTINGS]: ACME, "r/.git/HEAD": "", [`r/${CONFIG}`]: OPEN });
    circlesec(folder, ["fix", "r"]);
    expect(readIn(folder, `r/${CONFIG}`)).toBe(CLEAN);
  });

  it("are its own, whatever the other files of the run have", () => {
    const folder = folderWith({
      "one/.git/HEAD": "",
      [`one/${CONFIG}`]: OPEN,
      [`one/${SETTINGS}`]: ACME,
      "two/.git/HEAD": "",
      [`two/${CONFIG}`]: OPEN,
    });
    expect(circlesec(folder, ["fix", "."]).status).toBe(0);
    expect(readIn(folder, `one/${CONFIG}`)).toBe(ACME_CLEAN);
    expect(readIn(folder, `two/${CONFIG}`)).toBe(CLEAN);
  });

  it("count for standard input from the current folder on", () => {
    const folder = checkoutWith({ [SETTINGS]: ACME, "below/file": "" });
    expect(circlesec(join(folder, "below"), ["fix", "-"], OPEN).stdout).toBe(ACME_CLEAN);
  });

  it("decide how grave a finding is", () => {
    const config = OPEN.replace("node:20", "cimg/node:20.11");
    const folder = checkoutWith({ [CONFIG]: config, [SETTINGS]: "dockerHub: { convenienceImages: off }\n" });
    expect(circlesec(folder, ["lint"]).status).toBe(0);
    expect(circlesec(folder, ["lint", "--convenience-images", "error"]).status).toBe(1);
  });

  it.each([
    ["unresolvedImages: info", [], 1],
    ["unresolvedImages: info", ["--unresolved-images", "off"], 0],
    ["unresolvedImages: off", [], 0],
  ] as const)("win over defaults, and options over them: %s %j", (setting, options, amount) => {
    const config = OPEN.replace("node:20", "$IMAGE");
    const folder = checkoutWith({ [CONFIG]: config, [SETTINGS]: `dockerHub: { ${setting} }\n` });
    const { findings } = parseReport(circlesec(folder, ["lint", "--format", "json", ...options]).stdout);
    expect(findings).toHaveLength(amount);
  });

  it("lose against an option, key by key", () => {
    const text = fixedBeside({ [SETTINGS]: `${ACME}  token: HUB_TOKEN\n` }, "--context", "other");
    const named = CLEAN.replace("docker-credentials", "other").replace("$DOCKERHUB_TOKEN", "$HUB_TOKEN");
    expect(text).toBe(named);
  });
});

describe("--settings and --no-settings", () => {
  it("one takes a file for all, the other none", () => {
    const files = { [SETTINGS]: "dockerHub: { source: project }\n", "ci/any.yml": ACME };
    expect(fixedBeside(files, "--settings", "ci/any.yml")).toBe(ACME_CLEAN);
    expect(fixedBeside(files, "--no-settings")).toBe(CLEAN);
  });

  it("one names a file that there is", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    expect(circlesec(folder, ["lint", "--settings", "nowhere.yml"])).toEqual({
      status: 2,
      stdout: "",
      stderr:
        "circlesec: `nowhere.yml` does not exist\nPass a file with --settings, or leave settings out with --no-settings\n",
    });
  });
});

describe("settings that are wrong", () => {
  const wrong = { [CONFIG]: OPEN, [SETTINGS]: "strateg: vault\ndockerHub:\n  source: contxt\n" };

  it("end the run with 2 and a line for each fault, and nothing is written", () => {
    const folder = checkoutWith(wrong);
    expect(circlesec(folder, ["fix"])).toEqual({
      status: 2,
      stdout: "",
      stderr: `circlesec: .circlesec.yml:1:1: there is no key \`strateg\` in settings; did you mean \`strategy\`?
circlesec: .circlesec.yml:3:11: \`dockerHub.source\` wants \`context\` or \`project\`; did you mean \`context\`?
`,
    });
    expect(readIn(folder)).toBe(OPEN);
  });

  it("are told by the path from the current folder", () => {
    const folder = checkoutWith({ ...wrong, "below/file": "" });
    expect(circlesec(join(folder, "below"), ["lint"]).stderr).toMatch(/^circlesec: \.\.\/\.circlesec\.yml:1:1: /);
  });

  it("do no harm where they are not asked for", () => {
    expect(circlesec(checkoutWith(wrong), ["lint", "--no-settings"]).status).toBe(1);
  });

  it("are two files in one folder", () => {
    const { status, stderr } = circlesec(checkoutWith({ [CONFIG]: OPEN, [SETTINGS]: ACME, ".circlesec.json": "{}" }), [
      "lint",
    ]);
    expect(stderr).toBe("circlesec: both `.circlesec.yml` and `.circlesec.json` are in `.`\nKeep one of them\n");
    expect(status).toBe(2);
  });
});

describe("a settings file", () => {
  it("is no CircleCI configuration, found or named", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN, ".circleci/.circlesec.yml": ACME });
    expect(pathsIn(circlesec(folder, ["lint"]).stdout)).toEqual([CONFIG]);
    expect(circlesec(folder, ["lint", ".circleci/.circlesec.yml"])).toEqual({
      status: 0,
      stdout: "No CircleCI configuration in 1 file.\n",
      stderr: "",
    });
  });

  it("is not fixed as standard input either", () => {
    const { status, stdout, stderr } = circlesec(folderWith({}), ["fix", "-", "--stdin-filename", SETTINGS], ACME);
    expect(stderr).toBe("circlesec: `.circlesec.yml` holds settings, not CircleCI configuration\n");
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("is checked alone where it is named", () => {
    expect(circlesec(checkoutWith({ [SETTINGS]: "a: b\n" }), ["lint", SETTINGS]).status).toBe(2);
  });
});

describe("severities in the settings", () => {
  const severitiesWith = (settings: string, ...options: string[]): string[] => {
    const folder = checkoutWith({ [CONFIG]: OPEN, [SETTINGS]: settings });
    const { stdout } = circlesec(folder, ["lint", "--format", "json", "--fail-on", "never", ...options]);
    return parseReport(stdout).findings.map(({ severity }) => severity);
  };
  const worst = (settings: string, ...options: string[]) => [...new Set(severitiesWith(settings, ...options))];

  it("are those of the rules, without a word of them", () => {
    expect(worst("dockerHub: {}\n")).toEqual(["error"]);
  });

  it("take a rule down, or out", () => {
    expect(worst("rules: { unauthenticated-pull: warning }\n")).toEqual(["warning"]);
    expect(worst("rules: { unauthenticated-pull: off }\n")).toEqual([]);
  });

  it("give way to a rule that the command line asks for", () => {
    expect(worst("rules: { unauthenticated-pull: off }\n", "--rule", "unauthenticated-pull")).toEqual(["error"]);
  });

  it("begin with a preset, which the other keys change", () => {
    expect(worst("extends: rate-limits\n")).toEqual(["info"]);
    expect(worst("extends: rate-limits\ndockerHub: { servedPulls: warning }\n")).toEqual(["warning"]);
  });

  it("are told apart from what is no rule", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN, [SETTINGS]: "rules:\n  unauthenticated-pul: warning\n" });
    const { status, stderr } = circlesec(folder, ["lint"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("did you mean `unauthenticated-pull`?")]);
  });
});

describe("what `ignore` names", () => {
  const files = { [CONFIG]: OPEN, "old/.circleci/config.yml": OPEN, [SETTINGS]: "ignore: [old/]\n" };

  it("is not found", () => {
    const { stdout, stderr } = circlesec(checkoutWith(files), ["lint", "."]);
    expect([pathsIn(stdout), stderr]).toEqual([[CONFIG], ""]);
  });

  it("is not linted where it is named, and that is told", () => {
    const folder = checkoutWith(files);
    expect(circlesec(folder, ["fix", "old/.circleci/config.yml"])).toEqual({
      status: 0,
      stdout: "",
      stderr: "circlesec: old/.circleci/config.yml is not linted: `ignore` in .circlesec.yml names it\n",
    });
    expect(readIn(folder, "old/.circleci/config.yml")).toBe(OPEN);
    expect(circlesec(folder, ["lint", "--no-settings", "old/.circleci/config.yml"]).status).toBe(1);
  });

  it("is told where it is all that there is", () => {
    const { status, stderr } = circlesec(checkoutWith(files), ["lint", "old"]);
    expect([status, stderr]).toEqual([0, "circlesec: `ignore` in .circlesec.yml leaves nothing to lint\n"]);
  });

  it("passes through a filter as it is", () => {
    const args = ["fix", "-", "--stdin-filename", "old/x.yml"];
    const stderr = "circlesec: old/x.yml is not linted: `ignore` in .circlesec.yml names it\n";
    expect(circlesec(checkoutWith(files), args, OPEN)).toEqual({ status: 0, stdout: OPEN, stderr });
    const linted = circlesec(checkoutWith(files), ["lint", ...args.slice(1)], OPEN);
    expect(linted).toEqual({ status: 0, stdout: "", stderr });
    expect(circlesec(checkoutWith(files), [...args, "--diff"], OPEN)).toEqual(linted);
  });
});

describe("circlesec settings", () => {
  const FILES = {
    "team.yml": "vault: { engine: kv2, path: ci/hub }\nignore: [old.yml]\n",
    [SETTINGS]: `extends: [strict, ./team.yml]
dockerHub:
  context: acme
contexts: { docker hub: [A, B] }
overrides:
  - files: [a/]
    rules: { leaked-token: off }
    registries: { trusted: [ghcr.io/acme] }
registries: { trusted: [docker.io/cimg, "*.azurecr.io"], mirrors: [acme/*] }
`,
  };
  const linesOf = (...args: string[]) => {
    const { status, stdout, stderr } = circlesec(checkoutWith(FILES), ["settings", ...args]);
    expect([status, stderr]).toEqual([0, ""]);
    return stdout.split("\n").map((line) => line.replaceAll(/ +#/g, " #"));
  };

  it("prints each value with where it comes from", () => {
    const lines = linesOf("a/x.yml", "--token", "$HUB", "--vault-client", "cli");
    for (const line of [
      "  leaked-token: off # .circlesec.yml:7:14",
      "  account-password: error # preset strict",
      "strategy: context # default",
      "  context: acme # .circlesec.yml:3:3",
      "  token: HUB # --token",
      "  engine: kv2 # team.yml:1:10",
      "  passwordField: password # default",
      "  client: cli # --vault-client",
      '  "docker hub": [A, B] # .circlesec.yml:4:13',
      "  trusted: [ghcr.io/acme] # .circlesec.yml:8:19",
      '  mirrors: ["acme/*"] # .circlesec.yml:9:58',
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.join("\n")).not.toContain("scope");
  });

  it("prints for a folder what holds for all its files", () => {
    expect(linesOf("a")).toEqual(linesOf());
    expect(linesOf()).toContain("  leaked-token: error # preset strict");
    expect(linesOf()).toContain('  trusted: [docker.io/cimg, "*.azurecr.io"] # .circlesec.yml:9:15');
  });

  it("lays options of a rule over each other, and prints them beside its severity", () => {
    const folder = checkoutWith({
      "team.yml": "rules: { unauthenticated-pull: { severity: error, ignoreImages: [cimg/*] }, leaked-token: info }\n",
      [SETTINGS]: `extends: ./team.yml
rules:
  unauthenticated-pull: warning
  plaintext-credential:
    allow: ["E2E_*"]
`,
    });
    const { stdout } = circlesec(folder, ["settings"]);
    const lines = stdout.split("\n").map((line) => line.replaceAll(/ +#/g, " #"));
    const from = (name: string) => lines.slice(lines.indexOf(`  ${name}:`) + 1, lines.indexOf(`  ${name}:`) + 3);
    expect(from("unauthenticated-pull").toSorted()).toEqual([
      '    ignoreImages: ["cimg/*"] # team.yml:1:51',
      "    severity: warning # .circlesec.yml:3:3",
    ]);
    expect(lines).toContain('    allow: ["E2E_*"] # .circlesec.yml:5:5');
    expect(lines).toContain("  leaked-token: info # team.yml:1:77");
    writeFileSync(join(folder, SETTINGS), stdout);
    expect(circlesec(folder, ["settings"]).stdout.replaceAll(/ +#.*$/gm, "")).toBe(stdout.replaceAll(/ +#.*$/gm, ""));
  });

  it("says that a file is not linted", () => {
    expect(linesOf("old.yml")[0]).toBe("# old.yml is not linted: `ignore` in .circlesec.yml names it");
  });

  it("prints what can be read as settings", () => {
    const folder = checkoutWith({
      "first/.circlesec.yml": `${FILES[SETTINGS]}ignore: [z.yml]\n`,
      "first/team.yml": FILES["team.yml"],
    });
    const first = circlesec(join(folder, "first"), ["settings"]).stdout;
    const settingsIn = (text: string): unknown => JSON.parse(text).settings;
    writeFileSync(join(folder, "any.yml"), first);
    const again = circlesec(folder, ["settings", "--settings", "any.yml", "--format", "json"]).stdout;
    expect(settingsIn(again)).toEqual(
      settingsIn(circlesec(join(folder, "first"), ["settings", "--format", "json"]).stdout),
    );
  });

  it("prints JSON with pointers for another program", () => {
    const { stdout } = circlesec(checkoutWith(FILES), ["settings", "old.yml", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      path: "old.yml",
      ignoredBy: ".circlesec.yml",
      settings: { vault: { engine: "kv2" }, contexts: { "docker hub": ["A", "B"] } },
      origins: { "/vault/engine": "team.yml:1:10", "/contexts/docker hub": ".circlesec.yml:4:13" },
    });
  });

  it("prints the defaults where there are no settings, of no Vault", () => {
    const { stdout } = circlesec(checkoutWith({ x: "" }), ["settings"]);
    expect(stdout).toContain("username: DOCKERHUB_USERNAME");
    expect(stdout).not.toContain("vault:");
    expect(circlesec(checkoutWith({ x: "" }), ["settings", "--strategy", "vault"]).stdout).toContain(
      "engine: dockerhub",
    );
  });

  it("ends with 2 where settings are wrong", () => {
    expect(circlesec(checkoutWith({ [SETTINGS]: "a: b\n" }), ["settings"]).status).toBe(2);
  });
});

describe("settings that are code", () => {
  const MODULE = ".circlesec.mjs";
  const complaintOf = (code: string) => {
    const { status, stderr } = circlesec(checkoutWith({ [CONFIG]: OPEN, [MODULE]: code }), ["lint"]);
    return [status, stderr.split("\n")[0]];
  };

  it.each<[string, Files]>([
    [MODULE, { [MODULE]: 'export default { dockerHub: { context: ["ac", "me"].join("") } };\n' }],
    [".circlesec.js of CommonJS", { ".circlesec.js": 'module.exports = { dockerHub: { context: "acme" } };\n' }],
    [
      "what it extends",
      { [SETTINGS]: "extends: ./x.js\n", "x.js": 'module.exports = { dockerHub: { context: "acme" } };\n' },
    ],
  ])("are what %s exports", (_, files) => {
    expect(fixedBeside(files)).toBe(ACME_CLEAN);
  });

  it.each([
    ["export default {\n", /^circlesec: \.circlesec\.mjs:\d+: it cannot be parsed: Unexpected end of input$/],
    ["\nthrow new TypeError('gone');\n", /^circlesec: \.circlesec\.mjs:2:7: it threw `TypeError: gone`$/],
    ["throw 'gone';\n", /^circlesec: \.circlesec\.mjs: it threw something that is no error$/],
    ["export const strategy = 'vault';\n", /^circlesec: \.circlesec\.mjs: it has no default export$/],
    ["export default () => ({});\n", /^circlesec: \.circlesec\.mjs: its default export is no object$/],
    ["export default { strategy: () => 'vault' };\n", /^circlesec: \.circlesec\.mjs: `strategy` is a function$/],
    ["const a = {}; a.vault = a; export default a;\n", /^circlesec: \.circlesec\.mjs: `vault` contains itself$/],
    [
      "export default { strateg: 'vault' };\n",
      /^circlesec: \.circlesec\.mjs: there is no key `strateg` in settings; did you mean `strategy`\?$/,
    ],
  ])("say what is wrong with %j", (code, complaint) => {
    expect(complaintOf(code)).toEqual([2, expect.stringMatching(complaint)]);
  });

  it("are not run in another repository, unless they are named", () => {
    const code = "process.stderr.write('it ran'); export default {};\n";
    const folder = folderWith({ "r/.git/HEAD": "", [`r/${CONFIG}`]: OPEN, [`r/${MODULE}`]: code });
    const { status, stderr } = circlesec(folder, ["lint", "r"]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/r\/\.circlesec\.mjs` is code of another repository, so it is not run\n/),
    ]);
    expect(stderr).not.toContain("it ran");
    expect(circlesec(folder, ["lint", "r", "--settings", `r/${MODULE}`]).stderr).toBe("it ran");
  });
});

it("registries that are trusted are the only ones that images may come from", () => {
  const settings =
    "registries: { trusted: [docker.io/cimg] }\noverrides:\n  - files: [team/]\n    registries: { trusted: [quay.io/acme] }\n";
  const config = "version: 2.1\njobs:\n  build:\n    docker: [image: quay.io/acme/base:1]\n    steps: [checkout]\n";
  const files = { [CONFIG]: config, [`team/${CONFIG}`]: config, [SETTINGS]: settings };
  const { status, stdout } = circlesec(checkoutWith(files), ["lint", ".", "--format", "concise"]);
  expect([status, stdout.match(/^\S+(?=.*unknown-registry)/gm)]).toEqual([1, [`${CONFIG}:4:21:`]]);
});

it("overrides hold for their files, those of standard input too", () => {
  const settings = `${ACME}overrides:\n  - files: [team/]\n    dockerHub: { context: team }\n`;
  const folder = checkoutWith({ [CONFIG]: OPEN, [`team/${CONFIG}`]: OPEN, [SETTINGS]: settings });
  circlesec(folder, ["fix", "."]);
  const ours = CLEAN.replace("docker-credentials", "team");
  expect([readIn(folder), readIn(folder, `team/${CONFIG}`)]).toEqual([ACME_CLEAN, ours]);
  expect(circlesec(folder, ["fix", "-", "--stdin-filename", "team/x.yml"], OPEN).stdout).toBe(ours);
});

it("a run without settings does not load what reads them", () => {
  const copy = temporaryFolder();
  cpSync(join(PROJECT, "dist"), copy, { recursive: true });
  rmSync(join(copy, "load-settings.cjs"));
  const statusOf = (files: Files) =>
    run(process.execPath, [join(copy, "cli.cjs"), "lint"], { cwd: checkoutWith({ [CONFIG]: CLEAN, ...files }) }).status;
  expect([statusOf({}), statusOf({ "package.json": "{}" }), statusOf({ [SETTINGS]: ACME })]).toEqual([0, 0, 3]);
});
