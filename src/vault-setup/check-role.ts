import { checkBounds } from "./check-bounds.ts";
import { type CheckItem, type Fault, itemsOf, withoutData } from "./check-item.ts";
import { HUB_LEASE, PROJECT_CLAIM, STRING_CLAIMS, type SetupPlan } from "./plan.ts";
import type { Answer } from "./reader.ts";
import { enumerate, numberOf, textOf, textsOf } from "./values.ts";

type Role = Readonly<Record<string, unknown>>;

const DAY = 24 * 60 * 60;
/** A job logs in, fetches the credential, and revokes its token. */
const USES = 3;

/** Who may log in with the role, and what the token is like; `mountTokenType` holds where the role does not say. */
export function checkRole(plan: SetupPlan, answer: Answer, mountTokenType: string): CheckItem[] {
  const subject = `role ${plan.role}`;
  const item = itemsOf(subject);
  if (answer.kind !== "found") {
    const what = { text: "there is no such role", help: "Run the commands of `circlesec vault setup`" };
    return [withoutData(subject, `auth/${plan.authMount}/role/${plan.role}`, answer, what)];
  }
  const role = answer.data;
  const faults = [...judgeLogin(plan, role), ...checkBounds(plan, role), ...judgeToken(plan, role, mountTokenType)];
  if (faults.length > 0) return faults.map((fault) => item(...fault));
  const branches = plan.branches.length > 0 ? `, branches ${enumerate(plan.branches)}` : "";
  return [item("ok", `jobs of ${enumerate(plan.projects)} may log in${branches}`)];
}

function judgeLogin(plan: SetupPlan, role: Role): Fault[] {
  const faults: Fault[] = [];
  const [type, claim] = [textOf(role, "role_type"), textOf(role, "user_claim")];
  const audiences = textsOf(role["bound_audiences"]);
  if (type !== "jwt") {
    faults.push(["wrong", `\`role_type\` is \`${type}\`, so every login fails`, "Set `role_type` to `jwt`"]);
  }
  if (!audiences.includes(plan.organization)) {
    const said = audiences.length === 0 ? "is empty" : "lacks the id of the organization";
    faults.push(["wrong", `\`bound_audiences\` ${said}, so every login fails`, `Set it to \`${plan.organization}\``]);
  }
  if (!STRING_CLAIMS.includes(claim)) {
    faults.push([
      "wrong",
      `\`user_claim\` is \`${claim}\`, which CircleCI's tokens lack`,
      `Set it to \`${PROJECT_CLAIM}\``,
    ]);
  }
  if (role["user_claim_json_pointer"] === true && !claim.startsWith("/") && claim.includes("/")) {
    faults.push(["wrong", "`user_claim_json_pointer` reads the slashes of the claim as a path", "Set it to `false`"]);
  }
  if (textOf(role, "bound_subject") !== "") {
    faults.push([
      "wrong",
      "`bound_subject` ties the role to one person",
      "Set it to the empty string, and bind claims",
    ]);
  }
  return faults;
}

function judgeToken(plan: SetupPlan, role: Role, mountTokenType: string): Fault[] {
  const own = textOf(role, "token_type");
  const type = own === "" || own === "default" ? mountTokenType : own;
  const uses = numberOf(role, "token_num_uses");
  const faults = judgeTimes(plan, role);
  if (type.includes("batch")) {
    faults.push(["wrong", "its tokens are batch tokens, which no job can revoke", "Set `token_type` to `service`"]);
  }
  if (uses > 0 && uses < USES) {
    faults.push(["wrong", `\`token_num_uses\` is ${uses}, and a job needs ${USES}`, "Set `token_num_uses` to 0"]);
  }
  if (role["token_no_default_policy"] === true) {
    const help = "Set `token_no_default_policy` to `false`";
    faults.push(["wrong", "its tokens lack the policy `default`, so no job can revoke its own", help]);
  }
  return faults;
}

function judgeTimes({ engine }: SetupPlan, role: Role): Fault[] {
  const faults: Fault[] = [];
  const least = engine.kind === "dockerhub" ? HUB_LEASE : 1;
  const ttl = numberOf(role, "token_ttl");
  for (const name of ["token_ttl", "token_max_ttl", "token_explicit_max_ttl"]) {
    const seconds = numberOf(role, name);
    if (seconds > 0 && seconds < least) {
      const text = `\`${name}\` is ${seconds} s, and what is fetched ends with the token, not after ${least} s`;
      faults.push(["wrong", text, `Set \`${name}\` to ${2 * least}`]);
    }
  }
  if (ttl === 0) {
    const text = "`token_ttl` is not set, so tokens live as long as Vault lets any, 32 days by default";
    faults.push(["too wide", text, "Set `token_ttl` to 600"]);
  }
  if (ttl > DAY) faults.push(["too wide", `\`token_ttl\` is ${ttl} s, more than a day`, "Set `token_ttl` to 600"]);
  if (numberOf(role, "token_period") > 0) {
    faults.push(["too wide", "`token_period` lets tokens be renewed without end", "Set `token_period` to 0"]);
  }
  return faults;
}
