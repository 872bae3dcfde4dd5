import { isDeclined, respellContext, supplyContext } from "../../fixes/index.ts";
import type { Note } from "../../finding.ts";
import {
  type CredentialGroup,
  type Invocation,
  type Supplier,
  credentialGroups,
  equivalentContexts,
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
      for (const group of credentialGroups(config.pullSites)) {
        const supplier = supplierOf(group);
        if (supplier) reportGroup(group, supplier, context);
      }
    },
  },
});

function reportGroup(group: CredentialGroup, supplier: Supplier, context: RuleContext): void {
  const supplied = group.invocations.find(({ contexts }) => contexts.names.includes(supplier.context));
  const equivalents = equivalentContexts(group, supplier);
  for (const invocation of group.invocations) {
    const { names, dynamic } = invocation.contexts;
    if (dynamic || names.includes(supplier.context)) continue;
    const misspelt = names.find((name) => name.toLowerCase() === supplier.context.toLowerCase());
    if (misspelt !== undefined) reportMisspelt(invocation, misspelt, supplied, supplier, context);
    else if (!names.some((name) => equivalents.has(name))) {
      reportMissing(invocation, supplied, group, supplier, context);
    }
  }
}

function reportMissing(
  invocation: Invocation,
  supplied: Invocation | undefined,
  group: CredentialGroup,
  supplier: Supplier,
  context: RuleContext,
): void {
  const fix = supplyContext(context.config, invocation, supplier.context, group.variables);
  const variables = listNames(group.variables.map((name) => "$" + name));
  const verb = group.variables.length > 1 ? "are" : "is";
  context.report({
    at: invocation.span,
    severity: supplier.named ? "error" : "info",
    message: `${holderText(invocation)} runs \`${invocation.shownName}\` without context \`${supplier.context}\`, so ${variables} ${verb} empty there`,
    why: supplier.named
      ? "Other jobs that use the same variables get them from this context; without it the job can be green and its pull still anonymous"
      : "All other jobs that use the same variables have this context; if the variables are set in the project instead, nothing is wrong here",
    help: isDeclined(fix) ? `Add it by hand: ${fix.declined}` : undefined,
    related: noteOn(supplied, supplier.context),
    fix: isDeclined(fix) ? undefined : supplier.named ? fix : { ...fix, safety: "unsafe" },
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
