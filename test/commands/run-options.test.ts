import { describe, expect, it } from "vitest";
import type { Flags } from "../../src/commands/flags.ts";
import { DEFAULT_RULE_OPTIONS, type RuleOptions } from "../../src/rules/rule.ts";
import { dayOf } from "../../src/commands/today.ts";
import { toRuleOptions } from "../../src/commands/run-options.ts";
import { laidOver } from "../../src/settings/merge.ts";
import { PRESETS } from "../../src/settings/presets.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { UserError } from "../../src/user-error.ts";

const NO_FLAGS: Flags = { stdinFilename: ".circleci/config.yml" };
const SETTINGS: Settings = {
  strategy: "vault",
  dockerHub: {
    source: "project",
    context: "acme",
    username: "HUB_USER",
    token: "HUB_TOKEN",
    authStyle: "anchor",
    convenienceImages: "off",
    unresolvedImages: "error",
  },
  vault: { role: "ci", client: "curl" },
};

function optionsOf(flags: Partial<Flags>, settings?: Settings) {
  return toRuleOptions({ ...NO_FLAGS, ...flags }, { today: undefined })(settings);
}

describe("options of a file", () => {
  it("are the defaults where nothing is said", () => {
    expect(optionsOf({})).toEqual(DEFAULT_RULE_OPTIONS);
  });

  it("are the settings where there is no flag", () => {
    const { convenienceImages, unresolvedImages, ...dockerHub } = SETTINGS.dockerHub ?? {};
    const { strategy, vault } = SETTINGS;
    expect(optionsOf({}, SETTINGS)).toEqual({
      ...DEFAULT_RULE_OPTIONS,
      dockerHub,
      convenienceImages,
      unresolvedImages,
      strategy,
      vault,
    });
  });

  it("are the flags where there are both", () => {
    const hub = { source: "context", context: "other", username: "A", token: "B", authStyle: "auto" } as const;
    const others = { convenienceImages: "info", unresolvedImages: "off", strategy: "context" } as const;
    expect(optionsOf({ ...hub, ...others, vaultClient: "cli" }, SETTINGS)).toEqual({
      ...DEFAULT_RULE_OPTIONS,
      dockerHub: hub,
      ...others,
      vault: { role: "ci", client: "cli" },
    });
  });

  it("hold what contexts and the project supply", () => {
    expect(optionsOf({}, { contexts: { hub: ["A"] } }).dockerHub.supplies).toEqual({
      contexts: { hub: ["A"] },
      project: [],
    });
    expect(optionsOf({}, { projectVariables: ["B"] }).dockerHub.supplies).toEqual({ contexts: {}, project: ["B"] });
  });

  it("hold severities and options of rules", () => {
    const rules = {
      "leaked-token": "info",
      "unauthenticated-pull": { severity: "warning", ignoreImages: ["a/b"] },
    } as const;
    const { levels, ruleOptions } = optionsOf({}, { rules });
    expect(levels).toEqual({ "leaked-token": "info", "unauthenticated-pull": "warning" });
    expect(ruleOptions).toEqual({ "leaked-token": {}, "unauthenticated-pull": { ignoreImages: ["a/b"] } });
  });

  it("refuse a flag that cannot be meant before there are settings", () => {
    expect(() => toRuleOptions({ ...NO_FLAGS, token: "x-y" }, { today: undefined })).toThrow(UserError);
  });
});

describe("registries", () => {
  it("are those of the settings, where a list replaces a list", () => {
    expect(optionsOf({}).registries).toEqual(DEFAULT_RULE_OPTIONS.registries);
    const team: Settings = { registries: { trusted: ["ghcr.io", "quay.io"] } };
    const both = laidOver(team, { registries: { trusted: ["docker.io/cimg"] } });
    expect(optionsOf({}, both).registries).toEqual({ ...DEFAULT_RULE_OPTIONS.registries, trusted: ["docker.io/cimg"] });
    const runners = laidOver(team, { registries: { mirrors: ["acme/*"] } });
    expect(optionsOf({}, runners).registries).toEqual({ trusted: ["ghcr.io", "quay.io"], mirrors: ["acme/*"] });
    expect(optionsOf({}, laidOver(team, {})).registries.trusted).toEqual(["ghcr.io", "quay.io"]);
  });
});

describe("what is asked of suppressions", () => {
  it.each<[string, Settings, RuleOptions["suppressions"]]>([
    ["nothing by default", {}, {}],
    ["a reason by the preset strict", PRESETS.strict, { requireReason: true }],
    [
      "what the settings say, over the preset",
      laidOver(PRESETS.strict, { suppressions: { requireReason: false } }),
      { requireReason: false },
    ],
    [
      "what the settings say, beside the preset",
      laidOver(PRESETS.strict, { suppressions: { maxDays: 9 } }),
      { requireReason: true, maxDays: 9 },
    ],
  ])("is %s", (_, settings, asked) => {
    expect(optionsOf({}, settings).suppressions).toEqual(asked);
  });

  it("is as of the day in UTC", () => {
    expect(dayOf(new Date("2027-01-31T23:30:00-02:00"))).toBe("2027-02-01");
    expect(toRuleOptions(NO_FLAGS, { today: "2027-01-31" })().today).toBe("2027-01-31");
  });
});

describe("--vault-client", () => {
  it("names no Vault by itself", () => {
    expect(optionsOf({ vaultClient: "cli" }).vault).toBeUndefined();
  });

  it.each<[string, Partial<Flags>, Settings]>([
    ["the flag", { strategy: "vault" }, {}],
    ["the settings", {}, { strategy: "vault" }],
  ])("is all there is to know of Vault where only %s asks for it", (_, flags, settings) => {
    expect(optionsOf({ ...flags, vaultClient: "cli" }, settings).vault).toEqual({ client: "cli" });
  });

  it("is not made up with the strategy", () => {
    expect(optionsOf({ strategy: "vault" })).toMatchObject({ strategy: "vault", vault: undefined });
  });
});
