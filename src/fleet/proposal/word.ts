import type { Wording } from "../apply-run.ts";
import type { PlannedRepository } from "../plan.ts";
import { maskTokens } from "../../secrets/index.ts";
import { visible } from "../../reporters/text.ts";
import { type Circumstances, PART_NAMES, partsOf } from "./parts.ts";
import { type Template, readTemplate } from "./template.ts";

const BODY = `{{summary}}

{{setup}}

{{changes}}

{{why}}

{{risks}}

{{left}}

{{proof}}

{{rollback}}

---

{{origin}}
`;

/** The template of the body that is used where no other one is given. */
export function usualTemplate(): Template {
  return readTemplate(BODY, "the template", PART_NAMES);
}

/** A template of a user; `shown`: its path. */
export function ownTemplate(text: string, shown: string): Template {
  return readTemplate(text, shown, PART_NAMES);
}

/** How proposals speak. */
export interface Words extends Circumstances {
  /** `undefined`: one that fits what is changed. */
  readonly title: string | undefined;
  readonly body: Template;
}

/** What the proposal for a repository says: to the developer who gets it unasked. */
export function word(planned: PlannedRepository, words: Words): Wording {
  const title = words.title ?? titleFor(planned);
  // What is planned has no secret in it; that nobody made a name of one is seen to here.
  const body = maskTokens(words.body.fill(partsOf(planned, words)));
  return { title, body, subject: title, explanation: explain(planned) };
}

function titleFor({ files }: PlannedRepository): string {
  const rules = files.flatMap(({ applied }) => applied.map(({ rule }) => rule));
  const isOfPulls = rules.every((rule) => /^(?:unauthenticated|unsupplied)-/.test(rule));
  return isOfPulls
    ? "Authenticate image pulls from Docker Hub in CircleCI"
    : "Keep registry credentials right in CircleCI";
}

/** Of the commit: names of rules, and no word of the repository, so that nobody is mentioned in it. */
function explain({ files }: PlannedRepository): string {
  const counts = new Map<string, number>();
  for (const { applied } of files) for (const { rule } of applied) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const lines = [...counts].map(
    ([rule, amount]) => `- ${visible(rule)}: ${amount === 1 ? "one change" : `${amount} changes`}`,
  );
  return `What circlesec fix changes, proved before it was proposed: comments and\nall other bytes are as they were.\n\n${lines.join("\n")}`;
}
