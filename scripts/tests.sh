#!/usr/bin/env bash
# Runs make targets one after the other, all of them even if one fails, and says at the end how long
# each took.
#
#   MAKE=make scripts/tests.sh test-proto test-rust …

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

summary=()
failed=0
for target in "$@"; do
  echo "== $target" >&2
  started=$SECONDS
  if "${MAKE:-make}" --no-print-directory "$target"; then outcome=ok; else
    outcome=FAILED
    failed=1
  fi
  summary+=("$(printf '%-16s %-6s %4d s' "$target" "$outcome" $((SECONDS - started)))")
done

echo "== all tests: $SECONDS s" >&2
printf '%s\n' "${summary[@]}" >&2
exit "$failed"
