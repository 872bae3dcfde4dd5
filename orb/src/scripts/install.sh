#!/bin/sh
# Installs one version of circlesec in a folder of its own. Not in the checkout: what stands there, an .npmrc or a
# package.json, has no say in what is installed.
set -eu

version=${CIRCLESEC_VERSION:?}
case $version in
  *[!0-9A-Za-z.+-]*) exact= ;;
  [0-9]*.[0-9]*.[0-9]*) exact=yes ;;
  *) exact= ;;
esac
if [ -z "$exact" ]; then
  echo "circlesec: the version is one exact version, as in 1.2.3" >&2
  exit 2
fi

folder=${CIRCLESEC_HOME:-$HOME/.circlesec}
mkdir -p "$folder"
cd "$folder"
if [ -x node_modules/.bin/circlesec ] && [ "$(node_modules/.bin/circlesec --version)" = "$version" ]; then
  echo "circlesec $version is there already"
  exit 0
fi
printf '{ "private": true }\n' > package.json
npm install --no-audit --no-fund --no-update-notifier --ignore-scripts --loglevel=error --save-exact "circlesec@$version" ||
  exit 2
echo "circlesec $version is installed"
