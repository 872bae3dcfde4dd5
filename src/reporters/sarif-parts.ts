import type { ArtifactLocation, ReportingDescriptor } from "sarif";
import { docsUrl } from "../docs-url.ts";
import type { Severity } from "../finding.ts";
import type { RuleMeta } from "../rules/rule.ts";

/** What paths start from: the root of the repository, which whoever reads the log knows. */
export const SOURCE_ROOT = "%SRCROOT%";

export const LEVELS = { error: "error", warning: "warning", info: "note" } as const satisfies Readonly<
  Record<Severity, string>
>;

/** Severities as CodeQL and GitHub name them in the properties of a rule. */
const PROBLEM: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "recommendation" };

/** A text that ends as a sentence does. */
export function sentence(text: string): string {
  const [first = ""] = text;
  return `${first.toUpperCase()}${text.slice(first.length)}${/[.!?]$/.test(text) ? "" : "."}`;
}

/** Text for a message: what would be a link in it is none. */
export function messageText(text: string): string {
  return text.includes("](") ? text.replaceAll("[", String.raw`\[`) : text;
}

/** A path as a relative reference from the root of the repository, or as a `file` URI when it is absolute. */
export function uriOf(path: string): ArtifactLocation {
  const encoded = path
    .replaceAll(/\p{Cs}/gu, "\uFFFD")
    .split("/")
    .map((part, index) => (index === 0 && /^[A-Za-z]:$/.test(part) ? part : encodeURIComponent(part)))
    .join("/");
  if (encoded.startsWith("/")) return { uri: `file://${encoded}` };
  if (/^[A-Za-z]:\//.test(encoded)) return { uri: `file:///${encoded}` };
  return { uri: encoded, uriBaseId: SOURCE_ROOT };
}

/** What a rule is, for whoever meets its finding without circlesec at hand. */
export function toRule({ id, summary, why, category, severity, fixable, since }: RuleMeta): ReportingDescriptor {
  const fix = { always: "always repairs it", sometimes: "repairs it where it can prove the change", never: undefined }[
    fixable
  ];
  const what = fix === undefined ? "It has to be repaired by hand" : `\`circlesec fix\` ${fix}`;
  return {
    id,
    name: id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: sentence(summary) },
    fullDescription: { text: `${sentence(summary)} ${sentence(why)}` },
    // A plugin keeps its own docs.
    ...(!id.includes("/") && { helpUri: docsUrl(id) }),
    help: {
      text: [sentence(summary), `Why: ${sentence(why)}`, sentence(what)].join("\n"),
      markdown: [`**${sentence(summary)}**`, sentence(why), sentence(what)].join("\n\n"),
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: category === "syntax" ? ["circleci", category] : ["security", "circleci", category],
      category,
      fixable,
      since,
      precision: "high",
      "problem.severity": PROBLEM[severity],
    },
  };
}
