import type { PathStep } from "../source/path-step.ts";
import { type MapNode, type Node, type Tree, asMap, entriesOf, textOf, valueOf } from "../syntax/index.ts";
import { type FileKind, classify } from "./classify.ts";
import { type Namespace, type Runner, readNamespace, readParameters, readRunner } from "./namespace.ts";
import { type Scope, pipelineScope } from "./possible.ts";
import { type PullSite, allRunners, readPullSites } from "./pulls.ts";
import { NO_FILES, type Repository } from "./repository.ts";
import { type Invocation, type Invocations, readInvocations, readJobsList } from "./workflows.ts";

/** What one file means to CircleCI. */
export interface Config {
  readonly tree: Tree;
  readonly kind: FileKind;
  readonly root: MapNode | undefined;
  /** As written: `2`, `2.0`, `2.1`; `undefined` in an orb's or a pack tree's file. */
  readonly version: string | undefined;
  readonly namespace: Namespace;
  /** Jobs and executors, those of inline orbs included. */
  readonly runners: readonly Runner[];
  readonly invocations: readonly Invocation[];
  /** What pipeline parameters can be. */
  readonly pipeline: Scope;
  /** True when workflows are written in a form that hides some of their entries. */
  readonly hasUnreadEntries: boolean;
  /** By place. */
  readonly pullSites: readonly PullSite[];
  /** True when jobs of this file are run by workflows that stand in other files. */
  readonly calledFromElsewhere: boolean;
  /** The files around it. */
  readonly repository: Repository;
}

const NO_NAMESPACE: Namespace = {
  name: "",
  jobs: new Map(),
  executors: new Map(),
  commands: new Map(),
  orbs: new Map(),
  orbSources: new Map(),
};

/** Builds the model of a parsed file. A file that is not CircleCI's gives an empty model. */
export function readConfig(tree: Tree, repository: Repository = NO_FILES): Config {
  const kind = classify(tree);
  const root = asMap(tree.root);
  const nothing = {
    tree,
    kind,
    root,
    version: undefined,
    namespace: NO_NAMESPACE,
    runners: [],
    invocations: [],
    pipeline: new Map(),
    hasUnreadEntries: false,
    repository,
  };
  if (!root || kind === "other" || kind === "legacy") return { ...nothing, pullSites: [], calledFromElsewhere: false };
  if (kind === "example") {
    return { ...nothing, pullSites: exampleSites(valueOf(root, "usage"), ["usage"]), calledFromElsewhere: false };
  }
  const namespace = kind.startsWith("part-") ? partNamespace(tree, kind, root) : readNamespace(root, [], "");
  const invocations = kind === "part-workflow" ? partInvocations(tree, root) : readInvocations(root);
  const isPart = kind.startsWith("part-");
  const pipeline: Scope = isPart ? new Map() : pipelineScope(readParameters(valueOf(root, "parameters")));
  const sites = readPullSites(namespace, invocations.list, pipeline, false);
  const examples = [...entriesOf(valueOf(root, "examples")).values()].flatMap(({ key, value }) =>
    exampleSites(valueOf(value, "usage"), ["examples", key, "usage"]),
  );
  return {
    tree,
    kind,
    root,
    version: textOf(valueOf(root, "version")),
    namespace,
    runners: [...allRunners(namespace)],
    invocations: invocations.list,
    pipeline,
    hasUnreadEntries: invocations.incomplete,
    pullSites: [...sites, ...examples].toSorted((a, b) => a.span.start - b.span.start),
    calledFromElsewhere: isCalledFromElsewhere(kind, root, namespace),
    repository,
  };
}

function isCalledFromElsewhere(kind: FileKind, root: MapNode, namespace: Namespace): boolean {
  if (kind === "orb" || kind === "part-job" || kind === "part-executor" || kind === "part-command") return true;
  if (entriesOf(root).has("workflows")) return false;
  return kind === "continuation" || (kind === "config" && !namespace.jobs.has("build"));
}

function partNamespace(tree: Tree, kind: FileKind, root: MapNode): Namespace {
  if (kind !== "part-job" && kind !== "part-executor") return NO_NAMESPACE;
  const what = kind === "part-job" ? "job" : "executor";
  const jobs = new Map<string, Runner>();
  const executors = new Map<string, Runner>();
  const namespace = { ...NO_NAMESPACE, jobs, executors };
  const name = baseName(tree.source.path);
  const runner = readRunner(what, name, { start: root.span.start, end: root.span.start }, namespace, root, []);
  (what === "job" ? jobs : executors).set(name, runner);
  return namespace;
}

function partInvocations(tree: Tree, root: MapNode): Invocations {
  const list: Invocation[] = [];
  const complete = readJobsList(root, "workflow", baseName(tree.source.path), [], list);
  return { list, incomplete: !complete };
}

function exampleSites(usage: Node | undefined, path: readonly PathStep[]): PullSite[] {
  const map = asMap(usage);
  if (!map) return [];
  return readPullSites(readNamespace(map, path, ""), readInvocations(map).list, new Map(), true);
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "").replace(/\.ya?ml$/i, "");
}
