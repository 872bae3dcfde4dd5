import { setScalar } from "../edit/index.ts";
import type { Fix } from "../finding.ts";
import {
  type Config,
  type PlaintextValue,
  type WrittenValue,
  declarationOf,
  expandsEverywhere,
  plaintextIn,
  reachOf,
  scriptsUsing,
  writtenIn,
} from "../model/index.ts";
import { chooseCredential, contextForProvider } from "./credential.ts";
import { chooseShared } from "./move-secret.ts";
import { toVariableName } from "./names.ts";
import { type Declined, isDeclined } from "./part.ts";
import type { RepairContext } from "./repair.ts";
import { rotationOf } from "./rotation.ts";
import { checkScript } from "./script-edits.ts";
import { callersOfReach, supply } from "./supply.ts";

/**
 * Replaces a credential that is written as a parameter's default or argument: by `$VARIABLE` where everything that uses
 * the parameter expands it, by the bare name where the parameter wants one.
 */
export function moveArgument(
  context: RepairContext,
  plain: PlaintextValue,
  provider: string | undefined,
): Fix | Declined {
  const { config, origin, options } = context;
  const { value, name, isPart, text: plainText, judgement } = plain;
  const isSent = judgement.severity === "error" && !judgement.token;
  const { pair, scalar, position } = value;
  if (!pair || isPart || scalar.aliases.length > 0 || pair.value?.kind === "alias") {
    return { declined: "it is only a part of a text, or shared by an anchor" };
  }
  const declaration = declarationOf(config, value);
  if (!declaration) return { declined: reasonWithout(value) };
  const isHub = provider === "docker-hub" || (isSent && provider === undefined);
  const variable = isHub ? chooseCredential(origin, options).password.slice(1) : toVariableName(name);
  const taken = takenBy(config, variable, plainText);
  if (taken !== undefined) return { declined: taken };
  const wantsName = declaration.type === "env_var_name";
  if (!wantsName && !expandsEverywhere(config, declaration)) {
    return { declined: `\`${name}\` is used where nothing expands a variable` };
  }
  const unfit = scriptsUsing(config, declaration)
    .map((script) => checkScript(config, script))
    .find(isDeclined);
  if (unfit && !wantsName) return unfit;
  const text = wantsName ? variable : `$${variable}`;
  const edits = setScalar(config.tree, scalar, text);
  if (!edits) return { declined: "it is written in a form that cannot be edited safely" };
  const reach = reachOf(config, position === "default" ? declaration.owner : pair.map);
  if (reach.open || config.kind.startsWith("part-")) return { declined: "jobs in other files may use it too" };
  if (reach.jobs.length + reach.invocations.length === 0) return { declined: "nothing in this file shows who uses it" };
  const callers = callersOfReach(reach);
  const chosen = chooseShared(
    context,
    callers,
    [variable],
    contextForProvider(isHub ? "docker-hub" : provider, context.origin, options),
  );
  const supplied = supply(config, callers, chosen);
  if (isDeclined(supplied)) return supplied;
  const added = supplied.edits.length > 0 ? `, and add context \`${chosen.context}\`` : "";
  return {
    title: `Write \`${text}\`${added}`,
    safety: "unsafe",
    edits: [...edits, ...supplied.edits],
    expects: [{ scalar: scalar.span, value: text }, ...supplied.expects],
    setup: [
      chosen.context === undefined
        ? { kind: "project-variables", variables: chosen.variables }
        : { kind: "context", context: chosen.context, variables: chosen.variables },
      rotationOf(provider),
    ],
  };
}

/** Why a variable cannot hold the value: the file sets it to something else, or another secret would take the same name. */
function takenBy(config: Config, variable: string, text: string): string | undefined {
  const isSet = writtenIn(config).values.some(({ position, name }) => position === "environment" && name === variable);
  if (isSet) return `\`${variable}\` is set in an \`environment\` of the file, which would take its place`;
  const isWanted = plaintextIn(config).some(
    (other) =>
      (other.value.position === "default" || other.value.position === "argument") &&
      toVariableName(other.name) === variable &&
      other.text !== text,
  );
  return isWanted ? `another value of the file would get the name \`$${variable}\` too` : undefined;
}

function reasonWithout({ position }: WrittenValue): string {
  return position === "argument"
    ? "what takes it is not defined in this file, so nothing shows whether it expands a variable"
    : "nothing shows what uses it";
}
