import { expect, test } from "vitest";
import type { RunResult } from "../../src/engine/result.ts";
import { type PrettyOptions, openPretty } from "../../src/reporters/pretty.ts";
import { reportRun } from "../../src/reporters/report.ts";
import { Source } from "../../src/source/source.ts";
import { applied, CONFIG, DOCKER_CONTEXT, fileWith, findingAt, fixWith, oneFinding, runOf, spanOf } from "./results.ts";

const source = new Source(".circleci/config.yml", CONFIG);

function report(result: RunResult, options: Partial<PrettyOptions> = {}): string {
  return reportRun(openPretty, result, { color: false, quiet: false, failOn: "error", ...options });
}

test("a finding tells what, where, why and what to do", () => {
  const result = oneFinding(CONFIG, "node:20", {
    fix: fixWith(),
    help: "Or pull it from a registry of your own",
    related: [{ ...spanOf(source, "build"), text: "pulled by job `build`" }],
  });
  expect(report(result)).toMatchInlineSnapshot(`
    ".circleci/config.yml:5:16 error unauthenticated-pull
      job \`build\` pulls \`node:20\` from Docker Hub without \`auth\`
        |
      5 |       - image: node:20   # keep
        |                ^^^^^^^
      why: Docker Hub limits pulls without credentials, so the job fails at a busy hour
      fix: Add \`auth\` and context \`docker-credentials\` (needs setup)
      help: Or pull it from a registry of your own
      note: .circleci/config.yml:3:3 pulled by job \`build\`

    1 error in 1 file; 1 can be fixed with \`circlesec fix\`
    "
  `);
});

test("the same why and help are told once for each rule", () => {
  const help = "Add `auth` by hand";
  const files = ["a.yml", "b.yml"].map((path) => {
    const file = new Source(path, CONFIG);
    return fileWith(file, {
      findings: [
        findingAt(file, "node:20", { help }),
        findingAt(file, "redis:7", { help }),
        findingAt(file, "main", { help, rule: "unsupplied-variable" }),
      ],
    });
  });
  const lines = report(runOf(files)).split("\n");
  expect(lines.filter((line) => line.startsWith("  why:"))).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith("  help:"))).toHaveLength(2);
});

test("a safe fix is not labelled, an unsafe one says what it needs", () => {
  const fixes = (["safe", "needs-setup", "unsafe"] as const).map((safety) =>
    report(oneFinding(CONFIG, "node:20", { fix: fixWith({ title: "Add `auth`", safety }) }))
      .split("\n")
      .find((line) => line.startsWith("  fix:")),
  );
  expect(fixes).toEqual([
    "  fix: Add `auth`",
    "  fix: Add `auth` (needs setup)",
    "  fix: Add `auth` (unsafe: needs --unsafe)",
  ]);
});

test("at most five notes are shown", () => {
  const note = { ...spanOf(source, "build"), text: "pulled by job `build`" };
  const result = oneFinding(CONFIG, "node:20", { related: Array.from({ length: 8 }, () => note) });
  const notes = report(result)
    .split("\n")
    .filter((line) => line.startsWith("  note:"));
  expect(notes).toHaveLength(6);
  expect(notes.at(-1)).toBe("  note: and 3 more");
});

test("text is wrapped to the width of the terminal", () => {
  expect(report(oneFinding(CONFIG, "node:20"), { width: 60 })).toMatchInlineSnapshot(`
    ".circleci/config.yml:5:16 error unauthenticated-pull
      job \`build\` pulls \`node:20\` from Docker Hub without \`auth\`
        |
      5 |       - image: node:20   # keep
        |                ^^^^^^^
      why: Docker Hub limits pulls without credentials, so the
        job fails at a busy hour

    1 error in 1 file
    "
  `);
});

test("a secret on the line of a finding is never printed", () => {
  const config = "docker: [{ image: node:20, auth: { password: correct-horse } }]";
  const result = oneFinding(config, "node:20");
  const files = result.files.map((file) => ({ ...file, secrets: [spanOf(file.source, "correct-horse")] }));
  expect(report({ ...result, files })).toContain("password: ***");
});

test("a finding about a secret marks it without printing it", () => {
  const result = oneFinding("run: ./deploy correct-horse", "correct-horse", {
    rule: "plaintext-secret",
    message: "a token is written in the file",
  });
  const files = result.files.map((file) => ({ ...file, secrets: [spanOf(file.source, "correct-horse")] }));
  expect(report({ ...result, files })).toMatchInlineSnapshot(`
    ".circleci/config.yml:1:15 error plaintext-secret
      a token is written in the file
        |
      1 | run: ./deploy ***
        |               ^^^
      why: Docker Hub limits pulls without credentials, so the job fails at a busy hour

    1 error in 1 file
    "
  `);
});

