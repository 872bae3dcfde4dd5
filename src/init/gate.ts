import { appendItem, applyEdits, insertPairAfter, joinEdits } from "../edit/index.ts";
import { expectedMeaning, meaningOf } from "../engine/meaning.ts";
import type { Change, Meaning } from "../finding.ts";
import { type Config, readConfig } from "../model/index.ts";
import { Source } from "../source/source.ts";
import { type SeqNode, asMap, asSeq, entriesOf, keyOf, parseFully, plainEqual, valueOf } from "../syntax/index.ts";
import { callsCirclesec } from "./calls.ts";
import { lintCommand } from "./lint-command.ts";

const JOB = "circlesec";
/** The official image of Node.js, on a registry that asks for no login, so that the gate needs no credential. */
const IMAGE = "public.ecr.aws/docker/library/node:22";

/**
 * The text of a config with a job that lints, run by its first workflow that pushes start; or why it stays as it is. Proved:
 * every comment is there, and the config means the same but for the job.
 */
export function addGate(
  config: Config,
  version: string,
  hasBaseline: boolean,
): { readonly text: string } | { readonly reason: string } {
  const { tree, root } = config;
  const reason = whyNot(config);
  if (reason !== undefined) return { reason };
  const last = asMap(valueOf(root, "jobs"))?.pairs.at(-1);
  const workflow = pushedWorkflow(config);
  if (!last || !workflow) return { reason: "it has no workflow that a job can be added to; add one by hand" };
  const { name, jobs } = workflow;
  const run = `npx --yes circlesec@${version} ${lintCommand(hasBaseline)}`;
  const steps = ["checkout", { pairs: [["run", run]] }] as const;
  const job = {
    pairs: [
      ["docker", [{ pairs: [["image", IMAGE]] }]],
      ["steps", steps],
    ],
  } as const;
  const meaning: Meaning = {
    docker: [{ image: IMAGE }],
    steps: ["checkout", { run }],
  };
  const added = insertPairAfter(tree, last, [JOB, job]);
  const listed = appendItem(tree, jobs, JOB);
  const text = added && listed ? applyEdits(tree.source.text, joinEdits([...added, ...listed])) : undefined;
  const expects: Change[] = [
    { path: ["jobs", JOB], value: meaning },
    { list: jobs.span, index: jobs.items.length, value: JOB },
  ];
  if (text === undefined || !isProved(config, text, expects)) {
    return { reason: `a job cannot be added to it safely; add one by hand, and to workflow \`${name}\`` };
  }
  return { text };
}

/** Why a config gets no job, before its workflows are looked at. */
function whyNot(config: Config): string | undefined {
  const { tree, kind, namespace, invocations } = config;
  if (callsCirclesec(config)) return "it runs circlesec already";
  if (kind === "setup") {
    return "it is a setup config (`setup: true`), whose workflows only decide what runs; add a job by hand to the config that it continues with";
  }
  if (tree.faults.length > 0 || config.calledFromElsewhere) {
    return "it is not a config whose own workflows run jobs; add a job by hand";
  }
  const isRun = invocations.some(({ jobName, shownName }) => jobName === JOB || shownName === JOB);
  if (namespace.jobs.has(JOB) && !isRun) {
    return `it has a job \`${JOB}\` that no workflow runs; add it to one, or rename it and run again`;
  }
  if (isRun)
    return `the name \`${JOB}\` is taken by a job that does not run circlesec; add one under another name by hand`;
  return undefined;
}

/** The first workflow whose jobs are a list of its own and that no schedule starts. */
function pushedWorkflow({ root }: Config): { readonly name: string; readonly jobs: SeqNode } | undefined {
  for (const pair of asMap(valueOf(root, "workflows"))?.pairs ?? []) {
    const own = pair.value?.kind === "map" ? pair.value : undefined;
    const list = valueOf(own, "jobs");
    if (!own || list?.kind !== "seq" || entriesOf(own).has("triggers")) continue;
    const jobs = asSeq(list);
    if (jobs && jobs.items.length > 0 && jobs.aliases.length === 0) return { name: keyOf(pair) ?? "", jobs };
  }
  return undefined;
}

function isProved(config: Config, text: string, expects: readonly Change[]): boolean {
  const after = readConfig(parseFully(new Source(config.tree.source.path, text)), config.repository);
  const wanted = expectedMeaning(config, expects);
  return (
    after.tree.faults.length === 0 &&
    commentsOf(after) === commentsOf(config) &&
    wanted !== undefined &&
    plainEqual(wanted, meaningOf(after))
  );
}

function commentsOf({ tree }: Config): string {
  return tree.comments.map((comment) => comment.text).join("\n");
}
