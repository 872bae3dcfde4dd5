# Lets jobs of CircleCI log in to Vault and fetch the credential for Docker Hub. Save it, read it, and run it with sh,
# as an administrator of Vault who is logged in (VAULT_TOKEN, or vault login). It can be run again.
# Afterwards, `circlesec vault setup --check` tells whether all of it is in place.
# In CircleCI, set VAULT_ADDR to the address of Vault and VAULT_ROLE to circleci-docker, in a context or the project.

(
set -eu

# 1. Vault trusts the tokens that CircleCI gives to the jobs of this organization, and no others.
issuer=https://oidc.circleci.com/org/2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10
vault read sys/auth/jwt >/dev/null 2>&1 || vault auth enable -path=jwt jwt
if trusted=$(vault read -field=oidc_discovery_url auth/jwt/config 2>/dev/null) && [ "$trusted" != "$issuer" ]; then
  printf '%s\n' 'auth/jwt is configured for another issuer; choose another path with --auth-mount' >&2
  exit 1
fi
vault write auth/jwt/config oidc_discovery_url="$issuer" bound_issuer="$issuer"

# 2. All that the token of a job may do; that it may revoke itself comes with the policy default.
vault policy write circlesec-circleci-docker - <<'POLICY'
path "secret/data/ci/docker-hub" {
  capabilities = ["read"]
}
POLICY

# 3. Jobs of these projects may log in. Their token ends after ten minutes, and what it has fetched with it.
#    Its empty values and zeros undo what an earlier role of this name may have said.
#    Jobs of any branch, tag and, where forks are given secrets, fork; --branch leaves the branches that it names.
vault write auth/jwt/role/circleci-docker - <<'ROLE'
{
  "role_type": "jwt",
  "user_claim": "oidc.circleci.com/project-id",
  "bound_audiences": [
    "2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10"
  ],
  "bound_claims_type": "string",
  "bound_claims": {
    "oidc.circleci.com/project-id": [
      "7d1f2a52-8c3f-4a54-9b0b-1f9d7a2c7d11"
    ]
  },
  "token_policies": [
    "circlesec-circleci-docker"
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

# 4. The secrets engine that keeps the credential.
vault read sys/mounts/secret >/dev/null 2>&1 || vault secrets enable -path=secret -version=2 kv

# 5. The credential: best an access token of Docker Hub that may only read. This replaces all fields of the secret.
if [ -t 0 ]; then
  printf %s 'Access token (empty to leave what is stored): ' >&2
  trap 'stty echo; exit 130' INT TERM
  stty -echo
fi
IFS= read -r secret || :
if [ -t 0 ]; then
  stty echo
  echo >&2
fi
if [ -n "$secret" ]; then
  printf %s "$secret" |
    vault kv put -mount=secret ci/docker-hub username=acmeci password=-
fi
)
