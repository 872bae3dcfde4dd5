import { RULES } from "../rules/index.ts";
import type { Sections } from "./settings.ts";

export const PRESET_NAMES = ["recommended", "strict", "rate-limits"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/**
 * `recommended`: the defaults, which take back what is extended before it. `strict`: every rule is an error, what a variable
 * decides is a warning, and who suppresses says why. `rate-limits`, for who only cares for limits: pulls that CircleCI serves are
 * `info`, and so are the images that Docker Hub does not limit; what is really limited is an error.
 */
export const PRESETS: Readonly<Record<PresetName, Sections>> = {
  recommended: {
    rules: Object.fromEntries(RULES.map(({ meta }) => [meta.id, meta.severity])),
    dockerHub: { convenienceImages: undefined, unresolvedImages: "off", servedPulls: undefined },
    suppressions: { requireReason: false },
  },
  strict: {
    rules: Object.fromEntries(RULES.map(({ meta }) => [meta.id, "error"])),
    dockerHub: { convenienceImages: "error", unresolvedImages: "warning", servedPulls: "error" },
    suppressions: { requireReason: true },
  },
  "rate-limits": { dockerHub: { servedPulls: "info", convenienceImages: "info" } },
};

/** True for the name of a preset. */
export function isPreset(name: string): name is PresetName {
  return PRESET_NAMES.some((known) => known === name);
}
