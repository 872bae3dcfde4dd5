#!/bin/sh
# One step of a job on GitHub: lints, and tells the workflow what came of it before it fails.
set -eu

# What an earlier use in the same job has left there would be taken for this run's.
rm -rf "$CIRCLESEC_RESULTS"
status=0
CIRCLESEC_COMMAND=lint CIRCLESEC_FORMAT=github CIRCLESEC_REPORTS="json markdown sarif ${CIRCLESEC_MORE_REPORTS:-}" \
  sh "$GITHUB_ACTION_PATH/orb/src/scripts/run.sh" || status=$?

findings=
sarif=
if [ "$status" -lt 2 ]; then
  findings=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).findings.length' \
    "$CIRCLESEC_RESULTS/circlesec.json")
  sarif=$CIRCLESEC_RESULTS/circlesec.sarif
  cat "$CIRCLESEC_RESULTS/circlesec.markdown" >> "$GITHUB_STEP_SUMMARY"
fi
printf '%s\n' "exit-code=$status" "findings=$findings" "sarif=$sarif" "results=$CIRCLESEC_RESULTS" >> "$GITHUB_OUTPUT"
exit "$status"