test("the summary counts severities, files and fixes", () => {
  const other = new Source("b.yml", CONFIG);
  const result = runOf([
    fileWith(source, {
      findings: [
        findingAt(source, "node:20", { fix: fixWith() }),
        findingAt(source, "redis:7", { fix: fixWith({ safety: "safe" }) }),
        findingAt(source, "main", { severity: "info", fix: fixWith({ safety: "unsafe" }) }),
      ],
    }),
    fileWith(other, { findings: [findingAt(other, "node:20", { severity: "warning" })] }),
    fileWith(new Source("c.yml", CONFIG)),
  ]);
  expect(report(result)).toMatch(
    /\n\n2 errors, 1 warning, 1 info in 2 files; 2 can be fixed with `circlesec fix` \(1 more with --unsafe\)\n$/,
  );
});

test("the summary says it where only --unsafe helps", () => {
  const result = oneFinding(CONFIG, "node:20", { fix: fixWith({ safety: "unsafe" }) });
  expect(report(result)).toMatch(/\n1 error in 1 file; 1 can be fixed with `circlesec fix --unsafe`\n$/);
});

test.each([
  ["error", true],
  ["warning", false],
  ["info", false],
  ["never", true],
] as const)("with --fail-on %s a report of a warning says that the run passes: %s", (failOn, isTold) => {
  const text = report(oneFinding(CONFIG, "node:20", { severity: "warning" }), { failOn });
  expect(text.includes(`None of them fails the run (--fail-on ${failOn})`)).toBe(isTold);
});

test("a clean run says so, in the singular or plural", () => {
  expect(report(runOf([fileWith(source)]))).toBe("No problems in 1 file.\n");
  expect(report(runOf([fileWith(source), fileWith(source)]))).toBe("No problems in 2 files.\n");
});

test("a clean run is silent when quiet", () => {
  expect(report(runOf([fileWith(source)]), { quiet: true })).toBe("");
  expect(report(runOf([fileWith(source)], { command: "fix" }), { quiet: true })).toBe("");
});

test("findings are told even when quiet", () => {
  expect(report(oneFinding(CONFIG, "node:20"), { quiet: true })).toBe(report(oneFinding(CONFIG, "node:20")));
});

test("files that failed and rules that crashed are told, quiet or not", () => {
  const result = runOf([fileWith(source, { crashes: [{ rule: "unused-context", message: "x is not a function" }] })], {
    errors: [{ path: "b.yml", message: "permission denied", help: "Ask for it" }],
  });
  expect(report(result)).toMatchInlineSnapshot(`
    "b.yml failed
      permission denied
      help: Ask for it

    .circleci/config.yml failed unused-context
      x is not a function
      This is a bug in circlesec, please report it; the other rules went on

    No problems in 1 file; 1 file failed; 1 rule failed.
    "
  `);
  expect(report(result, { quiet: true })).toContain("permission denied");
});

test("a fix run tells what was fixed, what is left and what to do before merging", () => {
  const result = runOf(
    [
      fileWith(source, {
        findings: [findingAt(source, "redis:7", { fix: fixWith({ title: "Drop it", safety: "unsafe" }) })],
        applied: [
          applied(12, { setup: [DOCKER_CONTEXT] }),
          applied(8, { setup: [DOCKER_CONTEXT] }),
          applied(22, { title: "Pass the password on stdin", safety: "safe" }),
          applied(40, { setup: [DOCKER_CONTEXT] }),
        ],
      }),
    ],
    { command: "fix" },
  );
  expect(report(result)).toMatchInlineSnapshot(`
    "fixed .circleci/config.yml
      8, 12, 40: Add \`auth\` and context \`docker-credentials\`
      22: Pass the password on stdin

    .circleci/config.yml:6:16 error unauthenticated-pull
      job \`build\` pulls \`redis:7\` from Docker Hub without \`auth\`
        |
      6 |       - image: redis:7
        |                ^^^^^^^
      why: Docker Hub limits pulls without credentials, so the job fails at a busy hour
      fix: Drop it (unsafe: needs --unsafe)

    Fixed 4 problems in 1 file; 1 left (1 can be fixed with --unsafe).

    Before you merge
      Create context \`docker-credentials\` with \`DOCKERHUB_USERNAME\` and \`DOCKERHUB_TOKEN\`, if it does
      not exist yet:
        circleci context create --org-id <org-id> docker-credentials
        circleci context store-secret --org-id <org-id> docker-credentials DOCKERHUB_USERNAME
        circleci context store-secret --org-id <org-id> docker-credentials DOCKERHUB_TOKEN
      \`store-secret\` asks for the value; version 1 of the CLI has other commands:
        circleci context create <context>
        circleci context secret set <context> --name <variable>
      Jobs with a context do not run for pull requests from forks unless the author belongs to the
        organization (GitHub OAuth and Bitbucket Cloud projects); \`--source project\` avoids it
      An authenticated pull counts against the limit of its account: use one whose plan allows what your
        jobs pull
    "
  `);
});

