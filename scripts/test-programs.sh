#!/usr/bin/env bash
# Sees to it that the programs which the tests start are installed: PostgreSQL, Chromium, Python, Go and Java.
# Whoever has them already, from wherever, is left alone.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/apt.sh
source "$root/scripts/apt.sh"

have_postgres() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}
have_chromium() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}
# Debian has Python without what makes virtual environments.
have_python() {
  python3 -c 'import ensurepip, venv' 2>/dev/null
}
# Since 1.21 Go gets by itself the version that a module wants.
have_go() {
  command -v go >/dev/null && ! go version | grep -qE ' go1\.(1?[0-9]|20)[ .]'
}
have_java() {
  command -v javac >/dev/null && command -v mvn >/dev/null
}

for program in "$@"; do
  case $program in
    postgres) have_postgres || ensure_packages "testing with PostgreSQL" postgresql ;;
    chromium) have_chromium || ensure_packages "testing in a browser" chromium ;;
    python) have_python || ensure_packages "testing in Python" python3 python3-venv ;;
    go)
      have_go || ensure_packages "the client and the receiver in Go" golang-go
      have_go || {
        echo "test-programs: this Go is too old ($(go version)); 1.21 is the oldest that will do" >&2
        exit 1
      }
      ;;
    java) have_java || ensure_packages "the client and the receiver in Java" default-jdk-headless maven ;;
    *)
      echo "usage: scripts/test-programs.sh [postgres] [chromium] [python] [go] [java]" >&2
      exit 2
      ;;
  esac
done
