import { parseReference } from "../../docker/reference.ts";
import { namespaceOf, trustOf, untrustedPartOf } from "../../docker/trust.ts";
import type { Note, Severity } from "../../finding.ts";
import {
  type Config,
  type ImagePulls,
  type JobPulls,
  type Pull,
  type PullSite,
  type StepPull,
  type Use,
  describeImage,
  describePlace,
  imagePullsIn,
  listNames,
  repositoryOf,
  shownText,
} from "../../model/index.ts";
import type { Level, Report } from "../rule.ts";

/** What the settings say. */
interface Terms {
  readonly trusted: readonly string[];
  /** For what only a variable decides. */
  readonly unresolved: Level;
}

/** What is to be said of the images that a text can be. */
interface Verdict {
  /** Those that are not trusted; none where only a variable decides. */
  readonly images: readonly string[];
  readonly severity: Severity;
  /** True when it can be a trusted image, too, as far as the file tells. */
  readonly isPartly: boolean;
}

function judge(texts: Iterable<string>, { trusted, unresolved }: Terms): Verdict | undefined {
  const judged = [...new Set(texts)].map((text) => ({ text, trust: trustOf(text, trusted) }));
  const images = judged.filter(({ trust }) => trust === "untrusted").map(({ text }) => text);
  const isPartly = judged.some(({ trust }) => trust === "trusted" || trust === "unknown");
  if (images.length > 0) return { images, severity: isPartly ? "info" : "warning", isPartly };
  if (unresolved === "off" || !judged.some(({ trust }) => trust === "unknown")) return undefined;
  return { images, severity: unresolved, isPartly };
}

/** Reports the images that come from elsewhere: each once a job; where its own container comes from it, no step that pulls it again is told of. */
export function reportUnknown(config: Config, terms: Terms, report: (report: Report) => void): void {
  for (const one of judgeAll(config, terms)) report(one);
}

/** Each image once a job: where its own container comes from it, no step that pulls it again is told of. */
function judgeAll(config: Config, terms: Terms): Report[] {
  const told = new Set<string>();
  const isNew = (job: NamedJob, texts: Iterable<string>): boolean => keysOf(job, texts).some((key) => !told.has(key));
  const reports: Report[] = [];
  for (const site of config.pullSites) {
    const pulls = site.pulls.filter((pull) => isNew(pull, pull.image.values));
    const report = site.pulls.length > 0 && pulls.length === 0 ? undefined : judgeSite(site, pulls, terms);
    if (!report) continue;
    reports.push(report);
    for (const pull of pulls) for (const key of keysOf(pull, pull.image.values)) told.add(key);
  }
  for (const image of imagePullsIn(config)) {
    const jobs = image.jobs.filter(({ run }) => isNew(run, image.first.texts));
    const report = jobs.length === 0 ? undefined : judgeSteps({ ...image, jobs }, terms);
    if (report) reports.push(report);
  }
  return reports;
}

type NamedJob = Pick<Pull, "job" | "jobName">;

/** One for each image of a job, whatever its tags. */
function keysOf({ job, jobName }: NamedJob, texts: Iterable<string>): string[] {
  return [...texts].map((text) => `${job?.namespace.name ?? ""} ${jobName} ${repositoryOf(text)}`);
}

/** What is to be said of an image of `docker:` lists: of the pulls that surely are of an untrusted one, else of all. */
function judgeSite(site: PullSite, pulls: readonly Pull[], terms: Terms): Report | undefined {
  const judged = pulls.map((pull) => ({ ...pull, verdict: judge(pull.image.values, terms) }));
  const sure = judged.filter(({ verdict }) => verdict?.isPartly === false);
  const chosen = sure.length > 0 ? sure : judged.filter(({ verdict }) => verdict !== undefined);
  const images = pulls.length === 0 ? [site.image] : (sure.length > 0 ? sure : pulls).map(({ image }) => image);
  const verdict = judge(
    images.flatMap(({ values }) => [...values]),
    terms,
  );
  if (!verdict) return undefined;
  const uses = pulls.length === 0 ? site.uses : [...new Set(chosen.map(({ use }) => use))];
  const names = listNames([...site.image.parameters]) || "a variable";
  const condition = verdict.isPartly ? `, depending on ${names} (${listNames(verdict.images.map(shownText))})` : "";
  return {
    at: site.span,
    about: { what: site.text },
    severity: site.example ? "info" : verdict.severity,
    message: `${describePlace(uses)} ${describeImage(site)} ${originText(verdict, terms)}${verdict.images.length > 0 ? condition : ""}`,
    why: whyOfSite(site, uses, verdict, terms),
    help: helpFor(verdict, terms),
    related: jobsThatPull(site, chosen),
  };
}

