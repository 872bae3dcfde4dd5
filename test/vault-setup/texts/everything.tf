# Lets jobs of CircleCI log in to Vault and fetch the credential for Docker Hub.
terraform {
  required_providers {
    vault = {
      source = "hashicorp/vault"
    }
  }
}

provider "vault" {
  address   = "https://vault.acme.example:8200"
  namespace = "teams/ci"
}

# Vault trusts the tokens that CircleCI gives to the jobs of this organization, and no others.
# A method or engine that Vault has already is imported first:
#   terraform import vault_jwt_auth_backend.circleci circleci/jwt
#   terraform import vault_mount.docker_hub hub
resource "vault_jwt_auth_backend" "circleci" {
  type               = "jwt"
  path               = "circleci/jwt"
  oidc_discovery_url = "https://oidc.circleci.com/org/2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10"
  bound_issuer       = "https://oidc.circleci.com/org/2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10"
}

# All that the token of a job may do; that it may revoke itself comes with the policy default.
resource "vault_policy" "circleci" {
  name = "ci-docker"

  policy = jsonencode({
    path = {
      "hub/token/acmeci/public_read" = { capabilities = ["create", "update"] }
    }
  })
}

# Which jobs may log in. The provider takes several values of a claim with commas between them.
resource "vault_jwt_auth_backend_role" "circleci" {
  backend           = vault_jwt_auth_backend.circleci.path
  role_name         = "docker"
  role_type         = "jwt"
  user_claim        = "oidc.circleci.com/project-id"
  bound_audiences   = ["2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10"]
  bound_claims_type = "glob"
  token_policies    = [vault_policy.circleci.name]
  token_type        = "service"
  token_ttl         = 600
  token_max_ttl     = 600

  bound_claims = {
    "oidc.circleci.com/project-id" = "7d1f2a52-8c3f-4a54-9b0b-1f9d7a2c7d11,8e1f2a52-8c3f-4a54-9b0b-1f9d7a2c7d12"
    "oidc.circleci.com/vcs-ref"    = "refs/heads/main,refs/heads/release/*"
  }
}

# The engine is the plugin hoeg/vault-plugin-secrets-dockerhub, which Vault does not bring along. Know that
# - it needs the password of the account: an access token cannot make others, and two-factor or single sign-on
#   stand in its way;
# - when it deletes a token, it takes the answer 202 alone for success, while Docker Hub documents 204: Vault may log
#   errors and keep leases that it cannot revoke, though the token is gone.
# Where that is not acceptable, keep an access token in the key-value engine: --engine kv2 --path ci/docker-hub.
resource "vault_mount" "docker_hub" {
  path = "hub"
  type = "dockerhub"
}

# Terraform keeps this in its state in clear text. Where that is not acceptable, leave this variable and the resource
# below out, and store the credential with the last step of `circlesec vault setup --format commands`.
variable "docker_hub_password" {
  type        = string
  description = "Password of the Docker Hub account acmeci"
  sensitive   = true
}

resource "vault_generic_endpoint" "docker_hub_account" {
  path         = "${vault_mount.docker_hub.path}/config/acmeci"
  disable_read = true
  data_json    = jsonencode({ Scope = "public_read", password = var.docker_hub_password })
}
