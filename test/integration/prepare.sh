#!/usr/bin/env bash
# Installs what the tests on real servers need beside Go and Docker's client, where this is Debian and one is root;
# elsewhere those tests are skipped. Starts none of it.
set -euo pipefail
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "nothing is installed: this needs root and apt-get" >&2
  exit
fi

policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
  curl docker-registry jq openssl postgresql redis-server shellcheck skopeo util-linux

# The judge of the action for GitHub; where it cannot be had, its tests are skipped.
if command -v go > /dev/null && ! command -v actionlint > /dev/null &&
  ! GOBIN=/usr/local/bin go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; then
  echo "actionlint is not installed" >&2
fi
