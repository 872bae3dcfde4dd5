import { chmodSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { ROOT, buildCopy } from "../package/build.ts";
import { type Surroundings, run, runOrThrow } from "../package/run.ts";
import { FORMATS } from "../../src/reporters/formats.ts";
import { CONFIG, checkoutWith, folderWith, readIn } from "./checkout.ts";
import { CLEAN, LEFT_OVER, OPEN } from "./configs.ts";
import { isColored, parseReport, pathsIn } from "./report.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const BINARY = Uint8Array.of(0x76, 0x3a, 0x20, 0xff, 0x00);

/** Runs the built command in a folder. */
function circlesec(cwd: string, args: readonly string[], surroundings: Omit<Surroundings, "cwd"> = {}) {
  return run(process.execPath, [CLI, ...args], { cwd, ...surroundings });
}

/** Runs it in a new checkout with one thing to repair. */
function onOpen(...args: readonly string[]) {
  return circlesec(checkoutWith({ [CONFIG]: OPEN }), args);
}

/** The config after `fix` with these options. */
function fixedWith(...options: string[]): string {
  const folder = checkoutWith({ [CONFIG]: OPEN });
  circlesec(folder, ["fix", ...options]);
  return readIn(folder);
}

describe("exit codes", () => {
  it.each(["lint", "fix"])("%s ends with 0 where all is well", (command) => {
    expect(circlesec(checkoutWith({ [CONFIG]: CLEAN }), [command]).status).toBe(0);
  });

  it("lint ends with 1 on a finding", () => {
    expect(onOpen("lint").status).toBe(1);
  });

  it("fix ends with 0 when it has repaired everything", () => {
    expect(onOpen("fix").status).toBe(0);
  });

  it("fix ends with 1 when something is left", () => {
    expect(circlesec(checkoutWith({ [CONFIG]: LEFT_OVER }), ["fix"]).status).toBe(1);
  });

  it.each(["lint", "fix"])(
    "%s ends with 2 when a path does not exist, says so in one line, and what to do in another",
    (command) => {
      const outcome = onOpen(command, "nowhere");
      expect(outcome).toEqual({
        status: 2,
        stdout: "",
        stderr:
          "circlesec: `nowhere` does not exist\nPass a file, a folder or a glob; without one, `.circleci/` is read\n",
      });
    },
  );

  it("--fail-on never passes with findings", () => {
    expect(onOpen("lint", "--fail-on", "never").status).toBe(0);
  });

  it("--fail-on error passes a warning", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN.replace("node:20", "cimg/node:20.11") });
    const asWarning = ["lint", "--convenience-images", "warning"];
    expect(circlesec(folder, asWarning).status).toBe(1);
    expect(circlesec(folder, [...asWarning, "--fail-on", "error"]).status).toBe(0);
  });

  it("--fail-on info fails on what otherwise only informs", () => {
    const folder = checkoutWith({ [CONFIG]: `${CLEAN}---\nanother: document\n` });
    expect(circlesec(folder, ["lint"]).status).toBe(0);
    expect(circlesec(folder, ["lint", "--fail-on", "info"]).status).toBe(1);
  });
});

