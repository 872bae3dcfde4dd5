import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { checkoutWith, CONFIG } from "../cli/checkout.ts";
import { CLEAN, OPEN } from "../cli/configs.ts";
import { ROOT } from "../package/build.ts";
import { Job, VERSION } from "./job.ts";
import { readAction, readComponent } from "./others.ts";
import { startRegistry } from "./registry.ts";

const registry = await startRegistry();

const ACTION = readAction();

/** A job in a checkout whose circlesec is installed. */
async function jobWith(files: Readonly<Record<string, string>>): Promise<Job> {
  const job = new Job(checkoutWith(files), registry);
  expect(await job.step("install.sh")).toMatchObject({ status: 0, stderr: "" });
  return job;
}

describe("installing", () => {
  it("puts the version into a folder of its own, and asks for it once", async () => {
    const job = new Job(checkoutWith({ [CONFIG]: OPEN }), registry);
    expect((await job.step("install.sh")).stdout).toContain(`circlesec ${VERSION} is installed`);
    const before = registry.requests.length;
    expect(await job.step("install.sh")).toEqual({
      status: 0,
      stdout: `circlesec ${VERSION} is there already\n`,
      stderr: "",
    });
    expect(registry.requests).toHaveLength(before);
    expect(readdirSync(job.checkout).sort()).toEqual([".circleci", ".git"]);
  });

  it("lets nothing of the checkout say what is installed, or from where", async () => {
    const job = await jobWith({
      ".npmrc": "registry=http://127.0.0.1:9/\nignore-scripts=false\n",
      "package.json": '{ "overrides": { "circlesec": "9.9.9" } }',
    });
    expect((await job.shell('"$HOME/.circlesec/node_modules/.bin/circlesec" --version')).stdout).toBe(`${VERSION}\n`);
  });

  test.each(["latest", "1", "^1.2.3", "1.2.x || 2", "1.2.3; touch here", "../1.2.3", "https://example.com/1.2.3.tgz"])(
    "wants an exact version, and takes no `%s`",
    async (version) => {
      const before = registry.requests.length;
      const job = new Job(checkoutWith({}), registry);
      expect(await job.step("install.sh", { CIRCLESEC_VERSION: version })).toEqual({
        status: 2,
        stdout: "",
        stderr: "circlesec: the version is one exact version, as in 1.2.3\n",
      });
      expect(registry.requests).toHaveLength(before);
    },
  );

  it("fails as a run that could not be done where the registry has no such version", async () => {
    const { status, stderr } = await new Job(checkoutWith({}), registry).step("install.sh", {
      CIRCLESEC_VERSION: "99.0.0",
    });
    expect(status).toBe(2);
    expect(stderr).toContain("circlesec@99.0.0");
  });
});

describe("linting", () => {
  it("passes a clean config, with test results too", async () => {
    const job = await jobWith({ [CONFIG]: CLEAN });
    expect(await job.step("run.sh")).toEqual({ status: 0, stdout: "No problems in 1 file.\n", stderr: "" });
  });

  it("takes paths one a line, with spaces in them, and globs", async () => {
    const job = await jobWith({ [`a b/${CONFIG}`]: OPEN, [`c/${CONFIG}`]: OPEN, [`d/${CONFIG}`]: OPEN });
    const { status, stdout } = await job.step("run.sh", { CIRCLESEC_PATHS: "a b\n\nc/.circleci/*.yml\n" });
    expect(status).toBe(1);
    expect(stdout).toContain("a b/.circleci/config.yml:5:16");
    expect(stdout).toContain("c/.circleci/config.yml:5:16");
    expect(stdout).toContain("2 errors in 2 files");
  });

  test.each(["$(touch here)", "`touch here`", "; touch here", '"; touch here; "', "--settings=here"])(
    "takes the path `%s` for a path",
    async (path) => {
      const job = await jobWith({ [CONFIG]: OPEN });
      const { status, stderr } = await job.step("run.sh", { CIRCLESEC_PATHS: path });
      expect(status).toBe(2);
      expect(stderr).toContain(path);
      expect(existsSync(join(job.checkout, "here"))).toBe(false);
    },
  );

  test.each(["sarif=/etc/passwd", "../json", "--fail-on", "sarif,html"])(
    "takes the report `%s` for no name",
    async (reports) => {
      const job = await jobWith({ [CONFIG]: OPEN });
      const { status, stderr } = await job.step("run.sh", { CIRCLESEC_REPORTS: reports });
      expect(stderr).toContain("the reports are names of formats");
      expect(status).toBe(2);
    },
  );

  it("fails from the severity on that it is told", async () => {
    const job = await jobWith({ [CONFIG]: OPEN });
    expect(await job.step("run.sh", { CIRCLESEC_FAIL_ON: "never" })).toMatchObject({ status: 0 });
  });

  it("leaves out what a baseline has", async () => {
    const job = await jobWith({ [CONFIG]: OPEN });
    await job.shell('"$HOME/.circlesec/node_modules/.bin/circlesec" lint --write-baseline known');
    const { status, stdout } = await job.step("run.sh", { CIRCLESEC_BASELINE: "known" });
    expect(stdout).toContain("No new problems");
    expect(status).toBe(0);
  });

  it("takes settings by their file", async () => {
    const job = await jobWith({ [CONFIG]: OPEN, "ci/lint.yml": "rules: { unauthenticated-pull: info }" });
    const { status, stdout } = await job.step("run.sh", { CIRCLESEC_SETTINGS: "ci/lint.yml" });
    expect(stdout).toContain("info unauthenticated-pull");
    expect(status).toBe(0);
  });
});

