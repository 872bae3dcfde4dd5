# Lets jobs of CircleCI log in to Vault and fetch the credential for Docker Hub. Save it, read it, and run it with sh,
# as an administrator of Vault who is logged in (VAULT_TOKEN, or vault login). It can be run again.
# Afterwards, `circlesec vault setup --check` tells whether all of it is in place.

(
set -eu
export VAULT_ADDR=https://vault.acme.example:8200
export VAULT_NAMESPACE=teams/ci

# 1. Vault trusts the tokens that CircleCI gives to the jobs of this organization, and no others.
issuer=https://oidc.circleci.com/org/2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10
vault read sys/auth/circleci/jwt >/dev/null 2>&1 || vault auth enable -path=circleci/jwt jwt
if trusted=$(vault read -field=oidc_discovery_url auth/circleci/jwt/config 2>/dev/null) && [ "$trusted" != "$issuer" ]; then
  printf '%s\n' 'auth/circleci/jwt is configured for another issuer; choose another path with --auth-mount' >&2
  exit 1
fi
vault write auth/circleci/jwt/config oidc_discovery_url="$issuer" bound_issuer="$issuer"

# 2. All that the token of a job may do; that it may revoke itself comes with the policy default.
vault policy write ci-docker - <<'POLICY'
path "hub/token/acmeci/public_read" {
  capabilities = ["create", "update"]
}
POLICY

# 3. Jobs of these projects may log in. Their token ends after ten minutes, and what it has fetched with it.
#    Its empty values and zeros undo what an earlier role of this name may have said.
#    Jobs of other branches, of tags and of custom webhooks may not. A * stands for any text, slashes too.
vault write auth/circleci/jwt/role/docker - <<'ROLE'
{
  "role_type": "jwt",
  "user_claim": "oidc.circleci.com/project-id",
  "bound_audiences": [
    "2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10"
  ],
  "bound_claims_type": "glob",
  "bound_claims": {
    "oidc.circleci.com/project-id": [
      "7d1f2a52-8c3f-4a54-9b0b-1f9d7a2c7d11",
      "8e1f2a52-8c3f-4a54-9b0b-1f9d7a2c7d12"
    ],
    "oidc.circleci.com/vcs-ref": [
      "refs/heads/main",
      "refs/heads/release/*"
    ]
  },
  "token_policies": [
    "ci-docker"
  ],
  "token_type": "service",
  "token_ttl": 600,
  "token_max_ttl": 600,
  "bound_subject": "",
  "user_claim_json_pointer": false,
  "token_no_default_policy": false,
  "token_explicit_max_ttl": 0,
  "token_num_uses": 0,
  "token_period": 0
}
ROLE

# 4. The secrets engine that makes access tokens of Docker Hub.
#    The engine is the plugin hoeg/vault-plugin-secrets-dockerhub, which Vault does not bring along. Know that
#    - it needs the password of the account: an access token cannot make others, and two-factor or single sign-on
#      stand in its way;
#    - when it deletes a token, it takes the answer 202 alone for success, while Docker Hub documents 204: Vault may log
#      errors and keep leases that it cannot revoke, though the token is gone.
#    Where that is not acceptable, keep an access token in the key-value engine: --engine kv2 --path ci/docker-hub.
#    Its program belongs in the plugin_directory of Vault's configuration, and is registered once:
#    vault plugin register -sha256="$(sha256sum PLUGIN_DIRECTORY/dockerhub | cut -d " " -f 1)" secret dockerhub
vault read sys/mounts/hub >/dev/null 2>&1 || vault secrets enable -path=hub dockerhub

# 5. The account. This replaces all that the engine knows of it, other scopes too. The parameter is Scope: of the
#    one in the plugin's README, scopes, Vault takes no notice, and the engine then refuses each request.
if [ -t 0 ]; then
  printf %s 'Password of acmeci at Docker Hub (empty to leave what is stored): ' >&2
  trap 'stty echo; exit 130' INT TERM
  stty -echo
fi
IFS= read -r secret || :
if [ -t 0 ]; then
  stty echo
  echo >&2
fi
if [ -n "$secret" ]; then
  printf %s "$secret" | vault write hub/config/acmeci Scope=public_read password=-
fi
)