function judgeSteps(image: ImagePulls, terms: Terms): Report | undefined {
  const { first, jobs } = image;
  const verdict = judge(first.texts, terms);
  if (!verdict) return undefined;
  const names = [...new Set(jobs.map(({ run }) => run.jobName))];
  const subject = `a step of ${names.length === 1 ? "job" : "jobs"} ${listNames(names)}`;
  const isNamed = verdict.images.length > 0 || first.source !== undefined;
  const pulls = isNamed ? `pulls ${imageText(first, verdict)}` : `runs \`${first.called}\`, which may pull`;
  const condition = verdict.images.length > 0 && verdict.isPartly ? ", depending on a value" : "";
  const [only, another] = new Set(jobs.map(({ run }) => run.job?.map.span));
  const what = listKnown(first.texts).join(", ") || first.called;
  return {
    at: first.span,
    about: only && !another ? { at: only, what } : { what },
    severity: verdict.severity,
    message: `${subject} ${pulls} ${originText(verdict, terms)}${condition}`,
    why: whyOfStep(first),
    help: helpFor(verdict, terms),
    related: notesOn(first, jobs, names.length > 1),
  };
}

/** Where images come from, as the end of a message. */
function originText({ images }: Verdict, { trusted }: Terms): string {
  if (images.length === 0) return "from where a variable says, which the settings may not trust";
  return `from ${listNames([...new Set(images.map((image) => shownText(untrustedPartOf(image, trusted))))])}, which the settings do not trust`;
}

/** The images in question, and the file that names them. */
function imageText({ texts, source }: StepPull, { images }: Verdict): string {
  const shown = listKnown(images.length > 0 ? images : texts).map(shownText);
  return `${shown.length === 0 ? "an image" : listNames(shown)}${source ? ` (\`${source.file}:${source.line}\`)` : ""}`;
}

function listKnown(texts: Iterable<string>): string[] {
  return [...texts].filter((text) => shownText(text) !== "…");
}

const PINNED = "its digest keeps it from changing, and says nothing of who made it";

function whyOfSite(site: PullSite, uses: readonly Use[], { images }: Verdict, { trusted }: Terms): string {
  if (site.example) return "Readers copy usage examples, and with this one whom they let run code in their jobs";
  const isPrimary = uses.some(({ index }) => index === 0);
  const isPinned = images.length > 0 && images.every((image) => parseReference(image)?.digest !== undefined);
  const reach = isPrimary
    ? "The job's steps run in this image, with its code and the credentials that it is given"
    : "This container runs beside the job's steps and shares their network";
  const whose = isPinned
    ? PINNED
    : images.length === 0
      ? "whoever sets the variable decides whose image it is"
      : "whoever publishes there decides what it does with that";
  const isSent =
    uses.some(({ auth }) => auth) && images.some((image) => !untrustedPartOf(image, trusted).includes("/"));
  return `${reach}; ${whose}${isSent ? ", and its `auth` is sent there" : ""}`;
}

function whyOfStep({ called }: StepPull): string {
  if (/\bbuild(?:x|ah)?\b|executor/.test(called)) {
    return "What a build fetches has a hand in its result: whoever publishes there decides what that is";
  }
  if (/ (?:run|create|up)$/.test(called)) {
    return "The step runs it with the files, the variables and the network that it is given: whoever publishes there decides what it does with them";
  }
  return "Whoever publishes there decides what the step fetches, and with it what the job runs or ships";
}

function helpFor({ images }: Verdict, { trusted }: Terms): string {
  const wanted = new Set(images.map((image) => patternFor(image, trusted)));
  const [only, ...others] = wanted;
  if (only === undefined) return "Name the registry and the namespace in the image";
  if (others.length > 0)
    return "Take them from trusted registries, or add theirs to `registries.trusted` of the settings";
  return `Take it from a trusted registry, or add \`${only}\` to \`registries.trusted\` of the settings`;
}

/** The narrowest that one would trust: a namespace, or more where others of it are trusted. */
function patternFor(image: string, trusted: readonly string[]): string {
  const part = shownText(untrustedPartOf(image, trusted));
  const namespace = namespaceOf(image);
  return part.length > namespace.length && !part.includes("…") ? part : namespace;
}

/** The jobs behind an executor, and the places of a job that several lists share. */
function jobsThatPull(site: PullSite, pulls: readonly Pull[]): Note[] {
  const notes = new Map<number, Note>();
  for (const { use, job } of pulls) {
    if (!job || use.runner === job) continue;
    notes.set(job.nameSpan.start, { ...job.nameSpan, text: `pulled by job \`${job.name}\`` });
  }
  const runners = new Set((pulls.length > 0 ? pulls.map(({ use }) => use) : site.uses).map(({ runner }) => runner));
  for (const { nameSpan, kind, name } of runners.size > 1 ? runners : []) {
    notes.set(nameSpan.start, { ...nameSpan, text: `used by ${kind} \`${name}\`` });
  }
  return [...notes.values()].toSorted((a, b) => a.start - b.start);
}

function notesOn(first: StepPull, jobs: readonly JobPulls[], isShared: boolean): Note[] {
  const notes = new Map<string, Note>();
  const add = (span: StepPull["span"], text: string): void =>
    void notes.set(`${span.start} ${text}`, { ...span, text });
  for (const { run, pulls } of jobs) {
    for (const { span } of pulls) if (span.start !== first.span.start) add(span, "it is pulled again here");
    if (isShared && run.job) add(run.job.nameSpan, `job \`${run.jobName}\` comes to it`);
  }
  return [...notes.values()];
}
