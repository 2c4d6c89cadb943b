#!/usr/bin/env bash
# Fails if the API in this work tree would break clients of the API on main.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "breaking: $*" >&2; }

# CI checks out a commit, not a branch; then main is at best the remote's.
base=''
for ref in refs/heads/main refs/remotes/origin/main; do
  if git rev-parse --verify --quiet "$ref^{commit}" >/dev/null; then
    base=$ref
    break
  fi
done
if [[ -z $base ]]; then
  say "this clone knows no main branch, so there is nothing to compare with"
  exit 0
fi
files=$(git ls-tree -r --name-only "$base" -- buf.yaml proto)
if [[ $files != buf.yaml*.proto ]]; then
  say "$base has no API yet, so there is nothing to break"
  exit 0
fi

# An archive of it instead of buf's own `.git#branch=…`: that one wants a full clone with a branch of
# that name, and knows no work trees.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive "$base" -- proto buf.yaml | tar --extract --file=- --directory="$folder"
scripts/tools/node_modules/.bin/buf breaking --against "$folder"
say "nothing breaks clients of $base"
