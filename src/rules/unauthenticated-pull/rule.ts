import { isConvenienceImage, parseReference, registryOf } from "../../docker/reference.ts";
import { IMAGE_PATTERN, matchesImage } from "../../docker/image-pattern.ts";
import { type PullSite, withoutMirrored, isAuthenticated, listNames, shownText } from "../../model/index.ts";
import { type Level, type RuleContext, defineRule } from "../rule.ts";
import { type Fault, reportPull } from "./report.ts";

interface PullOptions {
  /** Patterns for names of images that may be pulled anonymously. */
  readonly ignoreImages: readonly string[];
}

export default defineRule<PullOptions>({
  meta: {
    id: "unauthenticated-pull",
    summary: "Give `auth` to images that jobs pull from Docker Hub",
    why: "Anonymous pulls work only as long as CircleCI's arrangement with Docker Hub covers them; a self-hosted runner is rate-limited already, and a private image cannot be pulled.",
    category: "authentication",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  options: {
    properties: {
      ignoreImages: {
        type: "array",
        description: "Names of images that may be pulled anonymously, `*` for any part; with a tag, only that tag",
        minItems: 1,
        items: IMAGE_PATTERN,
      },
    },
    defaults: { ignoreImages: [] },
  },
  on: {
    config(config, context) {
      const faults = config.pullSites.flatMap((site) => judge(site, context) ?? []);
      const wanted = faults.filter(({ isFixable }) => isFixable).map(({ site }) => site);
      for (const fault of faults) reportPull(fault, wanted, context);
    },
  },
});

function judge(site: PullSite, { options, settings }: RuleContext<PullOptions>): Fault | undefined {
  const counted = withoutMirrored(site, settings.registries.mirrors);
  const open = counted.uses.filter((use) => !isAuthenticated(use));
  if (open.length === 0) return undefined;
  const pulls = counted.pulls.filter((pull) => open.includes(pull.use));
  const images = pulls.length > 0 ? pulls.map((pull) => pull.image) : [site.image];
  const values = [...new Set(images.flatMap((image) => [...image.values]))];
  if (values.length > 0 && values.every((value) => matchesImage(value, options.ignoreImages))) return undefined;
  const hub = values.filter(isHub);
  const fault = { site, counted, open, condition: "", isFixable: false };
  if (hub.length === 0) return judgeUnknown(fault, values, settings.unresolvedImages);
  if (hub.length < values.length) {
    const names = listNames([...site.image.parameters]) || "a variable";
    const condition = `, depending on ${names} (${listNames(hub.map(shownText))})`;
    const help =
      "Use one job or executor for each registry: other values pull from elsewhere, where a Docker Hub credential must not be sent";
    return { ...fault, severity: "info", condition, help };
  }
  const usual = isServed(counted) ? (settings.servedPulls ?? "error") : "error";
  const level = hub.every(isConvenienceImage) ? (settings.convenienceImages ?? usual) : usual;
  if (level === "off") return undefined;
  const severity = site.example ? "info" : level;
  if (hub.some((value) => registryOf(value) === "docker-hub-alias"))
    return { ...fault, severity, help: aliasHelp(site) };
  return { ...fault, severity, isFixable: true };
}

/** True when every pull goes through CircleCI's arrangement with Docker Hub, as far as the file shows. */
function isServed({ pulls }: PullSite): boolean {
  return !pulls.some(({ selfHosted }) => selfHosted);
}

/** Nothing shows that the image is on Docker Hub: silent unless the user wants to see what a variable decides. */
function judgeUnknown(
  fault: Pick<Fault, "site" | "counted" | "open" | "isFixable">,
  values: readonly string[],
  level: Level,
): Fault | undefined {
  if (level === "off" || !values.some((value) => registryOf(value) === "unknown")) return undefined;
  const help = "Name the registry in the image, or give it `auth` for the registry that the variable names";
  return { ...fault, severity: level, condition: ", if a variable says so", help };
}

function isHub(value: string): boolean {
  const registry = registryOf(value);
  return registry === "docker-hub" || registry === "docker-hub-alias";
}

function aliasHelp(site: PullSite): string {
  const reference = parseReference(site.text);
  const name = reference ? `\`${reference.path.replace(/^library\//, "")}\`` : "the image without the host";
  const host = reference ? `\`${reference.host}\`` : "this host name";
  return `Write ${name}: Docker keeps credentials for Docker Hub under another name and does not use them for ${host}`;
}