describe("where to look", () => {
  it("reads .circleci of the repository without a path", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN, "other/.circleci/config.yml": OPEN });
    expect(pathsIn(circlesec(folder, ["lint"]).stdout)).toEqual([CONFIG]);
  });

  it("finds .circleci of the repository from a folder below", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN, "a/b/file": "" });
    expect(pathsIn(circlesec(join(folder, "a/b"), ["lint"]).stdout)).toEqual([`../../${CONFIG}`]);
  });

  it("says what to do where there is no .circleci", () => {
    const { status, stderr } = circlesec(checkoutWith({}), ["lint"]);
    expect(stderr).toBe(
      "circlesec: there is no `.circleci/` folder in `.`\nPass a file, or a folder that holds CircleCI configuration\n",
    );
    expect(status).toBe(2);
  });

  it("reads every checkout below a folder", () => {
    const folder = folderWith({
      "one/.git/HEAD": "",
      "one/.circleci/config.yml": OPEN,
      "group/two/.git/HEAD": "",
      "group/two/.circleci/config.yml": OPEN,
    });
    expect(pathsIn(circlesec(folder, ["lint", "."]).stdout)).toEqual([
      "group/two/.circleci/config.yml",
      "one/.circleci/config.yml",
    ]);
  });

  it("reads the Dockerfiles that steps build, but not for standard input", () => {
    const config = `version: 2.1
jobs: { a: { machine: { image: "ubuntu-2404:current" }, steps: [run: docker build .] } }
`;
    const folder = checkoutWith({ [CONFIG]: config, Dockerfile: "FROM node:20\n" });
    expect(circlesec(folder, ["lint"]).stdout).toContain("pulls `node:20` (`Dockerfile:1`) from Docker Hub");
    expect(circlesec(folder, ["lint", "-"], { input: config }).stdout).toContain("No problems");
  });

  it("leaves out what git ignores", () => {
    const folder = checkoutWith({ ".gitignore": "old/\n", [CONFIG]: OPEN, "old/.circleci/config.yml": OPEN });
    expect(pathsIn(circlesec(folder, ["lint", "."]).stdout)).toEqual([CONFIG]);
  });

  it("reads what git ignores when it is named", () => {
    const folder = checkoutWith({ ".gitignore": "old.yml\n", "old.yml": OPEN });
    expect(pathsIn(circlesec(folder, ["lint", "old.yml"]).stdout)).toEqual(["old.yml"]);
  });

  it("leaves out node_modules", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN, "node_modules/x/.circleci/config.yml": OPEN });
    expect(pathsIn(circlesec(folder, ["lint", "."]).stdout)).toEqual([CONFIG]);
  });

  it("takes a glob that the shell left alone", () => {
    const folder = folderWith({ "a/.circleci/config.yml": OPEN, "b/.circleci/config.yml": OPEN, "b/other.yml": OPEN });
    expect(pathsIn(circlesec(folder, ["lint", "*/.circleci/*.yml"]).stdout)).toEqual([
      "a/.circleci/config.yml",
      "b/.circleci/config.yml",
    ]);
  });

  it("reports a file that several paths lead to once", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    expect(circlesec(folder, ["lint", CONFIG, ".circleci", "**/*.yml"]).stdout).toContain("1 error in 1 file");
  });

  it.each([
    ["with a bracket left open", "jobs: [build\n"],
    ["with a conflict in the first line", `<<<<<<< HEAD\nversion: 2.1\n=======\nversion: 2\n>>>>>>> other\n${OPEN}`],
    ["with a quote left open", `"${OPEN}`],
  ])("reports a config that does not parse, though nobody named it: %s", (_, text) => {
    const { status, stdout } = circlesec(checkoutWith({ [CONFIG]: text }), ["lint"]);
    expect(stdout).toContain("unknown-syntax");
    expect(status).toBe(1);
  });

  it("lints the other files when one cannot be read, and ends with 2", () => {
    const folder = checkoutWith({ ".circleci/binary.yml": BINARY, [CONFIG]: OPEN });
    const { status, stdout } = circlesec(folder, ["lint"]);
    expect(pathsIn(stdout)).toEqual([CONFIG]);
    expect(stdout).toMatch(/^\.circleci\/binary\.yml failed\n.*is no text: it holds NUL bytes$/m);
    expect(status).toBe(2);
  });

  it("fixes the other files when one cannot be read", () => {
    const folder = checkoutWith({ ".circleci/binary.yml": BINARY, [CONFIG]: OPEN });
    expect(circlesec(folder, ["fix"]).status).toBe(2);
    expect(readIn(folder)).toBe(CLEAN);
  });
});

