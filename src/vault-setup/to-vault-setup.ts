import { HUB_SCOPES, VAULT_ENGINES } from "../fixes/options.ts";
import type { VaultSettings } from "../settings/settings.ts";
import { type Place, misplaced, mustBe, mustBeUrl } from "./names.ts";
import { DEFAULT_ISSUER, DEFAULT_ROLE, type SetupPlan } from "./plan.ts";

/** What the command line says about the setup, as commander names it. */
export interface SetupFlags {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly authMount?: string | undefined;
  readonly role?: string | undefined;
  readonly engine?: string | undefined;
  readonly mount?: string | undefined;
  readonly path?: string | undefined;
  readonly username?: string | undefined;
  readonly scope?: string | undefined;
  readonly issuer?: string | undefined;
  readonly organization?: string | undefined;
  readonly project?: readonly string[] | undefined;
  readonly branch?: readonly string[] | undefined;
  readonly policy?: string | undefined;
}

/** Where each value can be said. */
const PLACES = {
  address: { flag: "--address", key: "vault.address" },
  namespace: { flag: "--namespace", key: "vault.namespace" },
  authMount: { flag: "--auth-mount", key: "vault.authMount" },
  role: { flag: "--role", key: "vault.role" },
  engine: { flag: "--engine", key: "vault.engine" },
  mount: { flag: "--mount", key: "vault.mount" },
  path: { flag: "--path", key: "vault.path" },
  username: { flag: "--username", key: "vault.username" },
  scope: { flag: "--scope", key: "vault.scope" },
  usernameField: { key: "vault.usernameField" },
  passwordField: { key: "vault.passwordField" },
  issuer: { flag: "--issuer" },
  organization: { flag: "--organization", key: "vault.setup.organization" },
  projects: { flag: "--project", key: "vault.setup.projects" },
  branches: { flag: "--branch", key: "vault.setup.branches" },
  policy: { flag: "--policy", key: "vault.setup.policy" },
} as const satisfies Record<string, Place>;

const AT_ORGANIZATION = "; CircleCI shows it under Organization Settings > Overview";
const AT_PROJECT = "; CircleCI shows it under Project Settings > Overview";

/** What to set up: flags win over settings, settings over defaults. What is missing or cannot be meant is a UserError. */
export function toVaultSetup(settings: VaultSettings | undefined, flags: SetupFlags): SetupPlan {
  const roleName = flags.role ?? settings?.role;
  const address = flags.address ?? settings?.address;
  const namespace = flags.namespace ?? settings?.namespace;
  const organization = readOrganization(settings, flags);
  const role = roleName ?? DEFAULT_ROLE;
  return {
    address: address === undefined ? undefined : mustBeUrl(address, PLACES.address),
    namespace: namespace === undefined ? undefined : mustBe("path", trim(namespace), PLACES.namespace),
    issuer: flags.issuer === undefined ? `${DEFAULT_ISSUER}${organization}` : mustBeUrl(flags.issuer, PLACES.issuer),
    organization,
    ...readJobs(settings, flags),
    authMount: mustBe("path", trim(flags.authMount ?? settings?.authMount ?? "jwt"), PLACES.authMount),
    role: mustBe("name", role, PLACES.role),
    isRoleNamed: roleName !== undefined,
    policy: readPolicy(flags.policy ?? settings?.setup?.policy ?? `circlesec-${role}`),
    engine: readEngine(settings, flags),
  };
}

function readOrganization(settings: VaultSettings | undefined, flags: SetupFlags): string {
  const id = flags.organization ?? settings?.setup?.organization;
  if (id === undefined) {
    throw misplaced(PLACES.organization, "is missing: the id of the CircleCI organization", AT_ORGANIZATION);
  }
  return mustBe("uuid", id.toLowerCase(), PLACES.organization, AT_ORGANIZATION);
}

function readJobs(settings: VaultSettings | undefined, flags: SetupFlags): Pick<SetupPlan, "projects" | "branches"> {
  const ids = flags.project ?? settings?.setup?.projects ?? [];
  if (ids.length === 0) {
    throw misplaced(PLACES.projects, "is missing: the ids of the projects whose jobs may log in", AT_PROJECT);
  }
  const branches = flags.branch ?? settings?.setup?.branches ?? [];
  return {
    projects: ids.map((id) => mustBe("uuid", id.toLowerCase(), PLACES.projects, AT_PROJECT)),
    branches: branches.map((branch) => mustBe("branch", branch, PLACES.branches)),
  };
}

/** Vault keeps names of policies in lower case. */
function readPolicy(name: string): string {
  const policy = mustBe("name", name, PLACES.policy).toLowerCase();
  if (policy !== "root" && policy !== "default") return policy;
  throw misplaced(PLACES.policy, `is \`${policy}\`, which every token may have`);
}

function readEngine(settings: VaultSettings | undefined, flags: SetupFlags): SetupPlan["engine"] {
  const kind = choose(VAULT_ENGINES, flags.engine ?? settings?.engine ?? "dockerhub", PLACES.engine);
  const username = flags.username ?? settings?.username;
  const standard = kind === "dockerhub" ? "dockerhub" : "secret";
  const mount = mustBe("path", trim(flags.mount ?? settings?.mount ?? standard), PLACES.mount);
  if (kind === "dockerhub") {
    if (username === undefined) {
      throw misplaced(PLACES.username, "is missing: the Docker Hub account whose tokens the engine makes");
    }
    const scope = choose(HUB_SCOPES, flags.scope ?? settings?.scope ?? "read", PLACES.scope);
    return { kind, mount, username: mustBe("name", username, PLACES.username), scope };
  }
  const path = flags.path ?? settings?.path;
  if (path === undefined) throw misplaced(PLACES.path, "is missing: where the secret is, below the mount");
  return {
    kind,
    mount,
    path: mustBe("path", trim(path), PLACES.path),
    username: username === undefined ? undefined : mustBe("username", username, PLACES.username),
    usernameField: mustBe("field", settings?.usernameField ?? "username", PLACES.usernameField),
    passwordField: mustBe("field", settings?.passwordField ?? "password", PLACES.passwordField),
  };
}

function choose<T extends string>(choices: readonly T[], text: string, place: Place): T {
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw misplaced(place, `is not one of ${choices.map((choice) => `\`${choice}\``).join(", ")}`);
}

/** People write paths of Vault with and without slashes at their ends. */
function trim(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}
