import { type CheckItem, itemsOf, withoutData } from "./check-item.ts";
import { readMount } from "./mounts.ts";
import type { SetupPlan } from "./plan.ts";
import type { VaultReader } from "./reader.ts";
import { textOf } from "./values.ts";

/** How the method stands by which jobs log in. */
interface AuthState {
  readonly items: readonly CheckItem[];
  /** False only where it is known that nothing is enabled there. */
  readonly isThere: boolean;
  /** What kind of token its roles make unless they say so themselves. */
  readonly tokenType: string;
}

const HELP = "Run the commands of `circlesec vault setup`";

export async function checkAuth(plan: SetupPlan, vault: VaultReader): Promise<AuthState> {
  const subject = `auth method ${plan.authMount}`;
  const item = itemsOf(subject);
  const mount = await readMount(vault, "auth", plan.authMount);
  if (mount === "absent") {
    return {
      items: [item("missing", `no auth method is enabled at \`${plan.authMount}\``, HELP)],
      isThere: false,
      tokenType: "",
    };
  }
  const tokenType = mount === "unknown" ? "" : mount.tokenType;
  if (mount !== "unknown" && mount.type !== "jwt" && mount.type !== "oidc") {
    const items = [
      item("wrong", `it is of the type \`${mount.type}\`, not \`jwt\``, "Choose another path with --auth-mount"),
    ];
    return { items, isThere: false, tokenType };
  }
  const known =
    mount === "unknown"
      ? item("unreadable", "the token may not read `sys/auth`", "Use a token with `read` on `sys/auth`")
      : item("ok", `\`${mount.type}\` is enabled`);
  return { items: [known, ...(await checkConfig(plan, vault))], isThere: true, tokenType };
}

async function checkConfig(plan: SetupPlan, vault: VaultReader): Promise<readonly CheckItem[]> {
  const path = `auth/${plan.authMount}/config`;
  const subject = `issuer of ${plan.authMount}`;
  const answer = await vault.read(path);
  if (answer.kind !== "found") {
    return [withoutData(subject, path, answer, { text: "the method knows no issuer", help: HELP })];
  }
  const faults = [...judgeDiscovery(plan, answer.data), ...judgeIssuer(plan, answer.data)];
  return faults.length > 0 ? faults : [itemsOf(subject)("ok", `it is \`${plan.issuer}\``)];
}

/** Keys come from one of four places; for CircleCI the discovery URL or the keys below it will do. */
function judgeDiscovery(plan: SetupPlan, config: Readonly<Record<string, unknown>>): CheckItem[] {
  const item = itemsOf(`issuer of ${plan.authMount}`);
  const [discovery, keys] = [textOf(config, "oidc_discovery_url"), textOf(config, "jwks_url")];
  const help = `Set \`oidc_discovery_url\` to \`${plan.issuer}\``;
  if (discovery === plan.issuer || keys.startsWith(`${plan.issuer}/`)) return [];
  if (discovery === `${plan.issuer}/`)
    return [item("wrong", "`oidc_discovery_url` ends in a slash, the issuer does not", help)];
  if (discovery !== "") return [item("wrong", `\`oidc_discovery_url\` is \`${discovery}\``, help)];
  return [item("wrong", keys === "" ? "no `oidc_discovery_url` is set" : `\`jwks_url\` is \`${keys}\``, help)];
}

/** The audience of a token can be chosen by the job that asks for it, so it is the issuer that tells organizations apart. */
function judgeIssuer(plan: SetupPlan, config: Readonly<Record<string, unknown>>): CheckItem[] {
  const item = itemsOf(`issuer of ${plan.authMount}`);
  const bound = textOf(config, "bound_issuer");
  const help = `Set \`bound_issuer\` to \`${plan.issuer}\``;
  if (bound === plan.issuer) return [];
  if (bound === "")
    return [
      item("too wide", "`bound_issuer` is not set, so tokens of any issuer pass that its keys have signed", help),
    ];
  return [item("wrong", `\`bound_issuer\` is \`${bound}\`, so every login fails`, help)];
}