describe("in reports", () => {
  it("fails on a finding, and leaves test results and reports", async () => {
    const job = await jobWith({ [CONFIG]: OPEN });
    const { status, stdout } = await job.step("run.sh", { CIRCLESEC_REPORTS: "junit sarif html json" });
    expect(status).toBe(1);
    expect(stdout).toContain(`${CONFIG}:5:16 error unauthenticated-pull`);
    expect(readdirSync(job.results).sort()).toEqual(["circlesec.html", "circlesec.json", "circlesec.sarif", "junit"]);
    for (const file of ["circlesec.sarif", "circlesec.html", "circlesec.json", "junit/circlesec.xml"]) {
      expect(job.result(file)).toContain("unauthenticated-pull");
    }
    expect(JSON.parse(job.result("circlesec.sarif"))).toMatchObject({ version: "2.1.0" });
  });

  it("needs no orb: the job that the docs show leaves test results and a report", async () => {
    const page = readFileSync(join(ROOT, "docs/gate.md"), "utf8");
    const shown = /command: \|\n([^]*?)\n {6}- /.exec(page)?.[1] ?? "";
    const job = new Job(checkoutWith({ [CONFIG]: OPEN }), registry);
    const { status, stdout } = await job.shell(shown.replaceAll("/tmp/", `${job.home}/`));
    expect(stdout).toContain("error unauthenticated-pull");
    expect(status).toBe(1);
    for (const file of ["junit/circlesec.xml", "circlesec.html"]) {
      expect(job.result(file)).toContain("unauthenticated-pull");
    }
  });

  it("tells a workflow of GitHub what came of it, in annotations, outputs and a summary", async () => {
    const job = await jobWith({ [CONFIG]: OPEN });
    const { status, stdout } = await job.shell(ACTION.runs.steps[1]?.run ?? "", gitHub(job));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error /m);
    expect(readFileSync(join(job.home, "output"), "utf8")).toBe(
      `exit-code=1\nfindings=1\nsarif=${job.results}/circlesec.sarif\nresults=${job.results}\n`,
    );
    expect(readFileSync(join(job.home, "summary"), "utf8")).toContain("unauthenticated-pull");
    expect(JSON.parse(job.result("circlesec.sarif"))).toMatchObject({ version: "2.1.0" });
  });

  it("passes a clean config on GitHub", async () => {
    const job = await jobWith({ [CONFIG]: CLEAN });
    expect(await job.shell(ACTION.runs.steps[1]?.run ?? "", gitHub(job))).toMatchObject({ status: 0 });
    expect(readFileSync(join(job.home, "output"), "utf8")).toContain("exit-code=0\nfindings=0\n");
  });

  it("runs as a job of GitLab, from the file that a project includes", async () => {
    const job = new Job(checkoutWith({ [CONFIG]: OPEN }), registry);
    const { job: name, script, artifacts, variables } = readComponent();
    expect(name).toBe("circlesec");
    const { status, stdout, stderr } = await job.shell(script.join("\n"), variables);
    expect(stderr).toBe("");
    expect(stdout).toContain("error unauthenticated-pull");
    expect(status).toBe(1);
    for (const file of Object.values(artifacts.reports)) {
      expect(readFileSync(join(job.checkout, file), "utf8")).toContain("unauthenticated-pull");
    }
    const [issue] = JSON.parse(readFileSync(join(job.checkout, artifacts.reports["codequality"] ?? ""), "utf8"));
    expect(issue).toMatchObject({ location: { path: CONFIG, lines: { begin: 5 } } });
  });
});

describe("on GitHub", () => {
  it("tells the workflow too that the run could not be done", async () => {
    const job = await jobWith({ [CONFIG]: OPEN });
    const { status } = await job.shell(ACTION.runs.steps[1]?.run ?? "", {
      ...gitHub(job),
      CIRCLESEC_MORE_REPORTS: "../away",
    });
    expect(status).toBe(2);
    expect(readFileSync(join(job.home, "output"), "utf8")).toBe(
      `exit-code=2\nfindings=\nsarif=\nresults=${job.results}\n`,
    );
  });

  it("installs by the action's own step", async () => {
    const job = new Job(checkoutWith({}), registry);
    expect(await job.shell(ACTION.runs.steps[0]?.run ?? "", gitHub(job))).toMatchObject({ status: 0 });
  });
});

/** What GitHub sets for a step of the action. */
function gitHub(job: Job): Record<string, string> {
  const [GITHUB_OUTPUT, GITHUB_STEP_SUMMARY] = [join(job.home, "output"), join(job.home, "summary")];
  return { GITHUB_ACTION_PATH: ROOT, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY };
}
