import type { VaultEngine } from "../fixes/options.ts";
import type { RuleSetting, Sections, VaultSettings } from "./settings.ts";

/** What some sections say with others laid over them: key by key, and a list as a whole. */
export function laidOver(below: Sections, above: Sections): Sections {
  return {
    ...below,
    ...above,
    rules: joinRules(below.rules, above.rules),
    dockerHub: joined(below.dockerHub, above.dockerHub),
    registries: joined(below.registries, above.registries),
    vault: joinVaults(below.vault, above.vault),
    suppressions: joined(below.suppressions, above.suppressions),
    contexts: joined(below.contexts, above.contexts),
  };
}

/** A severity alone leaves the options of its rule as they are. */
function joinRules(below: Sections["rules"], above: Sections["rules"]): Sections["rules"] {
  if (!below || !above) return above ?? below;
  const both = Object.entries(above).map(([id, setting]) => {
    const known = below[id];
    const isSimple = typeof setting !== "object" && typeof known !== "object";
    return [id, known === undefined || isSimple ? setting : { ...asMap(known), ...asMap(setting) }] as const;
  });
  return { ...below, ...Object.fromEntries(both) };
}

function asMap(setting: RuleSetting): Extract<RuleSetting, object> {
  return typeof setting === "object" ? setting : { severity: setting };
}

function joined<T extends object>(below: T | undefined, above: T | undefined): T | undefined {
  return below && above ? { ...below, ...above } : (above ?? below);
}

function joinVaults(below: VaultSettings | undefined, above: VaultSettings | undefined): VaultSettings | undefined {
  const known = below && isOtherKind(below, above) ? withoutEngine(below) : below;
  const vault = joined(known, above);
  return vault?.setup ? { ...vault, setup: joined(known?.setup, above?.setup) } : vault;
}

/** True where the engine is of another kind, so that what was said of the one means nothing for the other. */
function isOtherKind(below: VaultSettings, above: VaultSettings | undefined): boolean {
  return above?.engine !== undefined && isPlugin(below.engine) !== isPlugin(above.engine);
}

/** True for the engine that makes tokens, which is the default; the others keep one. */
export function isPlugin(engine: VaultEngine | undefined): boolean {
  return engine === undefined || engine === "dockerhub";
}

function withoutEngine({ path: _path, usernameField: _user, passwordField: _pass, ...rest }: VaultSettings) {
  const { username: _name, scope: _scope, mount: _mount, ...common } = rest;
  return common;
}
