#!/usr/bin/env bash
# Maven for clients/java, saying only what is wrong: scripts/maven.sh test-compile …
# What it has fetched once it keeps in ~/.m2, and asks nobody for it again.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Some of Debian's versions colour even their silence.
mvn --quiet --batch-mode --no-transfer-progress --file clients/java/pom.xml "$@" 2>&1 |
  sed -e $'s/\e\\[[0-9;]*m//g' -e '/^$/d' >&2
