import { isDeclined, respellContext, supplyContext } from "../../fixes/index.ts";
import type { Note } from "../../finding.ts";
import {
  type CredentialGroup,
  type Invocation,
  type Supplier,
  type Unsupplied,
  credentialGroups,
  findUnsupplied,
  holderText,
  listNames,
  supplierOf,
} from "../../model/index.ts";
import { type RuleContext, defineRule } from "../rule.ts";

export default defineRule({
  meta: {
    id: "unsupplied-credential",
    summary: "Attach the context with the registry credentials to every invocation of a job that uses them",
    why: "Without the context the variables of `auth` are empty: the job may stay green, and its pull is anonymous all the same.",
    category: "authentication",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      // The user says that the variables are the project's: no entry needs a context for them.
      const { source, supplies } = context.settings.dockerHub;
      if (source === "project") return;
      for (const group of credentialGroups(config.pullSites)) {
        const supplier = supplierOf(group, supplies);
        if (supplier) reportGroup(group, supplier, context);
      }
    },
  },
});

const WHY: Record<Unsupplied["doubt"], string> = {
  empty: "Without the context the variables are empty there: the job can be green and its pull still anonymous",
  "same-job":
    "The same job has this context elsewhere; without it the variables are empty, unless they are set in the project",
  few: "Only some of the jobs that use these variables have the context; where it is missing they are empty, unless they are set in the project",
  "other-context": "The variables are empty there, unless its own contexts hold them too",
};

function reportGroup(group: CredentialGroup, supplier: Supplier, context: RuleContext): void {
  const supplied = group.invocations.filter(({ contexts }) => contexts.names.includes(supplier.context));
  for (const unsupplied of findUnsupplied(group, supplier, context.settings.dockerHub.supplies)) {
    const { names } = unsupplied.invocation.contexts;
    const misspelt = names.find((name) => name.toLowerCase() === supplier.context.toLowerCase());
    const sameJob = supplied.find(({ jobName }) => jobName === unsupplied.invocation.jobName);
    if (misspelt !== undefined) reportMisspelt(unsupplied.invocation, misspelt, supplied[0], supplier, context);
    else reportMissing(unsupplied, sameJob ?? supplied[0], group, supplier, context);
  }
}

function reportMissing(
  { invocation, doubt }: Unsupplied,
  example: Invocation | undefined,
  group: CredentialGroup,
  { context: name, known }: Supplier,
  context: RuleContext,
): void {
  const fix = supplyContext(context.config, invocation, name, group.variables);
  const variables = listNames(group.variables.map((variable) => `$${variable}`));
  context.report({
    at: invocation.span,
    about: { what: name },
    severity: doubt === "empty" ? "error" : "info",
    message: `${holderText(invocation)} runs \`${invocation.shownName}\` without context \`${name}\`, ${known ? "which holds" : "from which other jobs get"} ${variables}`,
    why: WHY[doubt],
    help: isDeclined(fix) ? `Add it by hand: ${fix.declined}` : undefined,
    related: noteOn(example, name),
    fix: isDeclined(fix) ? undefined : doubt === "empty" ? fix : { ...fix, safety: "unsafe" },
  });
}

function reportMisspelt(
  invocation: Invocation,
  misspelt: string,
  supplied: Invocation | undefined,
  supplier: Supplier,
  context: RuleContext,
): void {
  const fix = respellContext(context.config, invocation, misspelt, supplier.context);
  context.report({
    at: invocation.contexts.entry?.pair.value?.span ?? invocation.span,
    about: { what: misspelt },
    message: `${holderText(invocation)} gives \`${invocation.shownName}\` the context \`${misspelt}\`, elsewhere spelt \`${supplier.context}\``,
    why: "Context names are case-sensitive, and a job that asks for a context that does not exist fails",
    help: fix ? undefined : `Write \`${supplier.context}\``,
    related: noteOn(supplied, supplier.context),
    fix,
  });
}

function noteOn(invocation: Invocation | undefined, context: string): Note[] {
  const span = invocation?.contexts.entry?.pair.key?.span;
  return invocation && span ? [{ ...span, text: `${holderText(invocation)} has \`${context}\` here` }] : [];
}
