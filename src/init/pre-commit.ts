import { appendItem, applyEdits } from "../edit/index.ts";
import { Source } from "../source/source.ts";
import { asMap, asSeq, expand, isList, parse, parseFully, plainEqual, textOf, valueOf } from "../syntax/index.ts";
import { lintCommand } from "./lint-command.ts";

const FILES = String.raw`^\.circleci/.*\.ya?ml$`;

/** A hook that pre-commit installs from npm, so that no address of a repository is needed. */
function hookOf(version: string, hasBaseline: boolean) {
  return [
    ["id", "circlesec-lint"],
    ["name", "circlesec lint"],
    ["entry", `circlesec ${lintCommand(hasBaseline)}`],
    ["language", "node"],
    ["additional_dependencies", [`circlesec@${version}`]],
    ["files", FILES],
  ] as const;
}

/** A configuration of pre-commit that holds nothing but our hook. */
export function newPreCommit(version: string, hasBaseline: boolean): string {
  const [, ...rest] = hookOf(version, hasBaseline);
  const lines = rest.map(
    ([key, value]) => `        ${key}:${typeof value === "string" ? ` ${value}` : listed(value)}\n`,
  );
  return `repos:\n  - repo: local\n    hooks:\n      - id: circlesec-lint\n${lines.join("")}`;
}

function listed(items: readonly string[]): string {
  return items.map((item) => `\n          - ${item}`).join("");
}

/** The text of a `.pre-commit-config.yaml` with our hook as its last, all else as it was; or why it stays as it is. */
export function addHook(
  source: Source,
  version: string,
  hasBaseline: boolean,
): { readonly text: string } | { readonly reason: string } {
  const tree = parse(source);
  const repos = asSeq(valueOf(asMap(tree.root), "repos"));
  const ids = repos?.items.flatMap(({ node }) => asSeq(valueOf(node, "hooks"))?.items ?? []) ?? [];
  if (ids.some((hook) => textOf(valueOf(hook.node, "id"))?.startsWith("circlesec-"))) {
    return { reason: "it has a hook of circlesec" };
  }
  if (!repos || tree.faults.length > 0) return { reason: "it has no list `repos`; add the hook by hand" };
  const hook = hookOf(version, hasBaseline);
  const edits = appendItem(tree, repos, {
    pairs: [
      ["repo", "local"],
      ["hooks", [{ pairs: hook }]],
    ],
  });
  const text = edits && applyEdits(source.text, edits);
  const now = text === undefined ? undefined : parseFully(new Source(source.path, text));
  const list = expand(repos);
  const meant = isList(list) ? [...list, { repo: "local", hooks: [Object.fromEntries(hook)] }] : list;
  const after = now && now.faults.length === 0 ? valueOf(asMap(now.root), "repos") : undefined;
  const holds = after !== undefined && plainEqual(expand(after), meant);
  return text !== undefined && holds ? { text } : { reason: "it cannot be edited safely; add the hook by hand" };
}
