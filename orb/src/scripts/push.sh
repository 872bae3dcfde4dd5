#!/bin/sh
# Pushes what circlesec has fixed as one commit on top of the one that was checked out. Nothing is forced, no hook runs,
# and a token goes to git by its own way to ask for one: never on a command line, in an address or in a file.
set -eu
set +x
unset GIT_TRACE GIT_TRACE_CURL GIT_TRACE_PACKET GIT_CURL_VERBOSE

branch=${CIRCLESEC_BRANCH:?}
remote=origin

git add --update
if git diff --cached --quiet; then
  echo "circlesec: nothing was fixed, so nothing is pushed"
  exit 0
fi
tree=$(git write-tree)

askpass=
if [ -n "$(printenv "${CIRCLESEC_TOKEN_VARIABLE:-CIRCLESEC_PUSH_TOKEN}" || true)" ]; then
  remote=$(git remote get-url origin | sed -E \
    -e 's#^ssh://[^@/]+@([^:/]+)(:[0-9]+)?/#https://\1/#' -e 's#^[^@/]+@([^:/]+):#https://\1/#' \
    -e 's#^(https://)[^/@]*@#\1#')
  case $remote in
    https://*) ;;
    *)
      echo "circlesec: a token is sent over HTTPS only, and origin has no address for that" >&2
      exit 2
      ;;
  esac
  askpass=$(mktemp)
  trap 'rm -f "$askpass"' EXIT
  # shellcheck disable=SC2016 # the helper reads the variables, when git runs it
  printf '%s\n' '#!/bin/sh' 'case $1 in' 'Username*) echo "$CIRCLESEC_TOKEN_USER" ;;' \
    '*) printenv "${CIRCLESEC_TOKEN_VARIABLE:-CIRCLESEC_PUSH_TOKEN}" ;;' 'esac' > "$askpass"
  chmod 700 "$askpass"
  export GIT_ASKPASS="$askpass"
fi
export GIT_TERMINAL_PROMPT=0

# Where a token is given, no helper of the machine is asked for another, and none gets to keep it.
ask_remote() {
  if [ -n "$askpass" ]; then git -c credential.helper= "$@"; else git "$@"; fi
}

if ! there=$(ask_remote ls-remote "$remote" "refs/heads/$branch"); then
  echo "circlesec: origin cannot be read; what its branch $branch has is not known" >&2
  exit 2
fi
if [ -n "$there" ]; then
  ask_remote fetch --quiet --no-tags "$remote" "refs/heads/$branch" || exit 2
  if [ "$(git rev-parse 'FETCH_HEAD^{tree}')" = "$tree" ]; then
    echo "circlesec: the branch $branch has these fixes already"
    exit 0
  fi
fi

export GIT_AUTHOR_NAME="$CIRCLESEC_AUTHOR_NAME" GIT_AUTHOR_EMAIL="$CIRCLESEC_AUTHOR_EMAIL"
export GIT_COMMITTER_NAME="$CIRCLESEC_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$CIRCLESEC_AUTHOR_EMAIL"
commit=$(git commit-tree "$tree" -p HEAD -m "$CIRCLESEC_MESSAGE")
if ! ask_remote -c core.hooksPath=/dev/null push --quiet "$remote" "$commit:refs/heads/$branch"; then
  echo "circlesec: the branch $branch was not pushed; if it has other commits, merge or delete it first" >&2
  exit 2
fi
echo "circlesec: pushed the fixes to the branch $branch"
