import { isConvenienceImage, parseReference, registryOf } from "../../docker/reference.ts";
import { IMAGE_PATTERN, matchesImage } from "../../docker/image-pattern.ts";
import type { Note, Severity } from "../../finding.ts";
import { addAuth, isDeclined } from "../../fixes/index.ts";
import {
  type PullSite,
  type Use,
  describeImage,
  describePlace,
  withoutMirrored,
  isAuthenticated,
  listNames,
  shownText,
} from "../../model/index.ts";
import { type Level, type RuleContext, defineRule } from "../rule.ts";

const WHY_CLOUD =
  "On CircleCI Cloud this pull goes through CircleCI's own arrangement with Docker Hub and is not rate-limited today; that can change without notice, and a private image cannot be pulled this way";
const WHY_RUNNER =
  "A self-hosted container runner pulls from your own address, where Docker Hub limits anonymous pulls; a private image cannot be pulled this way at all";
const WHY_BOTH =
  "CircleCI's own arrangement with Docker Hub covers this pull on CircleCI Cloud, for now; on the self-hosted container runner it comes from your own address, where Docker Hub limits anonymous pulls";
const WHY_ELSEWHERE =
  "Every project that runs this pulls the image anonymously: CircleCI's own arrangement with Docker Hub covers that on CircleCI Cloud today and may not tomorrow";
const WHY_EXAMPLE = "Readers copy usage examples, and with this one the pull that they leave out";

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
      for (const fault of faults) report(fault, wanted, context);
    },
  },
});

/** A site that pulls from Docker Hub, and what is to be said of it. */
interface Fault {
  readonly site: PullSite;
  /** The site without what goes to a mirror. */
  readonly counted: PullSite;
  /** The uses without authentication. */
  readonly open: readonly Use[];
  readonly severity: Severity;
  /** What the fact depends on, as the end of the message. */
  readonly condition: string;
  /** True when every value of the image comes from Docker Hub under its own name. */
  readonly isFixable: boolean;
  readonly help?: string;
}

function report(fault: Fault, wanted: readonly PullSite[], context: RuleContext): void {
  const { site, counted, open, severity, condition } = fault;
  const repair = fault.isFixable ? repairOf(site, wanted, context) : undefined;
  const fix = repair && !isDeclined(repair) ? repair : undefined;
  context.report({
    at: site.span,
    about: { what: site.text },
    severity,
    message: `${describePlace(open)} ${describeImage(site)} from Docker Hub without \`auth\`${condition}`,
    why: whyFor(counted, context),
    help: repair && isDeclined(repair) ? repair.declined : fault.help,
    related: jobsThatPull(counted, open),
    fix,
  });
}

function repairOf(site: PullSite, wanted: readonly PullSite[], { config, origin, settings }: RuleContext) {
  return addAuth(site, { config, origin, options: settings.dockerHub, wanted });
}

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

function whyFor(site: PullSite, { config }: RuleContext): string {
  if (site.example) return WHY_EXAMPLE;
  if (site.pulls.some((pull) => pull.selfHosted)) {
    return site.pulls.every((pull) => pull.selfHosted) ? WHY_RUNNER : WHY_BOTH;
  }
  return config.kind === "orb" || config.kind.startsWith("part-") ? WHY_ELSEWHERE : WHY_CLOUD;
}

function aliasHelp(site: PullSite): string {
  const reference = parseReference(site.text);
  const name = reference ? `\`${reference.path.replace(/^library\//, "")}\`` : "the image without the host";
  const host = reference ? `\`${reference.host}\`` : "this host name";
  return `Write ${name}: Docker keeps credentials for Docker Hub under another name and does not use them for ${host}`;
}

/** The jobs behind an executor, and the places of a job that several lists share. */
function jobsThatPull(site: PullSite, open: readonly Use[]): Note[] {
  const notes = new Map<number, Note>();
  for (const { use, job } of site.pulls) {
    if (!job || use.runner === job || !open.includes(use)) continue;
    notes.set(job.nameSpan.start, { ...job.nameSpan, text: `pulled by job \`${job.name}\`` });
  }
  if (open.length > 1) {
    for (const { runner } of open) {
      notes.set(runner.nameSpan.start, { ...runner.nameSpan, text: `used by ${runner.kind} \`${runner.name}\`` });
    }
  }
  return [...notes.values()].toSorted((a, b) => a.start - b.start);
}
