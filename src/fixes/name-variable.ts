import { setScalar } from "../edit/index.ts";
import type { Fix } from "../finding.ts";
import type { BareName, Config, NameArgument, NameAsValue } from "../model/index.ts";
import { isDeclined } from "./part.ts";
import { checkScript, editScript } from "./script-edits.ts";

/** Writes the bare name of a variable where its name is wanted. */
export function bareTheName({ tree }: Config, { value, text }: NameArgument): Fix | undefined {
  const name = /^\$(?:([A-Za-z_]\w*|<<[^<>]*>>)|\{\s*([A-Za-z_]\w*|<<[^<>]*>>)\s*\})$/.exec(text);
  const bare = name?.[1] ?? name?.[2];
  return bare === undefined ? undefined : write(tree, value, bare);
}

/** Puts the `$` before a name that is given where a value is wanted. */
export function referenceTheName({ tree }: Config, { value, text }: BareName): Fix | undefined {
  return write(tree, value, `$${text}`);
}

function write(tree: Config["tree"], { scalar, pair }: NameArgument["value"], text: string): Fix | undefined {
  const isListed = scalar.holder?.kind === "item";
  if ((!pair && !isListed) || scalar.aliases.length > 0 || pair?.value?.kind === "alias") return undefined;
  // What is parked at an anchor may be an `environment` elsewhere, which wants the value.
  const isOnlyArguments = (pair?.map.aliases ?? []).every(
    ({ holder }) => holder?.kind === "pair" && holder.map.holder?.kind === "item",
  );
  if (!isOnlyArguments) return undefined;
  const edits = setScalar(tree, scalar, text);
  if (!edits) return undefined;
  const expects = [{ scalar: scalar.span, value: text }];
  return { title: `Write \`${text}\``, safety: "needs-setup", edits, expects, setup: [] };
}

/** Puts the `$` before a parameter that holds the name, so that the variable's value is sent. */
export function expandTheName(config: Config, { script, parameter, span }: NameAsValue): Fix | undefined {
  if ("declined" in checkScript(config, script)) return undefined;
  const edited = editScript(config, script, [
    { start: span.start, end: span.start, text: "${" },
    { start: span.end, end: span.end, text: "}" },
  ]);
  if (isDeclined(edited)) return undefined;
  return { title: `Write \`\${<< parameters.${parameter} >>}\``, safety: "needs-setup", ...edited, setup: [] };
}
