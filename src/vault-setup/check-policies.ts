import { type CheckItem, itemsOf, withoutData } from "./check-item.ts";
import { byPriority, covers } from "./path-match.ts";
import type { SetupPlan } from "./plan.ts";
import { type Rule, readPolicyText } from "./policy-reader.ts";
import type { VaultReader } from "./reader.ts";
import { type Right, neededRight } from "./rights.ts";
import { enumerate, textOf } from "./values.ts";

/** What the policy `default` grants as well, as Vault comes. */
const OWN_TOKEN = /^auth\/token\/(?:revoke|lookup|renew)-self$/;

/** Whether the policies of a job's token grant what it needs, and nothing beside it. */
export async function checkPolicies(
  plan: SetupPlan,
  vault: VaultReader,
  names: readonly string[],
): Promise<readonly CheckItem[]> {
  const needed = neededRight(plan);
  const items: CheckItem[] = [];
  const rules: Rule[] = [];
  for (const name of names.filter((name) => name !== "default")) {
    const read = await readPolicy(vault, name);
    if ("verdict" in read) items.push(read);
    else rules.push(...read);
    if (!("verdict" in read)) items.push(...judgeWidth(name, read, needed));
  }
  return [judgeRight(plan, needed, rules, items), ...items];
}

async function readPolicy(vault: VaultReader, name: string): Promise<readonly Rule[] | CheckItem> {
  const subject = `policy ${name}`;
  const item = itemsOf(subject);
  if (name === "root")
    return item("too wide", "the role gives its tokens the policy `root`", "Take it out of `token_policies`");
  const path = `sys/policies/acl/${name}`;
  const answer = await vault.read(path);
  if (answer.kind !== "found") {
    const help = "Run the commands of `circlesec vault setup`";
    return withoutData(subject, path, answer, { text: "the role names it, but there is no such policy", help });
  }
  const rules = readPolicyText(textOf(answer.data, "policy"));
  return rules ?? item("unreadable", "its text is not understood", `Read it yourself: \`vault policy read ${name}\``);
}

function judgeWidth(name: string, rules: readonly Rule[], needed: Right): CheckItem[] {
  const item = itemsOf(`policy ${name}`);
  const help = `Keep only \`${needed.path}\` in it, with ${enumerate(needed.capabilities)}`;
  return rules.flatMap(({ path, capabilities }) => {
    if (capabilities.includes("deny") || OWN_TOKEN.test(path)) return [];
    const more = capabilities.filter((capability) => path !== needed.path || !needed.capabilities.includes(capability));
    return more.length === 0 ? [] : [item("too wide", `it grants ${enumerate(more)} on \`${path}\``, help)];
  });
}

/** By the rule that Vault goes by: of all that cover the path, those with the most exact one. */
function judgeRight(plan: SetupPlan, needed: Right, rules: readonly Rule[], others: readonly CheckItem[]): CheckItem {
  const item = itemsOf(`rights of ${plan.role}`);
  const [first] = rules
    .map(({ path }) => path)
    .filter((path) => covers(path, needed.path))
    .sort(byPriority);
  const applied = rules.filter(({ path }) => path === first);
  const granted = new Set(applied.flatMap(({ capabilities }) => capabilities));
  const isGranted = !granted.has("deny") && granted.has(needed.capabilities[0] ?? "");
  if (isGranted && applied.some(({ hasMore }) => hasMore)) {
    return item("unreadable", `a policy ties \`${needed.path}\` to more than capabilities`, "Try a login of a job");
  }
  if (isGranted) return item("ok", `jobs may do what they need at \`${needed.path}\``);
  if (others.some(({ verdict }) => verdict === "unreadable")) {
    return item("unreadable", `no policy that could be read grants \`${needed.path}\``);
  }
  const text = `no policy of the role grants ${enumerate(needed.capabilities)} on \`${needed.path}\``;
  return item("missing", text, `Add \`${plan.policy}\` to \`token_policies\` of the role, and write that policy`);
}
