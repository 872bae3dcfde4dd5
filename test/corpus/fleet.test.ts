import { cpSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { openFleetLinter } from "../../src/commands/fleet-linter.ts";
import { planRepository } from "../../src/fleet/plan-repository.ts";
import { parseReport } from "../cli/report.ts";
import { fetchMore, fetchedFrom } from "../fleet/fetched.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { corpusRepositories, hasCorpus, whenCorpus } from "./corpus.ts";

test.skipIf(!hasCorpus)(
  `a plan comes to what \`circlesec fix\` does in a clone, ${whenCorpus}`,
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder();
    const clones = corpusRepositories().map((repository, index) => {
      const name = String(index).padStart(3, "0");
      cpSync(repository, join(folder, name), { recursive: true });
      mkdirSync(join(folder, name, ".git"));
      return name;
    });
    const linter = await openFleetLinter({}, folder, new Date().toISOString().slice(0, 10));
    const texts = new Map<string, string>();
    const findings: string[] = [];
    for (const name of clones) {
      const clone = join(folder, name);
      const fetched = fetchedFrom(clone);
      let plan = await planRepository(fetched, linter);
      for (let wanted = fetched.snapshot.takeWanted(); wanted; wanted = fetched.snapshot.takeWanted()) {
        fetchMore(fetched, clone, wanted);
        plan = await planRepository(fetched, linter);
      }
      for (const { path, text } of plan.fixed) texts.set(`${name}/${path}`, text);
      for (const file of plan.planned.files) {
        for (const { line, column, rule, message } of file.findings) {
          findings.push(`${name}/${file.path}:${line}:${column} ${rule} ${message}`);
        }
      }
    }
    const before = textsIn(folder);
    const cli = join(buildCopy(), "dist/cli.cjs");
    const paths = clones.map((name) => `${name}/.circleci`);
    const { stdout } = run(process.execPath, [cli, "fix", ...paths, "--format", "json"], { cwd: folder });
    const changed = new Map([...textsIn(folder)].filter(([path, text]) => before.get(path) !== text));
    expect(texts.size).toBeGreaterThan(100);
    expect(texts).toEqual(changed);
    expect(findings.toSorted()).toEqual(
      parseReport(stdout)
        .findings.map(
          ({ path, range: { start }, rule, message }) => `${path}:${start.line}:${start.column} ${rule} ${message}`,
        )
        .toSorted(),
    );
  },
);

/** Every file in or below a folder, by path. */
function textsIn(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
