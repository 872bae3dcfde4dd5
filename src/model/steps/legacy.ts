import {
  type MapNode,
  type Node,
  type Scalar,
  asMap,
  asScalar,
  asSeq,
  entriesOf,
  valueOf,
} from "../../syntax/index.ts";
import type { Namespace } from "../namespace.ts";
import type { Frame } from "./frame.ts";
import type { JobRun } from "./job-run.ts";
import type { Step } from "./step.ts";

/** Sections of a circle.yml of CircleCI 1.0 in the order in which they ran, on one virtual machine. */
const SECTIONS = ["machine", "checkout", "dependencies", "database", "compile", "test"];
const PARTS = ["pre", "override", "post"];

/** A circle.yml as the jobs that it was: what all have in common, and one of its deployments each. */
export function readLegacyRuns(root: MapNode, namespace: Namespace): JobRun[] {
  const frame: Frame = { namespace, scope: new Map(), argument: () => undefined };
  const common = SECTIONS.flatMap((section) =>
    PARTS.flatMap((part) => stepsIn(valueOf(valueOf(root, section), part), frame)),
  );
  const deployments = [...entriesOf(valueOf(root, "deployment")).values()].map(({ key, value }) => ({
    jobName: key,
    steps: stepsIn(valueOf(value, "commands"), frame),
  }));
  const machine = asMap(valueOf(root, "machine"));
  const settings = machine ? [{ map: machine, scope: frame.scope }] : [];
  return (deployments.length > 0 ? deployments : [{ jobName: "build", steps: [] }]).map(
    ({ jobName, steps }): JobRun => ({
      jobName,
      job: undefined,
      invocation: undefined,
      machine: "machine",
      settings,
      resourceClasses: new Set(),
      frame,
      steps: [...common, ...steps],
    }),
  );
}

function stepsIn(node: Node | undefined, frame: Frame): Step[] {
  return (
    asSeq(node)?.items.flatMap((item) => {
      // A command with options is the only key of a map.
      const scalar = asScalar(item.node) ?? asScalar(asMap(item.node)?.pairs[0]?.key);
      return scalar ? [stepOf(scalar, frame)] : [];
    }) ?? []
  );
}

function stepOf(scalar: Scalar, frame: Frame): Step {
  return {
    kind: "run",
    name: "run",
    place: { span: scalar.span, item: undefined, owner: "job", caller: undefined, conditions: [] },
    conditions: [],
    timing: "on_success",
    background: false,
    run: {
      scalar,
      title: undefined,
      shell: undefined,
      environment: undefined,
      workingDirectory: undefined,
      misplaced: false,
    },
    part: undefined,
    args: undefined,
    hook: undefined,
    frame,
  };
}
