#!/usr/bin/env bash
# Gets the programs that write the clients in Go and Java into target/generators: those for Go are built from the
# module proxy at the versions of scripts/tools/go, those for Java come from Maven at the versions of
# clients/java/pom.xml. What is there already is left as it is.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
folder=$root/target/generators
mkdir -p "$folder"

newer() {
  local stamp=$1 source
  shift
  [[ -e $stamp ]] || return 0
  for source in "$@"; do [[ $source -nt $stamp ]] && return 0; done
  return 1
}

if newer "$folder/go.ready" scripts/tools/go/go.mod scripts/tools/go/go.sum scripts/generators.sh; then
  scripts/test-programs.sh go
  echo "generators: building those for Go" >&2
  (cd scripts/tools/go && go build -o "$folder/" tool)
  touch "$folder/go.ready"
fi

if newer "$folder/java.ready" clients/java/pom.xml scripts/generators.sh; then
  scripts/test-programs.sh java
  # As Maven's artifacts name them.
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=osx ;;
    *)
      echo "generators: there is no protoc for $(uname -s) here; generate on Linux or macOS" >&2
      exit 1
      ;;
  esac
  case $(uname -m) in
    x86_64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch_64 ;;
    *)
      echo "generators: there is no protoc for $(uname -m) here; generate on x86_64 or arm64" >&2
      exit 1
      ;;
  esac
  echo "generators: fetching those for Java" >&2
  scripts/maven.sh dependency:copy@generators "-Dgenerators.folder=$folder" "-Dgenerators.platform=$system-$machine"
  chmod +x "$folder/protoc" "$folder/protoc-gen-grpc-java"
  touch "$folder/java.ready"
fi
