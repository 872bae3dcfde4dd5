#!/usr/bin/env bash
# Builds the programs of this folder into the folder $1, which is there whole afterwards or not at all.
set -euo pipefail
if [ -e "$1" ]; then exit; fi

stage=$(mktemp -d "$1.XXXXXX")
trap 'rm -rf "$stage"' EXIT
cp -R "$(dirname "$0")" "$stage/sources"
cd "$stage/sources"

# Vault's own files, each as it is, for the commands that servers/vault/command/commands.go names.
files="auth auth_enable base base_flags base_helpers base_predict format kv kv_get kv_helpers kv_put lease lease_revoke
  main plugin plugin_register policy policy_write read secrets secrets_enable token token_revoke unwrap util write"
go mod download github.com/hashicorp/vault
vault=$(go list -m -f '{{.Dir}}' github.com/hashicorp/vault)
for file in $files; do cp --no-preserve=mode "$vault/command/$file.go" vault/command/; done

CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$stage/made/" ./vault ./vault-server ./dockerhub
mv "$stage/made" "$1"
