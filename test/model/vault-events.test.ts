import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../src/docker/reference.ts";
import { jobRunsOf, readConfig, vaultEventsOf, vaultValuesOf } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

/** The one run of a job with a script of several lines, or with a list of steps. */
function runOf(steps: string, around = "") {
  const isList = steps.startsWith("- ");
  const lines = steps.split("\n").map((line) => `${isList ? "      " : "          "}${line}\n`);
  const list = isList ? lines.join("") : `      - run: |\n${lines.join("")}`;
  const text = `version: 2.1\n${around}jobs:\n  j:\n    machine: { image: ubuntu-2404:current }\n    steps:\n${list}`;
  const config = readConfig(parse(new Source(".circleci/config.yml", text)));
  expect(config.tree.faults).toEqual([]);
  const [run] = jobRunsOf(config);
  if (!run) throw new Error("no job");
  return { config, run };
}

/** What a job does with Vault: `login jwt`, `read secret/app`, `revoke token`, `-` for what it does not matter here. */
function events(steps: string, around?: string): string[] {
  const { config, run } = runOf(steps, around);
  return vaultEventsOf(config, run).map(({ act, skipsVerify, isLocal, sends }) => {
    const what = act?.does === "login" ? act.method : act?.does === "read" ? act.path : act?.what;
    const notes = [skipsVerify ? " unchecked" : "", isLocal ? " local" : "", sends?.length === 0 ? " from a file" : ""];
    return (act ? `${act.does} ${what}` : "-").replaceAll(UNKNOWN, "?") + notes.join("");
  });
}

describe("what a command does with Vault", () => {
  test.each<[string, string[]]>([
    ['vault write -field=token auth/jwt/login role=ci jwt="$CIRCLE_OIDC_TOKEN_V2"', ["login jwt"]],
    ["vault write auth/circleci/login role=ci jwt=@token", ["login jwt"]],
    ['bao write auth/jwt/login role=ci jwt="$CIRCLE_OIDC_TOKEN"', ["login jwt"]],
    ["vault write auth/approle/login role_id=a secret_id=$S", ["login approle"]],
    ["vault write auth/ci/login role_id=a secret_id=$S", ["login approle"]],
    ["vault write auth/userpass/login/ci password=$P", ["login userpass"]],
    ["vault write auth/aws/login role=ci", ["login other"]],
    ["vault login $T", ["login token"]],
    ["vault login -no-print - < token", ["login token"]],
    ["vault login -method=token token=$T", ["login token"]],
    ["vault login -method ldap username=ci", ["login userpass"]],
    ["vault login --method=oidc role=ci", ["login jwt"]],
    ["vault login -method=github token=$T", ["login other"]],
    ["vault agent -config=agent.hcl", ["login agent"]],
    ["vault proxy -config=proxy.hcl", ["login agent"]],
    ["vault kv get -field=key secret/app", ["read secret/app"]],
    ["vault kv get -mount=secret -field=key app", ["read secret/app"]],
    ["vault kv get --mount secret/ app", ["read secret/app"]],
    ["vault read -format=json aws/creds/ci", ["read aws/creds/ci"]],
    ["vault write -field=token dockerhub/token/ci/read label=x", ["read dockerhub/token/ci/read"]],
    ["vault write -f pki/issue/ci", ["read pki/issue/ci"]],
    ["vault unwrap $W", ["read ?"]],
    ["vault write secret/app key=value", ["-"]],
    ["vault write auth/jwt/role/ci @role.json", ["-"]],
    ["vault kv put secret/app key=value", ["-"]],
    ["vault status", ["-"]],
    ["vault kv get --help", ["-"]],
    ["vault login -h", ["-"]],
    ["vault token revoke -self", ["revoke token"]],
    ['vault token revoke "$VAULT_TOKEN"', ["revoke token"]],
    ["vault token revoke $OTHER", ["revoke other-token"]],
    ["vault token revoke -accessor $A", ["revoke other-token"]],
    ["vault lease revoke $L", ["revoke lease"]],
    ["vault lease revoke -prefix dockerhub/token", ["revoke lease"]],
    ["trap 'vault token revoke -self' EXIT", ["revoke token"]],
    ["trap 'rm -f token' EXIT\nvault status", ["-"]],
    ["sudo -E vault kv get secret/app", ["read secret/app"]],
    ["VAULT_NAMESPACE=ci vault kv get secret/app", ["read secret/app"]],
    ["vault kv get -tls-skip-verify secret/app", ["read secret/app unchecked"]],
    ["vault kv get -tls-skip-verify=false secret/app", ["read secret/app"]],
    ["vault kv get -address=http://localhost:8200 secret/app", ["read secret/app local"]],
    ["VAULT_ADDR=http://127.0.0.1:8200 vault kv get secret/app", ["read secret/app local"]],
    ["VAULT_ADDR=https://vault.acme.example vault kv get secret/app", ["read secret/app"]],
    ["vault server -dev &\nvault kv get secret/app", ["- local", "read secret/app local"]],
    ["docker run -d hashicorp/vault:1.18\nvault kv get secret/app", ["read secret/app local"]],
    ["docker run -d vault\nVAULT_ADDR=http://vault:8200 vault kv get secret/app", ["read secret/app local"]],
    ["docker run -d vault\nvault kv get -address=https://vault.acme.example secret/app", ["read secret/app"]],
    ["docker pull hashicorp/vault\nvault kv get secret/app", ["read secret/app"]],
    ["aws-vault exec ci", []],
    ["echo vault kv get secret/app", []],
  ])("%s", (script, expected) => {
    expect(events(script)).toEqual(expected);
  });
});

