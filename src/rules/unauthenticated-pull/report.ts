import type { Note, Severity } from "../../finding.ts";
import { addAuth, isDeclined } from "../../fixes/index.ts";
import { type PullSite, type Use, describeImage, describePlace } from "../../model/index.ts";
import type { RuleContext } from "../rule.ts";

const WHY_CLOUD =
  "On CircleCI Cloud this pull goes through CircleCI's own arrangement with Docker Hub and is not rate-limited today; that can change without notice, and a private image cannot be pulled this way";
const WHY_RUNNER =
  "A self-hosted container runner pulls from your own address, where Docker Hub limits anonymous pulls; a private image cannot be pulled this way at all";
const WHY_BOTH =
  "CircleCI's own arrangement with Docker Hub covers this pull on CircleCI Cloud, for now; on the self-hosted container runner it comes from your own address, where Docker Hub limits anonymous pulls";
const WHY_ELSEWHERE =
  "Every project that runs this pulls the image anonymously: CircleCI's own arrangement with Docker Hub covers that on CircleCI Cloud today and may not tomorrow";
const WHY_EXAMPLE = "Readers copy usage examples, and with this one the pull that they leave out";

/** A site that pulls from Docker Hub, and what is to be said of it. */
export interface Fault {
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

/** Says what a site pulls without `auth`; `wanted`: all sites of the file that are to get one. */
export function reportPull(fault: Fault, wanted: readonly PullSite[], context: RuleContext): void {
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

function whyFor(site: PullSite, { config }: RuleContext): string {
  if (site.example) return WHY_EXAMPLE;
  if (site.pulls.some((pull) => pull.selfHosted)) {
    return site.pulls.every((pull) => pull.selfHosted) ? WHY_RUNNER : WHY_BOTH;
  }
  return config.kind === "orb" || config.kind.startsWith("part-") ? WHY_ELSEWHERE : WHY_CLOUD;
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
