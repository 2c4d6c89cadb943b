#!/usr/bin/env bash
# Throws odd bytes at the doors through which strangers' bytes come in (fuzz/fuzz_targets), by libFuzzer.
#
#   scripts/fuzz.sh [TARGET…]     each for FUZZ_SECONDS (default 60); all of them where none is named
#
# What crashes, hangs or takes too much memory is kept in fuzz/artifacts/TARGET; to run such a file again, alone:
#
#   scripts/fuzz.sh TARGET fuzz/artifacts/TARGET/crash-…
#
# What was found worth keeping is in target/fuzz/corpus/TARGET, and is gone on from. No nightly toolchain and no cargo-fuzz
# is needed: these are its flags. Skia and FreeType are not instrumented; AddressSanitizer still sees what they do to memory
# that Rust allocated. FUZZ_SANITIZER=none does without it, at about twice the speed.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${FUZZ_SECONDS:-60}
sanitizer=${FUZZ_SANITIZER:-address}
all=(template expression image svg font)
triple=$(rustc -vV | sed -n 's/^host: //p')

targets=()
files=()
for argument in "$@"; do
  if [[ -f $argument ]]; then files+=("$(realpath "$argument")"); else targets+=("$argument"); fi
done
((${#targets[@]})) || targets=("${all[@]}")

flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-sanitizer-coverage-stack-depth --cfg fuzzing"
if [[ $sanitizer != none ]]; then flags+=" -Zsanitizer=$sanitizer"; fi

echo "fuzz: building" >&2
# Of the same versions as the server.
[[ fuzz/Cargo.lock -nt Cargo.lock ]] || cp Cargo.lock fuzz/Cargo.lock
# The flags are unstable ones, and are not to reach the build scripts: hence the target by name.
RUSTC_BOOTSTRAP=1 RUSTFLAGS=$(tr -s ' \n' ' ' <<<"$flags") CARGO_TARGET_DIR=target/fuzz/$sanitizer \
  scripts/skia.sh run cargo build --release --manifest-path fuzz/Cargo.toml --target "$triple" \
  "${targets[@]/#/--bin=}"

# The longest input, in bytes. More than a seed has; longer ones find nothing that shorter ones do not, and take longer.
longest() {
  case $1 in
  template) echo 8192 ;;
  expression) echo 2048 ;;
  image) echo 4096 ;;
  svg) echo 4096 ;;
  font) echo 16384 ;;
  *) echo "fuzz: no target $1; known are ${all[*]}" >&2 && exit 1 ;;
  esac
}

# What a target begins with: the seeds, and what the repository has of the kind.
seeds() {
  local to=$1 from=() file
  case $2 in
  template) from=(assets/templates/*.yaml tests/golden/features/*.yaml tests/chromium/cases/*.yaml) ;;
  svg) from=(tests/golden/inputs/*.svg) ;;
  font) from=(tests/golden/fonts/*.{ttf,ttc,woff,woff2}) ;;
  esac
  if [[ -d fuzz/seeds/$2 ]]; then from+=(fuzz/seeds/"$2"/*); fi
  mkdir -p "$to"
  # Two may have the same name.
  for file in "${from[@]}"; do cp "$file" "$to/${file//\//-}"; done
}

# Skia keeps what it has once made, on purpose: leaks are looked for by `make soak`.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:detect_odr_violation=0:allocator_may_return_null=1}
failed=()
for target in "${targets[@]}"; do
  most=$(longest "$target")
  seeds "target/fuzz/seeds/$target" "$target"
  mkdir -p "target/fuzz/corpus/$target" "fuzz/artifacts/$target"
  program=target/fuzz/$sanitizer/$triple/release/$target
  limits=(-timeout=25 -rss_limit_mb=3000 -max_len="$most")
  words=fuzz/dictionaries/$target.dict
  if [[ -f $words ]]; then limits+=(-dict="$words"); fi
  if ((${#files[@]})); then
    "$program" "${limits[@]}" "${files[@]}" || failed+=("$target")
    continue
  fi
  echo "fuzz: $target, $seconds s" >&2
  "$program" "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="fuzz/artifacts/$target/" \
    "target/fuzz/corpus/$target" "target/fuzz/seeds/$target" || failed+=("$target")
done

if ((${#failed[@]})); then
  echo "fuzz: FAILED: ${failed[*]}: see fuzz/artifacts" >&2
  exit 1
fi