describe("what a request does with Vault", () => {
  test.each<[string, string[]]>([
    [`curl -d '{"role":"ci","jwt":"x"}' $VAULT_ADDR/v1/auth/ci/login`, ["login jwt"]],
    ['curl --data @body "${VAULT_ADDR%/}/v1/auth/jwt/login"', ["login jwt"]],
    [String.raw`curl -d "{\"role_id\":\"$R\",\"secret_id\":\"$S\"}" $VAULT_ADDR/v1/auth/ci/login`, ["login approle"]],
    ["curl -d password=$P https://vault.acme.example/v1/auth/userpass/login/ci", ["login userpass"]],
    ['curl -H "X-Vault-Token: $T" $VAULT_ADDR/v1/secret/data/app', ["read secret/data/app"]],
    ["curl -H @headers $VAULT_ADDR/v1/secret/data/app", ["read secret/data/app from a file"]],
    ['curl -H "X-Vault-Token: $T" -d @b "$VAULT_ADDR/v1/dockerhub/token/$U/read"', ["read dockerhub/token/?/read"]],
    ["curl -X POST -H @h $VAULT_ADDR/v1/auth/token/revoke-self", ["revoke token from a file"]],
    ['curl -H "X-Vault-Token: $T" -d @b $VAULT_ADDR/v1/auth/token/revoke', ["revoke other-token"]],
    ['curl -H "X-Vault-Token: $T" -d @b $VAULT_ADDR/v1/sys/leases/revoke', ["revoke lease"]],
    ["curl $VAULT_ADDR/v1/sys/health", ["-"]],
    ["curl -k $VAULT_ADDR/v1/sys/health", ["- unchecked"]],
    ["curl -sSkL $VAULT_ADDR/v1/sys/health", ["- unchecked"]],
    ["curl --insecure $VAULT_ADDR/v1/sys/health", ["- unchecked"]],
    ["curl -okept $VAULT_ADDR/v1/sys/health", ["-"]],
    ["curl -k http://localhost:8200/v1/sys/health", ["- unchecked local"]],
    ['wget -O key --header "X-Vault-Token: $T" $VAULT_ADDR/v1/secret/data/app', ["read secret/data/app"]],
    ["wget --no-check-certificate -O key $VAULT_ADDR/v1/secret/data/app", ["read secret/data/app unchecked"]],
    [
      'ask() { curl -H @h "$VAULT_ADDR/v1/$1"; }\nask auth/jwt/login\nask secret/data/app',
      ["login jwt from a file", "read secret/data/app from a file"],
    ],
    // A `path` that every call sets, behind a way out for builds of forks.
    [
      '[ -n "$X" ] || exit 0\nask() {\n  path=$1\n  curl -H @h "$VAULT_ADDR/v1/$path"\n}\nask auth/jwt/login\nask ci/creds/x',
      ["login jwt from a file", "read ci/creds/x from a file"],
    ],
    ["curl https://api.acme.example/v1/users", []],
    ["curl -fsS https://releases.hashicorp.com/vault/1.18.0/vault_1.18.0_linux_amd64.zip", []],
  ])("%s", (script, expected) => {
    expect(events(script)).toEqual(expected);
  });
});

