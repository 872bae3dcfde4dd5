#!/bin/sh
# Runs circlesec, from the folder that install.sh put it in. All that a user can choose comes by the environment: no text
# of a parameter is ever part of a script.
set -euf

command=${CIRCLESEC_COMMAND:-lint}
results=${CIRCLESEC_RESULTS:-/tmp/circlesec-results}

set -- "$command" --format "${CIRCLESEC_FORMAT:-pretty}"
for name in ${CIRCLESEC_REPORTS:-}; do
  case $name in
    # CircleCI takes a folder of XML files for test results.
    junit) file=$results/junit/circlesec.xml ;;
    *[!a-z]*)
      echo "circlesec: the reports are names of formats with spaces between them, as in sarif html" >&2
      exit 2
      ;;
    *) file=$results/circlesec.$name ;;
  esac
  mkdir -p "${file%/*}"
  set -- "$@" --format "$name=$file"
done
if [ -n "${CIRCLESEC_FAIL_ON:-}" ]; then set -- "$@" --fail-on "$CIRCLESEC_FAIL_ON"; fi
if [ -n "${CIRCLESEC_SETTINGS:-}" ]; then set -- "$@" --settings "$CIRCLESEC_SETTINGS"; fi
if [ -n "${CIRCLESEC_BASELINE:-}" ]; then set -- "$@" --baseline "$CIRCLESEC_BASELINE"; fi

set -- "$@" --
IFS='
'
for path in ${CIRCLESEC_PATHS:-}; do set -- "$@" "$path"; done

exec "${CIRCLESEC_HOME:-$HOME/.circlesec}/node_modules/.bin/circlesec" "$@"
