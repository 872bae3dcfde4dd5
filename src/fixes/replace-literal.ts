import type { TextEdit } from "../edit/index.ts";
import type { Fix } from "../finding.ts";
import { type FoundExposure, type WrittenSecret, exposuresIn } from "../model/index.ts";
import { contextForProvider } from "./credential.ts";
import { chooseSecret, whyNotOne } from "./login-stdin.ts";
import { chooseShared, contextSetup } from "./move-secret.ts";
import { toVariableName } from "./names.ts";
import { type Declined, isDeclined } from "./part.ts";
import type { RepairContext } from "./repair.ts";
import { rotationOf } from "./rotation.ts";
import { checkScript, editScript } from "./script-edits.ts";
import { callersOfReach, supply } from "./supply.ts";

/** Puts a variable in the place of a credential that is written in a command, and lets a context supply it. */
export function replaceLiteral(
  context: RepairContext,
  { script, exposure }: FoundExposure & { readonly exposure: WrittenSecret },
  provider: string | undefined,
): Fix | Declined {
  const { config, options } = context;
  if (!exposure.command.exact) return { declined: "the command stands inside another command's text" };
  if (exposure.isReplaceable === false) return { declined: "it is not one word that a variable could replace" };
  if (exposure.kind === "default") return { declined: "without its default the variable may be empty" };
  const checked = checkScript(config, script);
  if (isDeclined(checked)) return checked;
  const callers = callersOfReach(checked.reach);
  const name = variableFor(exposure, provider);
  const chosen = exposure.login
    ? chooseSecret(context, exposure.login)
    : chooseShared(context, callers, [name], contextForProvider(provider, context.origin, options));
  const [variable = name] = chosen.variables;
  const taken = exposure.login && whyNotOne(context, exposure.login, exposure.literal);
  if (taken !== undefined) return { declined: taken };
  if (!exposure.login && otherLiterals(context, exposure, variable)) {
    return { declined: `another value of the file would get the name \`$${variable}\` too` };
  }
  const edits = replacement(exposure, variable);
  if (!edits) return { declined: "it is quoted in a form that cannot be edited safely" };
  const edited = editScript(config, script, edits);
  if (isDeclined(edited)) return edited;
  const supplied = supply(config, callers, chosen);
  if (isDeclined(supplied)) return supplied;
  const added = supplied.edits.length > 0 ? `, and add context \`${chosen.context}\`` : "";
  return {
    title: `Reference \`$${variable}\`${added}`,
    safety: exposure.login && !checked.reach.open ? "needs-setup" : "unsafe",
    edits: [...edited.edits, ...supplied.edits],
    expects: [...edited.expects, ...supplied.expects],
    setup: [...contextSetup(chosen), rotationOf(provider)],
  };
}

/** True when another written value would become the same variable. */
function otherLiterals({ config }: RepairContext, { literal, kind }: WrittenSecret, variable: string): boolean {
  return exposuresIn(config).some(({ exposure }) => {
    if (!("word" in exposure) || exposure.login || exposure.literal === literal || exposure.kind !== kind) return false;
    return variableFor(exposure, exposure.judgement.token?.shape.provider) === variable;
  });
}

const USUAL: Readonly<Record<string, string>> = {
  github: "GITHUB_TOKEN",
  gitlab: "GITLAB_TOKEN",
  npm: "NPM_TOKEN",
  pypi: "TWINE_PASSWORD",
  vault: "VAULT_TOKEN",
  circleci: "CIRCLE_TOKEN",
  slack: "SLACK_TOKEN",
  "docker-hub": "DOCKERHUB_TOKEN",
};

/** A name for what the command uses: the variable that it sets, the issuer's usual one, else that of the program. */
function variableFor({ kind, where, command }: WrittenSecret, provider: string | undefined): string {
  if (kind === "assignment") return where;
  const usual = USUAL[provider ?? ""];
  if (usual !== undefined) return usual;
  const program = toVariableName((command.name?.value ?? "API").replace(/^.*\//, "").replace(/\.\w+$/, ""));
  return `${program}_${/header|token|key/i.test(where) ? "TOKEN" : "PASSWORD"}`;
}

function replacement({ word, span, literal }: WrittenSecret, variable: string): TextEdit[] | undefined {
  const whole = word.value === literal ? { ...word.span, text: `"$${variable}"` } : undefined;
  const part = word.parts.find((one) => one.span.start <= span.start && span.end <= one.span.end);
  if (part?.kind !== "text" || part.quote === "ansi") return whole && [whole];
  if (part.quote === "none") return [{ ...span, text: `"$${variable}"` }];
  const isWholePart = part.span.start === span.start && part.span.end === span.end;
  if (part.quote === "single") {
    if (isWholePart) return whole ? [whole] : [{ start: span.start - 1, end: span.end + 1, text: `"$${variable}"` }];
    const endsIt = span.end === part.span.end;
    return [{ start: span.start, end: span.end + (endsIt ? 1 : 0), text: `'"$${variable}"${endsIt ? "" : "'"}` }];
  }
  const next = word.text[span.end - word.span.start] ?? "";
  return [{ ...span, text: /\w/.test(next) ? `\${${variable}}` : `$${variable}` }];
}
