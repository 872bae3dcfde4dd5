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
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq --no-install-recommends \
  curl docker-registry jq openssl postgresql redis-server shellcheck skopeo util-linux

# Debian 12 has Valkey among its backports only, which are asked for it and for nothing else, from where the rest comes from.
install_valkey() {
  if apt-get install -qq --no-install-recommends valkey-server 2> /dev/null; then return; fi
  local codename from sources
  codename="$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)"
  from="$(apt-get indextargets --format "\$(REPO_URI)" "Codename: $codename" "Created-By: Packages" | sed -n 1p)"
  sources="$(mktemp)"
  cat /etc/apt/sources.list > "$sources" 2> /dev/null || true
  echo "deb $from $codename-backports main" >> "$sources"
  apt-get update -qq -o Dir::Etc::sourcelist="$sources" &&
    apt-get install -qq --no-install-recommends -o Dir::Etc::sourcelist="$sources" valkey-server
}
if ! command -v valkey-server > /dev/null && ! install_valkey; then
  echo "valkey-server is not installed" >&2
fi

# The judge of the action for GitHub; where it cannot be had, its tests are skipped.
if command -v go > /dev/null && ! command -v actionlint > /dev/null &&
  ! GOBIN=/usr/local/bin go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; then
  echo "actionlint is not installed" >&2
fi