describe("standard input", () => {
  it("is linted under the name of a config", () => {
    const { status, stdout } = circlesec(folderWith({}), ["lint", "-"], { input: OPEN });
    expect(pathsIn(stdout)).toEqual([CONFIG]);
    expect(status).toBe(1);
  });

  it("is linted under the name that is given", () => {
    const { stdout } = circlesec(folderWith({}), ["lint", "-", "--stdin-filename", "a/b.yml"], { input: OPEN });
    expect(pathsIn(stdout)).toEqual(["a/b.yml"]);
  });

  it("comes out fixed, and nothing else with it", () => {
    expect(circlesec(folderWith({}), ["fix", "-"], { input: OPEN }).stdout).toBe(CLEAN);
  });

  it("comes out as it was when there is nothing to fix", () => {
    const { status, stdout } = circlesec(folderWith({}), ["fix", "-"], { input: "\uFEFFa: [b\r\n" });
    expect(stdout).toBe("\uFEFFa: [b\r\n");
    expect(status).toBe(1);
  });

  it("is reported on standard error when it is fixed", () => {
    const { stderr } = circlesec(folderWith({}), ["fix", "-"], { input: OPEN });
    expect(stderr).toMatch(/^fixed \.circleci\/config\.yml\n/);
    expect(stderr).toContain("Before you merge");
  });

  it("is refused when it is not text", () => {
    const { status, stdout } = circlesec(folderWith({}), ["fix", "-"], { input: Buffer.from(BINARY) });
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("cannot be mixed with paths", () => {
    const { status, stderr } = circlesec(checkoutWith({ [CONFIG]: OPEN }), ["lint", "-", CONFIG], { input: OPEN });
    expect(stderr).toMatch(/^circlesec: .*cannot be mixed.*\n$/);
    expect(status).toBe(2);
  });
});

describe("fix", () => {
  it("writes the file", () => {
    expect(fixedWith()).toBe(CLEAN);
  });

  it("changes nothing the second time", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    circlesec(folder, ["fix"]);
    const first = statSync(join(folder, CONFIG));
    expect(circlesec(folder, ["fix"]).stdout).toBe("No problems in 1 file.\n");
    expect(statSync(join(folder, CONFIG))).toMatchObject({ ino: first.ino, mtimeMs: first.mtimeMs });
  });

  it("keeps the mode of the file", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    chmodSync(join(folder, CONFIG), 0o640);
    circlesec(folder, ["fix"]);
    expect(statSync(join(folder, CONFIG)).mode & 0o777).toBe(0o640);
  });

  it.each(["--diff", "--check"])("%s writes nothing", (option) => {
    expect(fixedWith(option)).toBe(OPEN);
  });

  it.each([
    ["Unix line endings", OPEN],
    ["Windows line endings", OPEN.replaceAll("\n", "\r\n")],
    ["no newline at the end", OPEN.trimEnd()],
  ])("--diff prints what `git apply` makes the same of: %s", (_, text) => {
    const folder = checkoutWith({ [CONFIG]: text });
    const { stdout: input } = circlesec(folder, ["fix", "--diff"]);
    runOrThrow("git", ["apply", "-"], { cwd: folder, input });
    const fixed = checkoutWith({ [CONFIG]: text });
    circlesec(fixed, ["fix"]);
    expect(readIn(folder)).toBe(readIn(fixed));
  });

  it("--diff prints what `git apply` takes for odd file names", () => {
    const name = '.circleci/ä "odd" name.yml';
    const folder = checkoutWith({ [name]: OPEN });
    const { stdout: input } = circlesec(folder, ["fix", "--diff"]);
    runOrThrow("git", ["apply", "-"], { cwd: folder, input });
    expect(readIn(folder, name)).toBe(CLEAN);
  });

  it("--diff prints what `git apply` takes, from a folder below too", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    mkdirSync(join(folder, "below"));
    const { stdout: input } = circlesec(join(folder, "below"), ["fix", "--diff"]);
    runOrThrow("git", ["apply", "-"], { cwd: folder, input });
    expect(readIn(folder)).toBe(CLEAN);
  });

  it("--diff tells on standard error what would be fixed", () => {
    const { stderr } = onOpen("fix", "--diff");
    expect(stderr).toMatch(/^would fix \.circleci\/config\.yml\n/);
  });

  it("--check ends with 1 when something would change", () => {
    const { status, stdout } = onOpen("fix", "--check");
    expect(stdout).toContain("would fix .circleci/config.yml");
    expect(status).toBe(1);
  });

  it("--check ends with 0 when nothing would change", () => {
    expect(circlesec(checkoutWith({ [CONFIG]: CLEAN }), ["fix", "--check"]).status).toBe(0);
  });

  it("--source project attaches no context", () => {
    const text = fixedWith("--source", "project");
    expect(text).toContain("password: $DOCKERHUB_TOKEN");
    expect(text).not.toContain("context");
  });

  it("writes the names that are given, with or without a dollar sign", () => {
    const text = fixedWith("--context", "acme-hub", "--username", "HUB_USER", "--token", "$HUB_TOKEN");
    const named = CLEAN.replace("docker-credentials", "acme-hub")
      .replace("$DOCKERHUB_USERNAME", "$HUB_USER")
      .replace("$DOCKERHUB_TOKEN", "$HUB_TOKEN");
    expect(text).toBe(named);
  });

  it("takes no secret for the name of a variable", () => {
    const { status, stderr } = onOpen("fix", "--token", "dckr_pat-123");
    expect(stderr).toMatch(/^circlesec: --token wants the name of an environment variable\n.*never the secret.*\n$/);
    expect(status).toBe(2);
  });

  it("refuses a context without a name", () => {
    expect(onOpen("fix", "--context", "").status).toBe(2);
  });

  it("--auth-style anchor writes the credentials once", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN.replace("    steps", "      - image: redis:7\n    steps") });
    circlesec(folder, ["fix", "--auth-style", "anchor"]);
    expect(readIn(folder)).toContain("auth: &docker-hub-auth\n");
    expect(readIn(folder)).toContain("auth: *docker-hub-auth\n");
    expect(readIn(folder).split("$DOCKERHUB_TOKEN")).toHaveLength(2);
  });
});

