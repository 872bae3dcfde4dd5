import { SEVERITIES } from "../finding.ts";
import { nearestName } from "../nearest-name.ts";
import type { Plugin } from "../rules/plugin.ts";

type Thing = Readonly<Record<string, unknown>>;

/** Names of plugins and ids of their rules. */
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const NAME_WANTS = "lower-case letters, digits and `-`";
const LISTENERS = ["config", "pullSite", "fault", "suppressions"];
const CATEGORIES = ["authentication", "credentials", "syntax"];
const FIXABLE = ["always", "sometimes", "never"];

/** True for what has the shape of a plugin; what it does when it runs is another matter. */
export function isPlugin(value: unknown): value is Plugin {
  return pluginFaults(value).length === 0;
}

/** What is wrong with the shape of a plugin, a clause each. */
export function pluginFaults(value: unknown): string[] {
  if (!isThing(value)) return ["its default export is no object with `meta` and `rules`"];
  const { meta, rules } = value;
  if (!isThing(meta)) return ["its default export has no `meta`"];
  const faults = [
    ...faultOf(isText(meta["name"]) && NAME.test(meta["name"]), `\`meta.name\` wants ${NAME_WANTS}`),
    ...faultOf(isText(meta["version"]), "`meta.version` wants a text"),
  ];
  if (!Array.isArray(rules) || rules.length === 0) return [...faults, "`rules` wants a list of one rule or more"];
  const ids = rules.map(idOf);
  const doubled = ids.filter((id, index) => id !== undefined && ids.indexOf(id) !== index);
  return [
    ...faults,
    ...rules.flatMap(ruleFaults),
    ...new Set(doubled.map((id) => `two of its rules have the id \`${id}\``)),
  ];
}

function ruleFaults(rule: unknown, index: number): string[] {
  const name = idOf(rule) === undefined ? `\`rules[${index}]\`` : `rule \`${idOf(rule)}\``;
  if (!isThing(rule)) return [`${name} is no object with \`meta\` and \`on\``];
  const { meta, on, options } = rule;
  return [
    ...(isThing(meta) ? metaFaults(meta) : ["has no `meta`"]),
    ...(isThing(on) ? listenerFaults(on) : ["has no `on`"]),
    ...(options === undefined ? [] : optionsFaults(options)),
  ].map((fault) => `${name}: ${fault}`);
}

function metaFaults(meta: Thing): string[] {
  const choices = [
    ["category", CATEGORIES],
    ["severity", SEVERITIES],
    ["fixable", FIXABLE],
  ] as const;
  const { id, yieldsTo } = meta;
  return [
    ...faultOf(isText(id) && NAME.test(id), `\`meta.id\` wants ${NAME_WANTS}`),
    ...["summary", "why", "since"].flatMap((key) => faultOf(isText(meta[key]), `\`meta.${key}\` wants a text`)),
    ...choices.flatMap(([key, names]) =>
      faultOf(
        names.some((name) => name === meta[key]),
        `\`meta.${key}\` wants ${quoted(names)}`,
      ),
    ),
    ...faultOf(
      yieldsTo === undefined || (Array.isArray(yieldsTo) && yieldsTo.every(isText)),
      "`meta.yieldsTo` wants a list of ids of rules",
    ),
  ];
}

function listenerFaults(on: Thing): string[] {
  const names = Object.keys(on);
  const unknown = names.filter((name) => !LISTENERS.includes(name));
  return [
    ...faultOf(names.length > 0, `\`on\` wants one of ${quoted(LISTENERS)}`),
    ...unknown.map((name) => {
      const nearest = nearestName(name, LISTENERS);
      return `\`on.${name}\` is never called${nearest === undefined ? "" : `; did you mean \`${nearest}\`?`}`;
    }),
    ...names.flatMap((name) => faultOf(typeof on[name] === "function", `\`on.${name}\` is no function`)),
  ];
}

function optionsFaults(options: unknown): string[] {
  if (!isThing(options)) return ["`options` is no object with `properties` and `defaults`"];
  const { properties, defaults } = options;
  if (!isThing(properties)) return ["`options.properties` wants a JSON Schema for each option"];
  if (!isThing(defaults)) return ["`options.defaults` wants a value for each option"];
  const names = Object.keys(properties);
  return [
    ...names.flatMap((name) => faultOf(isThing(properties[name]), `\`options.properties.${name}\` is no JSON Schema`)),
    ...names.flatMap((name) => faultOf(name in defaults, `\`options.defaults\` has no \`${name}\``)),
    ...faultOf(!names.includes("severity"), "`severity` is no name for an option"),
  ];
}

function faultOf(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault];
}

function idOf(rule: unknown): string | undefined {
  const meta = isThing(rule) ? rule["meta"] : undefined;
  const id = isThing(meta) ? meta["id"] : undefined;
  return isText(id) ? id : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isThing(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quoted(names: readonly string[]): string {
  const texts = names.map((name) => `\`${name}\``);
  return `${texts.slice(0, -1).join(", ")} or ${texts.at(-1) ?? ""}`;
}
