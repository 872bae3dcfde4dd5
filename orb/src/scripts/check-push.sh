#!/bin/sh
# Before anything is fixed: may this job push, and will the commit hold the fixes alone?
set -eu

refuse() {
  echo "circlesec: $1" >&2
  exit 2
}

branch=${CIRCLESEC_BRANCH:?}
if [ -n "${CIRCLE_PR_NUMBER:-}${CIRCLE_PR_USERNAME:-}${CIRCLE_PR_REPONAME:-}" ]; then
  refuse "this job runs for a pull request from a fork, and nothing is pushed from those"
fi
if ! git check-ref-format "refs/heads/$branch"; then
  refuse "git has no branches with the name that the parameter branch gives"
fi
if [ -n "$(git status --porcelain --untracked-files=no)" ]; then
  refuse "an earlier step has changed files of the checkout, and its changes would be pushed too"
fi
