#!/usr/bin/env bash
# Maven for clients/java, quiet and without colours: scripts/maven.sh test-compile …
# What it has fetched once it keeps in ~/.m2, and asks nobody for it again.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec mvn --quiet --batch-mode --no-transfer-progress -Dstyle.color=never --file clients/java/pom.xml "$@"
