import { type Tree, asMap, asSeq, entriesOf, isTrue, textOf, valueOf } from "../syntax/index.ts";

/**
 * What a YAML file is to CircleCI. `part-…`: one file of an orb source or of a tree for `circleci config pack`, which
 * has no name key of its own. `legacy`: a circle.yml of CircleCI 1.0, which nothing runs any more.
 */
export type FileKind =
  | "config"
  | "setup"
  | "continuation"
  | "orb"
  | "part-job"
  | "part-executor"
  | "part-command"
  | "part-workflow"
  | "example"
  | "legacy"
  | "other";

/** The kinds in words, for a person. */
export const KIND_NAMES: Record<FileKind, string> = {
  config: "config",
  setup: "setup config",
  continuation: "continuation config",
  orb: "orb source",
  "part-job": "job file of a pack tree",
  "part-executor": "executor file of a pack tree",
  "part-command": "command file of a pack tree",
  "part-workflow": "workflow file of a pack tree",
  example: "orb usage example",
  legacy: "CircleCI 1.0 file",
  other: "not CircleCI configuration",
};

const PIPELINE_KEYS = ["jobs", "workflows", "orbs", "executors", "commands", "job-groups", "parameters", "setup"];
const FRAGMENT_KEYS = [
  ...PIPELINE_KEYS,
  "docker",
  "machine",
  "macos",
  "executor",
  "steps",
  "run",
  "auth",
  "aws_auth",
  "usage",
];
const LEGACY_KEYS = ["machine", "dependencies", "test", "deployment", "database", "checkout", "compile", "general"];
const ORB_KEYS = ["commands", "jobs", "executors", "orbs"];

/** True for the one path that CircleCI reads by itself. */
export function isConfigPath(path: string): boolean {
  return /(?:^|[\\/])\.circleci[\\/]config\.yml$/.test(path);
}

/** True where CircleCI, `circleci config pack` or a hook may look for a file of any kind. */
export function isCircleciPath(path: string): boolean {
  return /(?:^|[\\/])(?:\.circleci[\\/].+|circle\.yml|@?orb\.ya?ml)$/i.test(path);
}

/**
 * False for a file of kind `other` that has nothing of CircleCI. A fragment without a name for itself counts by its keys, by
 * those one level below (parked anchors), and by those of the items of a list.
 */
export function hasCircleciKeys(tree: Tree): boolean {
  const { root, faults } = tree;
  if (faults.length > 0) return true;
  const keys = entriesOf(root);
  if ((keys.has("apiVersion") && keys.has("kind")) || isGithubWorkflow(tree)) return false;
  const inside = [...keys.values()].map(({ value }) => value);
  const items = asSeq(root)?.items.map(({ node }) => node) ?? [];
  return [root, ...inside, ...items].some((node) => {
    const own = entriesOf(node);
    return FRAGMENT_KEYS.some((key) => own.has(key));
  });
}

/** Tells from its root keys, and from its path where they leave a choice, what a file is. */
export function classify(tree: Tree): FileKind {
  const root = asMap(tree.root);
  if (!root) return "other";
  const keys = entriesOf(root);
  const has = (key: string): boolean => keys.has(key);
  const path = tree.source.path.replaceAll("\\", "/");
  const base = path.slice(path.lastIndexOf("/") + 1).toLowerCase();

  if (has("apiVersion") && has("kind")) return "other";
  if (isGithubWorkflow(tree)) return "other";
  if (isTrue(valueOf(root, "setup"))) return "setup";
  if (has("usage") && !has("jobs")) return "example";
  const part = has("version") || has("workflows") ? undefined : partKind(tree);
  if (part) return part;
  if (isOrb(tree, base)) return "orb";
  const version = textOf(valueOf(root, "version"));
  if (has("workflows") || asMap(valueOf(root, "jobs")) || (version !== undefined && PIPELINE_KEYS.some(has))) {
    const beside = /(?:^|\/)\.circleci\//.test(path) && !/^config\.ya?ml$/.test(base);
    return beside ? "continuation" : "config";
  }
  if (base === "circle.yml" || (LEGACY_KEYS.filter(has).length >= 2 && !has("services"))) return "legacy";
  return version !== undefined && /(?:^|\/)\.circleci\/config\.yml$/.test(path) ? "config" : "other";
}

function partKind(tree: Tree): FileKind | undefined {
  const root = asMap(tree.root);
  const docker = asSeq(valueOf(root, "docker"));
  const steps = valueOf(root, "steps");
  const hasSteps = asSeq(steps) !== undefined || textOf(steps) !== undefined;
  const keys = entriesOf(root);
  if (docker && !hasSteps && !keys.has("executor")) return "part-executor";
  const runsSomewhere = ["docker", "machine", "macos", "executor"].some((key) => keys.has(key));
  if (hasSteps) return runsSomewhere ? "part-job" : "part-command";
  return asSeq(valueOf(root, "jobs")) ? "part-workflow" : undefined;
}

function isOrb(tree: Tree, base: string): boolean {
  const keys = entriesOf(tree.root);
  if (keys.has("workflows") || textOf(valueOf(tree.root, "version"))?.startsWith("2.1") === false) return false;
  const named = /^@?orb\.ya?ml$/.test(base);
  const described = ["display", "description", "examples"].some((key) => keys.has(key));
  return (
    (named && (described || ORB_KEYS.some((key) => keys.has(key)))) ||
    (described && ORB_KEYS.some((key) => keys.has(key)))
  );
}

function isGithubWorkflow(tree: Tree): boolean {
  const keys = entriesOf(tree.root);
  const jobs = entriesOf(keys.get("jobs")?.value);
  return keys.has("on") && [...jobs.values()].some((job) => entriesOf(job.value).has("runs-on"));
}