describe("what a command of an orb does with Vault", () => {
  const orbs = `orbs:
  oidc: smaeda-ks/orb-hashicorp-vault-cli@0.1
  hashi: jmingtan/hashicorp-vault@0.2.1
  home: homexlabs/vault@1.2
  twdps: twdps/vault@0.3
`;
  test.each<[string, string[]]>([
    ["- oidc/auth-oidc: { vault-address: 'https://vault.acme.example', vault-role: ci }", ["login jwt"]],
    ["- oidc/auth-oidc: { vault-address: 'http://localhost:8200', vault-role: ci }", ["login jwt local"]],
    ["- oidc/auth-oidc: { vault-role: ci, vault-tls-skip-verify: true }", ["login jwt unchecked"]],
    ["- oidc/auth-oidc: { vault-role: ci, vault-tls-skip-verify: false }", ["login jwt"]],
    ["- oidc/revoke-self", ["revoke token"]],
    ["- oidc/install", []],
    ["- hashi/login: { method: userpass, username: ci, password: $P }", ["login userpass"]],
    ["- hashi/login: { token: $T }", ["login token"]],
    ["- hashi/login: { method: github }", ["login other"]],
    ["- home/login", ["login approle"]],
    ["- twdps/approle-auth", ["login approle"]],
  ])("%s", (step, expected) => {
    expect(events(step, orbs)).toEqual(expected);
  });
});

describe("variables that have their value from Vault", () => {
  /** `NAME` for one that later steps have, `NAME (here)` for one of a script. */
  function variables(steps: string): string[] {
    const { config, run } = runOf(steps);
    return vaultValuesOf(config, run).variables.map(({ name, isExported }) => `${name}${isExported ? "" : " (here)"}`);
  }

  test.each<[string, string, string[]]>([
    ["a substitution", "A=$(vault kv get secret/a)", ["A (here)"]],
    ["a pipe in it", "A=$(vault read -format=json a/creds/b | jq -r .data.c)", ["A (here)"]],
    [
      "what is made of another",
      'A=$(vault kv get secret/a)\nB="x$A"\nC=$(echo "$B" | base64)',
      ["A (here)", "B (here)", "C (here)"],
    ],
    ["one that is set again", "A=$(vault kv get secret/a)\nA=none\nB=$A", ["A (here)"]],
    ["a file", "vault kv get secret/a > f\nA=$(cat f)\nB=$(< g)", ["A (here)"]],
    ["a file that curl writes", 'curl -H @h -o "$D/f" $VAULT_ADDR/v1/a/b\nA=$(jq -r .x "$D/f")', ["A (here)"]],
    ["a function", "get() { vault kv get secret/$1; }\nA=$(get a)", ["A (here)"]],
    ["`$BASH_ENV`", 'A=$(vault kv get secret/a)\necho "export B=$A" >> $BASH_ENV', ["A (here)", "B"]],
    ["`$BASH_ENV`, at once", 'echo "export A=$(vault kv get secret/a)" >> "$BASH_ENV"', ["A"]],
    ["`$BASH_ENV`, run by later steps", "echo 'export A=$(vault kv get secret/a)' >> $BASH_ENV", ["A"]],
    [
      "`$BASH_ENV` by printf",
      "A=$(vault kv get secret/a)\nprintf 'export B=%s\\n' \"$A\" >> $BASH_ENV",
      ["A (here)", "B"],
    ],
    ["`$BASH_ENV` by tee", 'echo "export A=$(vault kv get secret/a)" | tee -a $BASH_ENV', ["A"]],
    [
      "two lines for `$BASH_ENV`",
      "A=$(vault kv get secret/a)\ncat >> $BASH_ENV \\<<E\nexport B=$A\nexport C=none\nE",
      ["A (here)", "B"],
    ],
    [
      "a later step",
      '- run: echo "export A=$(vault kv get secret/a)" >> $BASH_ENV\n- run: B=$A vault status',
      ["A", "B (here)"],
    ],
    [
      "not what a later script has no more",
      "- run: A=$(vault kv get secret/a)\n- run: B=$A vault status",
      ["A (here)"],
    ],
    ["not what Vault has nothing to do with", "A=$(git rev-parse HEAD)\nvault status", []],
  ])("%s", (_, steps, expected) => {
    expect(variables(steps)).toEqual(expected);
  });
});