test("a fix that did not pass the proof is told as our bug", () => {
  const refused = [{ rule: "unsupplied-variable", line: 9, title: "Add context `x`", reason: "a comment is gone" }];
  const result = runOf([fileWith(source, { refused, findings: [findingAt(source, "main")] })], { command: "fix" });
  expect(report(result)).toMatchInlineSnapshot(`
    "circlesec made a fix that it could not prove; the text was left as it was:
      .circleci/config.yml:9 unsupplied-variable: Add context \`x\` (a comment is gone)
    This is a bug in circlesec, please report it

    .circleci/config.yml:8:3 error unauthenticated-pull
      job \`build\` pulls \`main\` from Docker Hub without \`auth\`
        |
      8 |   main:
        |   ^^^^
      why: Docker Hub limits pulls without credentials, so the job fails at a busy hour

    Fixed nothing; 1 left.
    "
  `);
});

test("a lint run tells no prerequisites", () => {
  const result = oneFinding(CONFIG, "node:20", { fix: fixWith({ setup: [DOCKER_CONTEXT] }) });
  expect(report(result)).not.toContain("Before you merge");
});

test("a fix run that leaves nothing says so", () => {
  const result = runOf([fileWith(source, { applied: [applied(5)] })], { command: "fix" });
  expect(report(result)).toMatch(/\nFixed 1 problem in 1 file; none left\.\n$/);
});

test("without colour there is no escape sequence", () => {
  expect(report(oneFinding(CONFIG, "node:20"))).not.toContain("\u001B");
});

test("with colour the path is bold, severity and carets have the colour of the severity, and nothing else", () => {
  const text = report(oneFinding(CONFIG, "node:20", { severity: "warning" }), { color: true });
  expect(text.replaceAll("\u001B", "␛").match(/␛\[\d+m[^␛]*␛\[\d+m/g)).toEqual([
    "␛[1m.circleci/config.yml:5:16␛[22m",
    "␛[33mwarning␛[39m",
    "␛[33m^^^^^^^␛[39m",
  ]);
});

test("where the terminal shows links, the rule is one to its page, and nothing else changes", () => {
  const result = oneFinding(CONFIG, "node:20");
  const text = report(result, { links: true });
  const page = "https://unpkg.com/circlesec/docs/rules.md#unauthenticated-pull";
  const link = `\u001B]8;;${page}\u001B\\unauthenticated-pull\u001B]8;;\u001B\\`;
  expect(text).toContain(` error ${link}\n`);
  expect(text.replace(link, "unauthenticated-pull")).toBe(report(result));
});

test("escape sequences in a path, a message or a title do not reach the terminal", () => {
  const evil = "\u001B]0;x\u0007";
  const file = new Source(`${evil}.yml`, CONFIG);
  const finding = findingAt(file, "node:20", {
    message: evil,
    why: evil,
    help: evil,
    fix: fixWith({ title: evil }),
    related: [{ start: 0, end: 1, text: evil }],
  });
  const result = runOf(
    [
      fileWith(file, {
        findings: [finding],
        applied: [applied(1, { title: evil, setup: [{ kind: "context", context: evil, variables: [evil] }] })],
        refused: [{ rule: "x", line: 1, title: evil, reason: evil }],
        crashes: [{ rule: "x", message: evil }],
      }),
    ],
    { command: "fix", errors: [{ path: evil, message: evil, help: evil }] },
  );
  expect(report(result)).not.toContain("\u001B");
  expect(report(result)).not.toContain("\u0007");
});

test("with --max-warnings a report says that there are too many, or that they pass", () => {
  const result = oneFinding(CONFIG, "node:20", { severity: "warning" });
  expect(report(result, { maxWarnings: 0 })).toContain("There are more warnings than may be (--max-warnings 0)\n");
  expect(report(result, { maxWarnings: 1 })).toContain("fails the run (--fail-on error, --max-warnings 1)\n");
});

test("with --exit-zero a report of an error says that the run passes", () => {
  expect(report(oneFinding(CONFIG, "node:20"), { exitZero: true })).toContain("fails the run (--exit-zero)\n");
});
