#!/usr/bin/env bash
# Writes all generated code from proto/.
#
#   scripts/generate.sh           write it
#   scripts/generate.sh --check   write it, and fail if that changed anything

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Every folder that belongs to generated code altogether.
folders=(clients/rust/src/gen clients/typescript/src/gen clients/go/placardv1 clients/java/src/gen)

generate() {
  echo "generate: Rust" >&2
  # CI must build what the lock file says, not mend it.
  cargo run --quiet ${CI:+--locked} --package placard-codegen
  echo "generate: TypeScript" >&2
  # buf's plugin is a development dependency of the client that it writes.
  PATH="$PWD/clients/typescript/node_modules/.bin:$PATH" scripts/tools/node_modules/.bin/buf generate
  scripts/generators.sh
  echo "generate: Go and Java" >&2
  scripts/tools/node_modules/.bin/buf generate --template buf.gen.packages.yaml
}

check() {
  local before folder
  local -a stale=()
  before=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$before'" EXIT
  # The work tree is compared, not the last commit, so that one can test before committing.
  for folder in "${folders[@]}"; do
    mkdir -p "$before/$folder"
    if [[ -d $folder ]]; then cp -R "$folder/." "$before/$folder/"; fi
  done
  generate
  for folder in "${folders[@]}"; do
    diff -r --brief "$before/$folder" "$folder" >&2 || stale+=("$folder")
  done
  if [[ ${#stale[@]} -gt 0 ]]; then
    echo "generate: not what proto/ says: ${stale[*]}" >&2
    echo "generate: it is up to date now; please look at the change and commit it" >&2
    return 1
  fi
  echo "generate: all generated code is up to date" >&2
}

case ${1:-} in
  '') generate ;;
  --check) check ;;
  *)
    echo "usage: scripts/generate.sh [--check]" >&2
    exit 2
    ;;
esac
