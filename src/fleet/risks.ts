import type { Survey } from "../run/survey.ts";
import type { PlannedFile, PlannedFinding, PlannedRepository, Risk } from "./plan.ts";
import type { FleetRepository } from "./repository.ts";

/** Of one kind of risk, the others are counted. */
const SHOWN = 20;
/** A file beside a config that it may well be made from. */
const TEMPLATE =
  /^\.circleci\/(?:.*\.ya?ml\.[a-z0-9]+|.*\.(?:jsonnet|cue|dhall|pkl|mustache|hbs|j2|erb|tmpl|tpl|ytt)|(?:.*\/)?@[^/]+\.ya?ml)$/i;

/** What a person should know before the change is merged, or why there is none. `paths`: all that was read. */
export function risksOf(
  planned: Omit<PlannedRepository, "risks">,
  surveys: ReadonlyMap<string, Survey>,
  paths: readonly string[],
): Risk[] {
  return [
    ...forksOf(planned),
    ...generatedIn(planned, surveys, paths),
    ...shortened(dynamicIn(surveys)),
    ...shortened(unresolvedIn(surveys)),
    ...shortened(planned.files.flatMap(refusedIn)),
    ...shortened(planned.files.flatMap(declinedIn)),
  ];
}

/** Pull requests from forks get neither contexts nor variables, on the two forges whose forks CircleCI builds. */
function forksOf({ repository, change }: Pick<PlannedRepository, "repository" | "change">): Risk[] {
  if (!change || !buildsForks(repository)) return [];
  const forks = repository.forks > 0 ? `public, with ${counted(repository.forks, "fork")}` : "public";
  const contexts = change.setup.flatMap((need) => ("context" in need ? [`\`${need.context}\``] : []));
  const names = [...new Set(contexts)].join(", ");
  if (names !== "") {
    const text = `The repository is ${forks}: jobs that get ${names} do not run for pull requests from forks whose author is not in the organization.`;
    return [{ kind: "forks", text }];
  }
  if (!change.setup.some(({ kind }) => kind === "project-variables")) return [];
  const text = `The repository is ${forks}: in pull requests from forks the project's variables are empty.`;
  return [{ kind: "forks", text }];
}

function buildsForks({ visibility, place }: FleetRepository): boolean {
  return visibility === "public" && (place === "github" || place === "bitbucket");
}

function generatedIn(
  { change }: Pick<PlannedRepository, "change">,
  surveys: ReadonlyMap<string, Survey>,
  paths: readonly string[],
): Risk[] {
  if (!change) return [];
  const said = [...surveys].filter(([path, { isGenerated }]) => isGenerated && change.paths.includes(path));
  const risks = said.map(([path]): Risk => ({
    kind: "generated",
    text: `\`${path}\` says at its top that a program writes it, which would take the change away again: change its source, too.`,
  }));
  const source = paths.filter((path) => TEMPLATE.test(path)).sort()[0];
  if (risks.length > 0 || source === undefined || !change.paths.some((path) => path.startsWith(".circleci/"))) {
    return risks;
  }
  const text = `\`${source}\` may be what the config is made from: change it, too.`;
  return [{ kind: "generated", text }];
}

function dynamicIn(surveys: ReadonlyMap<string, Survey>): Risk[] {
  return [...surveys].flatMap(([path, { isSetup }]) => {
    const text = `\`${path}\` is a setup config: which jobs run is decided while the pipeline runs, and only what is in \`.circleci/\` was looked at.`;
    return isSetup ? [{ kind: "dynamic", text } as const] : [];
  });
}

function unresolvedIn(surveys: ReadonlyMap<string, Survey>): Risk[] {
  return [...surveys].flatMap(([path, { unresolved }]) =>
    unresolved.map((clause) => ({
      kind: "unresolved" as const,
      text: `In \`${path}\`, ${clause}: only a run can tell from which registry.`,
    })),
  );
}

function declinedIn({ path, findings, refused }: PlannedFile): Risk[] {
  const isRefused = ({ rule, fix }: PlannedFinding) =>
    refused.some((one) => one.rule === rule && one.title === fix?.title);
  return findings
    .filter((finding) => !isRefused(finding))
    .map((finding) => ({
      kind: "declined",
      text: `\`${path}:${finding.line}\`: ${finding.message}: ${whyLeft(finding)}.`,
    }));
}

function whyLeft({ fix, help }: PlannedFinding): string {
  if (fix?.safety === "unsafe")
    return `a person must confirm the fix (${fix.title}), or it is applied with \`--unsafe\``;
  return help ?? "there is no fix for it";
}

function refusedIn({ path, refused }: PlannedFile): Risk[] {
  return refused.map(({ line, title, reason }) => ({
    kind: "refused",
    text: `\`${path}:${line}\`: the fix (${title}) was not made, because its proof failed: ${reason}.`,
  }));
}

function shortened(risks: readonly Risk[]): Risk[] {
  const shown = risks.slice(0, SHOWN);
  const [first] = risks;
  const more = risks.length - shown.length;
  return first && more > 0 ? [...shown, { kind: first.kind, text: `There are ${more} more of this kind.` }] : shown;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
