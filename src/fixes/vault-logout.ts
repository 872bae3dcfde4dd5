import { type NewPair, type NewValue, insertPairAfter, joinEdits, setScalar } from "../edit/index.ts";
import type { Change, Fix } from "../finding.ts";
import { type Config, type KeptToken, type Step, type UnrevokedLogin, shellOfRun } from "../model/index.ts";
import { detectShell } from "../shell/index.ts";
import { keyOf, ownPair } from "../syntax/index.ts";
import { addArguments } from "./add-context.ts";
import { insertStep } from "./insert-step.ts";
import { placesForLogout } from "./login-place.ts";
import { type Declined, isDeclined } from "./part.ts";
import { revokeByCli, revokeByCurl } from "./vault/revoke.ts";

/** Lets jobs revoke their token of Vault whatever has happened before: by the step that they have for it, or by a new last one. */
export function revokeVaultToken(config: Config, login: UnrevokedLogin): Fix | Declined {
  const { kept, runs, logsInToDocker, late } = login;
  if (late) return runAlways(config, late.step);
  if (!kept) return { declined: login.login.part ? NO_COMMAND : NOT_KEPT };
  if (!runs.every((run) => detectShell(shellOfRun(run)) === "bash")) {
    return { declined: "the shell of the job is no POSIX shell" };
  }
  const places = placesForLogout(config, runs);
  if (isDeclined(places)) return places;
  const inserted = insertStep(config, places, stepFor(kept, logsInToDocker));
  if (isDeclined(inserted)) return inserted;
  const entries = addArguments(config, inserted.extras);
  if (isDeclined(entries)) return entries;
  return {
    title: "Revoke it in a last step that always runs",
    safety: config.calledFromElsewhere ? "unsafe" : "safe",
    edits: joinEdits([...inserted.edits, ...entries.edits]),
    expects: [...inserted.expects, ...entries.expects],
    setup: [],
  };
}

const NO_COMMAND =
  "the orb has no command for it; add a last step with `when: always` that runs `vault token revoke -self`";
const NOT_KEPT = "only that step knows the token; revoke it at the end of its script";

function runAlways(config: Config, { run }: Step): Fix | Declined {
  const pair = run?.scalar.holder;
  const isAlone = run !== undefined && !/[\n;&|]/.test(run.scalar.value.trim());
  if (!isAlone)
    return { declined: "the step does more than that; give the revocation a step of its own, with `when: always`" };
  if (pair?.kind !== "pair" || keyOf(pair) !== "command" || pair.map.aliases.length > 0) {
    return { declined: "the step is written in a form that cannot be edited safely" };
  }
  const own = ownPair(pair.map, "when");
  const when = own?.value;
  const edits =
    when?.kind === "scalar"
      ? setScalar(config.tree, when, "always")
      : own
        ? undefined
        : insertPairAfter(config.tree, pair, ["when", "always"]);
  if (!edits) return { declined: "the step is written in a form that cannot be edited safely" };
  const change: Change =
    when?.kind === "scalar"
      ? { scalar: when.span, value: "always" }
      : { map: pair.map.span, key: "when", value: "always" };
  return { title: "Run that step always", safety: "safe", edits, expects: [change], setup: [] };
}

function stepFor(kept: KeptToken, logsInToDocker: boolean): NewValue {
  if (kept.by === "orb") return `${kept.alias}/revoke-self`;
  const logout = logsInToDocker ? "docker logout || true\n" : "";
  const pairs: NewPair[] = [
    ["name", "Revoke the token of Vault"],
    ["when", "always"],
    ["command", { script: `${logout}${kept.by === "cli" ? revokeByCli() : BY_CURL}` }],
  ];
  return { pairs: [["run", { pairs }]] };
}

const BY_CURL = `set +x
if [ -z "\${VAULT_TOKEN:-}" ]; then exit 0; fi
${revokeByCurl("-", `printf 'X-Vault-Namespace: %s\\nX-Vault-Token: %s\\n' "\${VAULT_NAMESPACE:-}" "$VAULT_TOKEN" |\n  `)}`;
