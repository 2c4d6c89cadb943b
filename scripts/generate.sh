#!/usr/bin/env bash
# Writes all generated code from proto/.
#
#   scripts/generate.sh           write it
#   scripts/generate.sh --check   write it, and fail if that changed anything

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Every folder that belongs to generated code altogether.
folders=(
  clients/rust/src/gen clients/typescript/src/gen clients/python/src/placard/v1 clients/go/placardv1 clients/java/src/gen
)

generate() {
  echo "generate: Rust" >&2
  # CI must build what the lock file says, not mend it.
  cargo run --quiet ${CI:+--locked} --package placard-codegen
  echo "generate: TypeScript, Python" >&2
  # buf's plugins are development dependencies of the clients that they write.
  PATH="$PWD/clients/typescript/node_modules/.bin:$PATH" scripts/tools/node_modules/.bin/buf generate
  place_python target/generate/python/placard/v1 clients/python/src/placard/v1
  scripts/generators.sh
  echo "generate: Go and Java" >&2
  scripts/tools/node_modules/.bin/buf generate --template buf.gen.packages.yaml
}

# Of google.rpc, Python has a package already. What has no service has no stubs, but files for them.
place_python() {
  local file module
  rm -rf "$2"
  mkdir -p "$2"
  cp "$1"/*_pb2.py "$1"/*_pb2.pyi "$1"/*_service_pb2_grpc.py "$1"/*_service_pb2_grpc.pyi "$2"
  {
    echo '"""`placard.v1`: messages, enums and stubs. Written by `make generate`."""'
    echo
    for file in "$2"/*.py; do
      module=$(basename "$file" .py)
      echo "from placard.v1.$module import *  # noqa: F403"
    done
  } >"$2/__init__.py.tmp"
  mv "$2/__init__.py.tmp" "$2/__init__.py"
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
    if [[ -d $folder ]]; then cp -Rp "$folder/." "$before/$folder/"; fi
  done
  generate
  for folder in "${folders[@]}"; do
    if diff -r --brief "$before/$folder" "$folder" >&2; then
      # What is the same keeps its time, so that nobody builds it again.
      cp -Rp "$before/$folder/." "$folder/"
    else
      stale+=("$folder")
    fi
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
