import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { applyJson, closeJson, statusJson } from "../../src/fleet/json/campaign-json.ts";
import { FLEET_APPLY_SCHEMA, FLEET_CLOSE_SCHEMA, FLEET_STATUS_SCHEMA } from "../../src/fleet/json/campaign-schemas.ts";
import { PlanJson } from "../../src/fleet/json/plan-json.ts";
import { FLEET_PLAN_SCHEMA } from "../../src/fleet/json/plan-schema.ts";
import type { JournalLine } from "../../src/fleet/journal-line.ts";
import { Summary } from "../../src/fleet/summary.ts";
import type { Schema } from "../../src/reporters/json-schema.ts";
import { keyOf, proposedLine, repositoryNamed } from "./journal-lines.ts";
import { hostileLines } from "./report/hostile.ts";
import { sampleLines } from "./report/sample.ts";

const VERSION = "1.2.3";
const HOSTILE_URL = "javascript:alert(1)";

/** What of a text its schema does not allow. */
function faultsIn(text: string, schema: Schema): unknown {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  const value: unknown = JSON.parse(text);
  validate(value);
  return validate.errors;
}

function planOf(lines: readonly JournalLine[]): string {
  const [json, summary] = [new PlanJson(VERSION), new Summary()];
  let text = "";
  for (const line of lines) {
    if (line.kind !== "planned") continue;
    summary.add(line.planned, false);
    text += json.add(line.planned);
  }
  const missing = [{ name: "acme/gone", kind: "gone", message: "it is not there", secret: "no" } as const];
  return text + json.end(summary, { leftOut: new Map([["archived", 2]]), missing });
}

describe("JSON of a plan", () => {
  it.each([
    ["nothing", []],
    ["a fleet", sampleLines(40)],
    ["a hostile fleet", hostileLines()],
  ])("of %s is what its schema asks for", (_, lines) => {
    expect(faultsIn(planOf(lines), FLEET_PLAN_SCHEMA)).toBeNull();
  });

  it("holds no address but of the web", () => {
    expect(planOf(hostileLines())).not.toMatch(/"url": "(?!https?:)/);
  });
});

const { proposal } = proposedLine("web");
const hostile = { ...proposal, url: HOSTILE_URL };
const repository = repositoryNamed("web");

describe("JSON of a run", () => {
  it("of apply is what its schema asks for", () => {
    const row = { key: keyOf("web"), name: "acme/web", url: undefined, reason: undefined, wave: undefined };
    const text = applyJson(
      {
        ended: "wave",
        left: 1,
        rows: [
          { ...row, did: "opened", url: proposal.url, wave: 1 },
          { ...row, did: "held", url: HOSTILE_URL, reason: "its pull request was closed" },
        ],
        waves: [
          {
            wave: 1,
            ended: "red",
            red: [{ key: keyOf("web"), repository, proposal: hostile }],
            pending: [],
            unchecked: [],
          },
        ],
      },
      VERSION,
    );
    expect(faultsIn(text, FLEET_APPLY_SCHEMA)).toBeNull();
    expect(text).not.toContain(HOSTILE_URL);
  });

  it("of status is what its schema asks for", () => {
    const text = statusJson(
      [
        { repository, proposal, checks: "passed", fault: undefined, base: undefined, verdict: undefined },
        {
          repository,
          proposal: { ...proposal, state: "merged" },
          checks: undefined,
          fault: undefined,
          base: repository.base,
          verdict: "undone",
        },
        {
          repository,
          proposal: { ...hostile, state: "merged" },
          checks: undefined,
          fault: "it is not there",
          base: undefined,
          verdict: undefined,
        },
      ],
      VERSION,
    );
    expect(faultsIn(text, FLEET_STATUS_SCHEMA)).toBeNull();
    expect(text).not.toContain(HOSTILE_URL);
  });

  it("of close is what its schema asks for", () => {
    const text = closeJson(
      [
        { name: "acme/web", did: "closed", url: proposal.url, reason: undefined },
        { name: "acme/api", did: "failed", url: HOSTILE_URL, reason: "its branch has moved meanwhile" },
      ],
      VERSION,
    );
    expect(faultsIn(text, FLEET_CLOSE_SCHEMA)).toBeNull();
    expect(text).not.toContain(HOSTILE_URL);
  });
});
