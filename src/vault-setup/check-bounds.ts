import type { Fault } from "./check-item.ts";
import { PROJECT_CLAIM, REF_CLAIM, type SetupPlan } from "./plan.ts";
import { boundRefs } from "./rights.ts";
import { enumerate, fieldsOf, textOf, textsOf } from "./values.ts";

/** Whether the role lets in the jobs of the plan, and no others. */
export function checkBounds(plan: SetupPlan, role: Readonly<Record<string, unknown>>): Fault[] {
  const claims = fieldsOf(role, "bound_claims");
  const isGlob = textOf(role, "bound_claims_type") === "glob";
  return [
    ...judgeProjects(plan, textsOf(claims[PROJECT_CLAIM]), isGlob),
    ...judgeRefs(plan, claims[REF_CLAIM], isGlob),
  ];
}

function judgeProjects(plan: SetupPlan, bound: readonly string[], isGlob: boolean): Fault[] {
  const help = `Bind \`${PROJECT_CLAIM}\` to ${enumerate(plan.projects)}`;
  if (bound.length === 0) {
    return [
      ["too wide", `\`bound_claims\` lacks \`${PROJECT_CLAIM}\`, so each project of the organization may log in`, help],
    ];
  }
  const open = isGlob ? bound.filter((id) => id.includes("*")) : [];
  const others = bound.filter((id) => !open.includes(id) && !plan.projects.includes(id));
  const lacking = open.length > 0 ? [] : plan.projects.filter((id) => !bound.includes(id));
  const faults: Fault[] = [];
  if (open.length > 0)
    faults.push(["too wide", `\`${PROJECT_CLAIM}\` is bound to ${enumerate(open)}, which others match`, help]);
  if (others.length > 0) faults.push(["too wide", `jobs of ${enumerate(others)} may log in too`, help]);
  if (lacking.length > 0) faults.push(["wrong", `jobs of ${enumerate(lacking)} may not log in`, help]);
  return faults;
}

function judgeRefs(plan: SetupPlan, claim: unknown, isGlob: boolean): Fault[] {
  const [wanted, bound] = [boundRefs(plan), textsOf(claim)];
  if (wanted.length === 0) {
    if (bound.length === 0) return [];
    const help = `Take \`${REF_CLAIM}\` out of \`bound_claims\`, or name the branches with --branch`;
    return [["wrong", `only jobs of ${enumerate(bound)} may log in`, help]];
  }
  const help = `Bind \`${REF_CLAIM}\` to ${enumerate(wanted)}`;
  if (bound.length === 0)
    return [["too wide", `\`bound_claims\` lacks \`${REF_CLAIM}\`, so each branch may log in`, help]];
  const others = bound.filter((ref) => !wanted.includes(ref));
  const lacking = wanted.filter((ref) => !bound.includes(ref) || (ref.includes("*") && !isGlob));
  const faults: Fault[] = [];
  if (others.length > 0) faults.push(["too wide", `jobs of ${enumerate(others)} may log in too`, help]);
  if (lacking.length > 0) {
    const isStar = !isGlob && lacking.some((ref) => ref.includes("*"));
    const more = isStar ? ", and set `bound_claims_type` to `glob`" : "";
    faults.push(["wrong", `jobs of ${enumerate(lacking)} may not log in`, `${help}${more}`]);
  }
  return faults;
}
