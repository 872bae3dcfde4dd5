import { type CheckItem, itemsOf, withoutData } from "./check-item.ts";
import { readMount } from "./mounts.ts";
import type { DockerHubEngine, KeyValueEngine, SetupPlan } from "./plan.ts";
import type { VaultReader } from "./reader.ts";
import { enumerate, fieldsOf, textsOf } from "./values.ts";

const HELP = "Run the commands of `circlesec vault setup`";

/** Whether the engine is there, is the one that the plan means, and has the credential. */
export async function checkEngine({ engine }: SetupPlan, vault: VaultReader): Promise<readonly CheckItem[]> {
  const item = itemsOf(`secrets engine ${engine.mount}`);
  const mount = await readMount(vault, "mounts", engine.mount);
  if (mount === "absent") return [item("missing", `no secrets engine is enabled at \`${engine.mount}\``, HELP)];
  const credential = engine.kind === "dockerhub" ? checkAccount(engine, vault) : checkSecret(engine, vault);
  if (mount === "unknown") {
    const text = "the token may not read `sys/mounts`";
    return [item("unreadable", text, "Use a token with `read` on `sys/mounts`"), await credential];
  }
  const found = mount.type === "kv" ? (mount.version === "2" ? "kv2" : "kv1") : mount.type;
  const isKeyValue = found === "kv1" || found === "kv2" || found === "generic";
  if (engine.kind === "dockerhub" ? isKeyValue : found !== engine.kind) {
    const help = isKeyValue ? `Say --engine ${found}, or choose another mount` : "Choose another path with --mount";
    return [item("wrong", `it is \`${found}\`, not \`${engine.kind}\``, help)];
  }
  return [item("ok", `\`${found}\` is enabled`), await credential];
}

/** The plugin answers an error where it knows no such account, and shows its scopes as `namespace`. */
async function checkAccount({ mount, username, scope }: DockerHubEngine, vault: VaultReader): Promise<CheckItem> {
  const subject = `account ${username}`;
  const item = itemsOf(subject);
  const path = `${mount}/config/${username}`;
  const answer = await vault.read(path);
  if (answer.kind === "refused" && answer.errors.some((error) => error.includes("unable to finde configuration"))) {
    return item("missing", "the engine does not know the account", HELP);
  }
  if (answer.kind !== "found") {
    return withoutData(subject, path, answer, { text: "the engine does not know the account", help: HELP });
  }
  const scopes = textsOf(answer.data["namespace"]);
  const help = `Write it again with Scope=${scope}`;
  if (scopes.length === 0)
    return item("wrong", "it has no scopes, as after a write of `scopes=`, so every request fails", help);
  if (!scopes.includes(scope)) return item("wrong", `its scopes are ${enumerate(scopes)}, without \`${scope}\``, help);
  const others = scopes.filter((other) => other !== scope);
  if (others.length > 0) return item("ok", `tokens of scope \`${scope}\` can be made, and of ${enumerate(others)}`);
  return item("ok", `tokens of scope \`${scope}\` can be made`);
}

/** Names of fields alone are looked at. Version 2 tells them without their values. */
async function checkSecret(engine: KeyValueEngine, vault: VaultReader): Promise<CheckItem> {
  const subject = `secret ${engine.path}`;
  const isVersioned = engine.kind === "kv2";
  const path = `${engine.mount}/${isVersioned ? "subkeys/" : ""}${engine.path}`;
  const answer = await vault.read(path);
  if (answer.kind !== "found") {
    return withoutData(subject, path, answer, {
      text: "there is no such secret, or its newest version is deleted",
      help: HELP,
    });
  }
  const fields = isVersioned ? fieldsOf(answer.data, "subkeys") : answer.data;
  const lacking = [engine.usernameField, engine.passwordField].filter((field) => !(field in fields));
  if (lacking.length > 0) return itemsOf(subject)("wrong", `it has no field ${enumerate(lacking)}`, HELP);
  return itemsOf(subject)("ok", `it has ${enumerate([engine.usernameField, engine.passwordField])}`);
}
