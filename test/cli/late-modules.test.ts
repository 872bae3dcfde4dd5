import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { dayOf } from "../../src/commands/today.ts";
import { lint, rules } from "../../src/index.ts";
import { casesOf } from "../cases.ts";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, checkoutWith } from "./checkout.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const EACH = 2;

/** Each in a process of its own: what is late is loaded there by the first that asks for it, whichever that is. */
const cases = rules.flatMap(({ meta }) =>
  casesOf(meta.id)
    .filter(({ name }) => name.startsWith("bad-"))
    .slice(0, EACH),
);

function tell({ rule, message, why, help }: { rule: string; message: string; why: string; help?: string | undefined }) {
  return { rule, message, why, help: help ?? null };
}

test.each(cases)(
  "the bundle, which loads modules when they are asked, finds in $name what the source does",
  ({ text }) => {
    const folder = checkoutWith({ [CONFIG]: text });
    const { stdout } = run(process.execPath, [CLI, "lint", "--format", "json", CONFIG], {
      cwd: folder,
      env: { CIRCLESEC_CACHE: "off" },
    });
    const report: { findings: Parameters<typeof tell>[0][] } = JSON.parse(stdout);
    expect(report.findings.map(tell)).toEqual(
      lint(text, { path: CONFIG, today: dayOf(new Date()) }).findings.map(tell),
    );
  },
);
