import { isDeclined, respellContext, supplyContext } from "../../fixes/index.ts";
import type { Note } from "../../finding.ts";
import {
  type CredentialGroup,
  type Invocation,
  type Supplier,
  credentialGroups,
  holderText,
  listNames,
  maySupply,
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
      for (const group of credentialGroups(config.pullSites)) {
        const supplier = supplierOf(group);
        if (supplier) reportGroup(group, supplier, context);
      }
    },
  },
});

const WHY_NAMED =
  "Other jobs that use the same variables get them from this context; without it the job can be green and its pull still anonymous";
const WHY_SAME_JOB =
  "The same job has this context elsewhere; if the variables are set in the project instead, nothing is wrong here";
const WHY_OTHER_CONTEXT =
  "Other jobs that use the same variables get them from this context; if its own contexts hold them too, nothing is wrong here";

function reportGroup(group: CredentialGroup, supplier: Supplier, context: RuleContext): void {
  const supplied = group.invocations.filter(({ contexts }) => contexts.names.includes(supplier.context));
  for (const invocation of group.invocations) {
    const { names, dynamic } = invocation.contexts;
    if (dynamic || names.includes(supplier.context)) continue;
    const misspelt = names.find((name) => name.toLowerCase() === supplier.context.toLowerCase());
    const example = supplied.find(({ jobName }) => jobName === invocation.jobName);
    if (misspelt !== undefined) reportMisspelt(invocation, misspelt, supplied[0], supplier, context);
    else if (!supplier.named) {
      if (example) reportMissing(invocation, example, group, { ...supplier, why: WHY_SAME_JOB }, context);
    } else {
      const why = maySupply(names, group, supplier) ? WHY_OTHER_CONTEXT : WHY_NAMED;
      reportMissing(invocation, example ?? supplied[0], group, { ...supplier, why }, context);
    }
  }
}

function reportMissing(
  invocation: Invocation,
  example: Invocation | undefined,
  group: CredentialGroup,
  { context: name, why }: Supplier & { readonly why: string },
  context: RuleContext,
): void {
  const certain = why === WHY_NAMED;
  const fix = supplyContext(context.config, invocation, name, group.variables);
  const variables = listNames(group.variables.map((variable) => `$${variable}`));
  const verb = group.variables.length > 1 ? "are" : "is";
  const consequence = certain ? `so ${variables} ${verb} empty there` : `so ${variables} may be empty there`;
  context.report({
    at: invocation.span,
    severity: certain ? "error" : "info",
    message: `${holderText(invocation)} runs \`${invocation.shownName}\` without context \`${name}\`, ${consequence}`,
    why,
    help: isDeclined(fix) ? `Add it by hand: ${fix.declined}` : undefined,
    related: noteOn(example, name),
    fix: isDeclined(fix) ? undefined : certain ? fix : { ...fix, safety: "unsafe" },
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