describe("reports", () => {
  it("--format json describes the findings", () => {
    const { findings } = parseReport(onOpen("lint", "--format", "json").stdout);
    expect(findings).toMatchObject([{ rule: "unauthenticated-pull", path: CONFIG, range: { start: { line: 5 } } }]);
  });

  it("--format json says of each fix that its proof held", () => {
    const { fixes } = parseReport(onOpen("fix", "--format", "json").stdout);
    expect(fixes).toMatchObject({ applied: [{ path: CONFIG, line: 5, proof: "held" }], refused: [] });
  });

  it("--format json names the files that could not be read", () => {
    const folder = checkoutWith({ ".circleci/binary.yml": BINARY, [CONFIG]: OPEN });
    const { files, errors } = parseReport(circlesec(folder, ["lint", "--format", "json"]).stdout);
    expect(files).toEqual({ linted: 1, skipped: 0, failed: 1 });
    expect(errors).toMatchObject([{ path: ".circleci/binary.yml" }]);
  });

  it("in any format end as the others do", () => {
    const open = checkoutWith({ [CONFIG]: OPEN });
    const broken = checkoutWith({ ".circleci/binary.yml": BINARY, [CONFIG]: OPEN });
    for (const format of Object.keys(FORMATS)) {
      expect(circlesec(open, ["lint", "--format", format]).status, format).toBe(1);
      expect(circlesec(broken, ["lint", "--format", format, "--exit-zero"]).status, format).toBe(2);
    }
    expect(circlesec(open, ["lint", "--exit-zero"]).status).toBe(0);
  });

  it("several go each to its own file, one of them to standard output, and folders are made", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    const options = ["--format", "junit=out/circlesec/results.xml", "--format", "concise", "--format", "json=a.json"];
    const { status, stdout, stderr } = circlesec(folder, ["lint", ...options]);
    expect(stdout).toMatch(/^\.circleci\/config\.yml:5:16: error unauthenticated-pull .*\n$/);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(readIn(folder, "out/circlesec/results.xml")).toContain(
      '<testsuites name="circlesec" tests="1" failures="1"',
    );
    expect(parseReport(readIn(folder, "a.json")).findings).toHaveLength(1);
  });

  it.each([
    ["two to one output", ["--format", "json", "--format", "sarif"]],
    ["two to one file", ["--format", "json=a", "--format", "sarif=./a"]],
    ["one over what is linted", ["--format", `json=${CONFIG}`]],
    ["one to where no folder can be", ["--format", `json=${CONFIG}/a.json`]],
    ["a diff on the same output", ["--diff", "--format", "json"]],
  ])("are refused before anything is written: %s", (_, options) => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    const { status, stdout, stderr } = circlesec(folder, ["fix", ...options]);
    expect(stderr).toMatch(/^circlesec: .+\n/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(readIn(folder)).toBe(OPEN);
  });

  it("a diff on standard output goes with a report in a file", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN });
    const { stdout } = circlesec(folder, ["fix", "--diff", "--format", "json=report.json"]);
    expect(stdout).toMatch(/^--- a\/\.circleci\/config\.yml\n/);
    expect(parseReport(readIn(folder, "report.json")).fixes?.applied).toHaveLength(1);
  });

  it.each(["gitlab", "rdjson"])(
    "--format %s, which has no place for it, leaves what failed to standard error",
    (format) => {
      const folder = checkoutWith({ ".circleci/binary.yml": BINARY, [CONFIG]: OPEN });
      const { stdout, stderr } = circlesec(folder, ["lint", "--format", format]);
      expect(JSON.parse(stdout)).toBeTruthy();
      expect(stderr).toBe(".circleci/binary.yml: failed `.circleci/binary.yml` is no text: it holds NUL bytes\n");
    },
  );

  it("--statistics counts below a report for people, and on standard error beside others", () => {
    const counts = "\n1  unauthenticated-pull  1 with a fix\n";
    expect(onOpen("lint", "--statistics").stdout).toContain(counts);
    const { stdout, stderr } = onOpen("lint", "--statistics", "--format", "json");
    expect(parseReport(stdout).findings).toHaveLength(1);
    expect(stderr).toBe(counts);
  });

  it("--max-warnings lets so many warnings pass", () => {
    const folder = checkoutWith({ [CONFIG]: OPEN.replace("node:20", "cimg/node:20.11") });
    const asWarning = ["lint", "--convenience-images", "warning", "--max-warnings"];
    expect(circlesec(folder, [...asWarning, "1"]).status).toBe(0);
    expect(circlesec(folder, [...asWarning, "0"]).status).toBe(1);
    expect(circlesec(folder, [...asWarning, "none"]).status).toBe(2);
  });

  it.each(["lint", "fix"])("%s --quiet prints nothing where all is well", (command) => {
    const outcome = circlesec(checkoutWith({ [CONFIG]: CLEAN }), [command, "--quiet"]);
    expect(outcome).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("--quiet still prints findings", () => {
    expect(pathsIn(onOpen("lint", "--quiet").stdout)).toEqual([CONFIG]);
  });

  it.each<[string, boolean, readonly string[], Readonly<Record<string, string>>]>([
    ["no colour into a pipe", false, [], {}],
    ["colour with FORCE_COLOR", true, [], { FORCE_COLOR: "1" }],
    ["no colour with FORCE_COLOR=0", false, [], { FORCE_COLOR: "0" }],
    ["no colour with NO_COLOR, whatever FORCE_COLOR says", false, [], { NO_COLOR: "1", FORCE_COLOR: "1" }],
    ["colour with --color always, whatever NO_COLOR says", true, ["--color", "always"], { NO_COLOR: "1" }],
    ["no colour with --color never, whatever FORCE_COLOR says", false, ["--color", "never"], { FORCE_COLOR: "1" }],
    ["no colour with --no-color", false, ["--no-color"], { FORCE_COLOR: "1" }],
  ])("have %s", (_, colored, options, env) => {
    const { stdout } = circlesec(checkoutWith({ [CONFIG]: OPEN }), ["lint", ...options], { env });
    expect(isColored(stdout)).toBe(colored);
  });

  it("end without a stack trace when nobody reads on", () => {
    const names = Array.from({ length: 300 }, (_, index) => `${index}/.circleci/config.yml`);
    const folder = folderWith(Object.fromEntries(names.map((name) => [name, OPEN])));
    const command = `"${process.execPath}" "${CLI}" lint . | head -1`;
    const { stdout, stderr } = run("sh", ["-c", command], { cwd: folder });
    expect(stdout).toMatch(/^0\/\.circleci\/config\.yml:5:16 error .*\n$/);
    expect(stderr).toBe("");
  });
});

