import type { Level } from "../rules/rule.ts";

/** What a preset says beyond the defaults. */
interface Preset {
  readonly convenienceImages?: Level;
  readonly unresolvedImages?: Level;
  readonly servedPulls?: Level;
  /** Severities of all rules that the settings do not name. */
  readonly everyRule?: Level;
  /** Whether every suppression comment has to give a reason. */
  readonly requireReason?: boolean;
}

export const PRESET_NAMES = ["recommended", "strict", "rate-limits"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/**
 * `strict`: every rule is an error, what a variable decides is a warning, and who suppresses says why. `rate-limits`, for who only cares for limits: pulls
 * that CircleCI serves are `info`, and so are the images that Docker Hub does not limit; what is really limited is an error.
 */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  recommended: {},
  strict: { everyRule: "error", convenienceImages: "error", unresolvedImages: "warning", requireReason: true },
  "rate-limits": { servedPulls: "info", convenienceImages: "info" },
};