describe("the call", () => {
  it("--rule runs one rule only", () => {
    expect(onOpen("lint", "--rule", "malformed-auth").stdout).toBe("No problems in 1 file.\n");
  });

  it("--rule takes several, by commas and by repetition", () => {
    const { stdout } = onOpen("lint", "--rule", "malformed-auth,unknown-syntax", "--rule", "unauthenticated-pull");
    expect(stdout).toContain("unauthenticated-pull");
  });

  it("an unknown rule is one line and a hint", () => {
    const outcome = onOpen("lint", "--rule", "unauthenticated-pul");
    const stderr = "circlesec: there is no rule `unauthenticated-pul`\nDid you mean `unauthenticated-pull`?\n";
    expect(outcome).toEqual({ status: 2, stdout: "", stderr });
  });

  it("an empty list of rules is a mistake, not a clean run", () => {
    expect(onOpen("lint", "--rule", "").status).toBe(2);
  });

  it.each([
    ["an unknown option", ["lint", "--rul", "x"]],
    ["an unknown option without a likely meaning", ["lint", "--xyz"]],
    ["an unknown command", ["lnt"]],
    ["an unknown value", ["lint", "--fail-on", "everything"]],
    ["a missing value", ["lint", "--format"]],
  ])("%s is one line and a hint", (_, args) => {
    const { status, stdout, stderr } = onOpen(...args);
    expect(stderr).toMatch(/^circlesec: .+\n(?:Did you mean|Try) .+\n$/);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("--version prints the version", () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(onOpen("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    [["nosuch", "--help"], "circlesec: unknown command 'nosuch'\nDid you mean `circlesec lint nosuch`?\n"],
    [["lnt", "-h"], "circlesec: unknown command 'lnt'\nDid you mean lint?\n"],
    [["help", "nosuch"], "circlesec: unknown command 'nosuch'\nDid you mean `circlesec lint nosuch`?\n"],
    [["fleet", "paln", "--help"], "circlesec: unknown command 'paln'\nDid you mean plan?\n"],
    [["fleet", "help", "paln"], "circlesec: unknown command 'paln'\nDid you mean plan?\n"],
  ])("%j is told to be about no command, instead of being helped", (args, stderr) => {
    expect(onOpen(...args)).toEqual({ status: 2, stdout: "", stderr });
  });

  it.each([[["--help"]], [["lint", "--help"]], [["fix", "--help"]]])("%j shows examples", (args) => {
    const { status, stdout } = onOpen(...args);
    expect(stdout).toMatch(/^Examples:\n {2}circlesec /m);
    expect(status).toBe(0);
  });
});

describe("this project", () => {
  it("has a config of its own that is clean", () => {
    expect(circlesec(ROOT, ["lint", "--fail-on", "info"])).toEqual({
      status: 0,
      stdout: "No problems in 1 file.\n",
      stderr: "",
    });
  });
});
