#!/usr/bin/env bash
# Sees to it that cargo can build skia-safe, the crate that draws our cards.
#
#   scripts/skia.sh             set up; a few milliseconds when there is nothing to do
#   scripts/skia.sh run CMD…    set up, then run CMD with the variables that cargo needs
#   scripts/skia.sh env         set up, then print those variables as `export …` lines
#   scripts/skia.sh build       build the pack from source, even where it is there or isn't needed
#
# skia-safe normally downloads a prebuilt Skia from its project's release page. Where that page
# answers, there is nothing to do. Where it doesn't (build machines with nothing but package
# registries), Skia is built once from Debian's source package of Chromium, which carries all of
# Skia, and packed into the user's cache folder. skia-safe takes the pack through a variable of its
# own, SKIA_BINARIES_URL.
#
# All talk goes to stderr; stdout is for `env` and for CMD.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/apt.sh
source "$root/scripts/apt.sh"

# What linking with the pack takes; clang and its friends are wanted for the build alone.
link_packages=(
  g++ libexpat1-dev libfontconfig-dev libfreetype-dev libharfbuzz-dev libicu-dev
  libjpeg62-turbo-dev libpng-dev libwebp-dev pkg-config zlib1g-dev
)
llvm=19
build_packages=(
  "clang-$llvm" "libclang-$llvm-dev" dpkg-dev generate-ninja ninja-build python3 xz-utils
)
# The Debian release whose Chromium carries our Skia, whichever release the host itself runs.
source_suite=bookworm
# What the build takes on disk at its peak, and some air, in kibibytes.
needed_space=$((2 * 1024 * 1024))

say() { echo "skia: $*" >&2; }
die() {
  say "$*"
  exit 1
}

# --- What we have ---------------------------------------------------------------------------------

# The one line of Cargo.toml is the only place that knows version and features.
skia_line=$(grep -m1 '^skia-safe *=' "$root/Cargo.toml") || die "Cargo.toml has no skia-safe line"
if [[ ! $skia_line =~ \"=([0-9]+\.[0-9]+\.[0-9]+)\" ]]; then
  die "Cargo.toml must pin skia-safe to an exact version on one line (\"=x.y.z\")"
fi
version=${BASH_REMATCH[1]}
features=default
if [[ $skia_line =~ features\ *=\ *\[([^]]*)\] ]]; then
  features=${BASH_REMATCH[1]//[\" ]/}
  features=${features//,/+}
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/placard/skia
# The pack is linked with the host's libraries, so the host's release belongs into its name.
host=unknown
if [[ -r /etc/os-release ]]; then
  # shellcheck source=/dev/null
  host=$(source /etc/os-release && echo "${ID:-linux}${VERSION_ID:-}")
fi
pack=$cache/skia-safe-$version-$features-$(uname -m)-$host.tar.gz
# Present where the release page answered. Remembering it keeps the answer from changing with the
# weather, which would have cargo build skia-safe anew each time.
release_answered=$cache/skia-safe-$version-release-page-answered

# --- Where prebuilt libraries come from -----------------------------------------------------------

# Somebody who points skia-safe at a Skia of their own knows better than we do.
chosen_by_user() {
  [[ -n ${SKIA_SOURCE_DIR:-}${SKIA_LIBRARY_SEARCH_PATH:-} ]] && return 0
  # `env` of an earlier day may have left a pack of ours in the shell; that is no choice.
  [[ -n ${SKIA_BINARIES_URL:-} && $SKIA_BINARIES_URL != "file://$cache/"* ]]
}

release_page_answers() {
  # skia-safe downloads with curl too.
  command -v curl >/dev/null || ensure_packages "downloading Skia" curl ca-certificates
  curl --head --fail --silent --location --connect-timeout 4 --max-time 10 --output /dev/null \
    "https://github.com/rust-skia/skia-binaries/releases/tag/$version"
}

# --- The build ------------------------------------------------------------------------------------

work=''  # the build's folder, a few gigabytes
child='' # the long step that is running

clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  # The step runs in a process group of its own: end all of it, cargo's compilers too.
  if [[ -n $child ]]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
    # A compiler that is just ending may still write; give the group a moment to be gone.
    for _ in {1..50}; do
      kill -0 -- "-$child" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$child" 2>/dev/null || true
  fi
  if [[ -n $work && -d $work ]]; then
    if [[ $status -ne 0 && -f $work/log ]]; then cp "$work/log" "$cache/failed.log" || true; fi
    rm -rf "$work"
    if [[ $status -gt 128 ]]; then say "stopped; what was begun is removed again"; fi
  fi
  exit "$status"
}

# step TEXT CMD…: runs a long command, its output to the log, and says how long it took.
step() {
  local text=$1 started=$SECONDS status=0
  shift
  say "$text …"
  # In the background, since bash answers signals only between foreground commands; in its own
  # process group (set -m), so that clean_up can end it with all its children; without the lock,
  # so that nothing left over can keep the next run waiting.
  set -m
  "$@" </dev/null >>"$work/log" 2>&1 9>&- &
  child=$!
  set +m
  wait "$child" || status=$?
  child=''
  if [[ $status -ne 0 ]]; then
    tail -n 40 "$work/log" >&2
    die "that failed after $((SECONDS - started)) s; the whole log: $cache/failed.log"
  fi
  say "  done in $((SECONDS - started)) s"
}

# apt with one deb-src line and all its state in the work folder: the host's own configuration is
# only read, and root isn't needed.
apt_private() {
  local tool=$1
  shift
  # The sandbox user couldn't reach a folder in a private home, and apt would say so each time.
  "$tool" -q -o Dir::Etc::SourceList="$work/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache" \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 "$@"
}

# The archive this host gets Debian from: apt itself knows, in whichever format it is configured.
debian_mirror() {
  # shellcheck disable=SC2016 # apt fills it in
  apt-get indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main' 2>/dev/null | sort -u | head -n 1
}

write_private_sources() {
  local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg options=''
  mirror=$(debian_mirror)
  if [[ -z $mirror ]]; then
    # Without package lists apt can't tell whose archive is which.
    apt_get_as_root update
    mirror=$(debian_mirror)
  fi
  [[ -n $mirror ]] || die "apt on this host knows no Debian mirror, so there is no source to build from"
  if [[ -r $keyring ]]; then options="[signed-by=$keyring] "; fi
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  echo "deb-src $options$mirror $source_suite main" >"$work/apt/sources.list"
}

# The Skia milestone that this version of the crate is made for; it says so itself.
expected_milestone() {
  cargo metadata --format-version 1 --manifest-path "$work/crate/Cargo.toml" |
    grep -o '"skia":"m[0-9]*' | grep -o '[0-9]*$' | head -n 1
}

write_crate() {
  mkdir -p "$work/crate/src"
  echo 'fn main() {}' >"$work/crate/src/main.rs"
  printf '%s\n' '[package]' 'name = "skia-pack"' 'version = "0.0.0"' 'edition = "2021"' \
    '[workspace]' '[dependencies]' "$skia_line" >"$work/crate/Cargo.toml"
  # The same bindgen and cc as in the real build; cargo drops what it doesn't need.
  if [[ -f $root/Cargo.lock ]]; then cp "$root/Cargo.lock" "$work/crate/"; fi
}

# apt has checked the archive's signature and, through it, every file it fetched. Once more by hand,
# along the same chain: signed index -> .dsc -> tarball.
check_sources() {
  local dsc=$1 tarball=$2 source_version=$3 sum
  sum=$(apt_private apt-cache showsrc --only-source chromium |
    awk -v version="$source_version" -v file="$dsc" '
      /^Version:/ { ours = $2 == version }
      /^[^ ]/ { sums = $1 == "Checksums-Sha256:" }
      ours && sums && $3 == file { print $1; exit }')
  echo "${sum:?the index has no checksum for $dsc}  $dsc" | sha256sum --check --strict || return 1
  sum=$(awk -v file="$tarball" '
    /^[^ ]/ { sums = $1 == "Checksums-Sha256:" }
    sums && $3 == file { print $1; exit }' "$dsc")
  echo "${sum:?$dsc has no checksum for $tarball}  $tarball" | sha256sum --check --strict
}

extract() {
  # xz uses both cores where the archive was made of blocks.
  xz --decompress --stdout --threads=0 "$1" |
    tar --extract --strip-components=1 --wildcards '*/third_party/skia/*' '*/third_party/wuffs/*'
  rm "$1"
}

compile() {
  # A release build: the crate hands cargo's opt-level on to Skia, and a debug pack would draw at
  # a crawl. CARGO_* and SKIA_* of the caller must not leak in.
  env -u SKIA_BINARIES_URL -u SKIA_GN_ARGS -u SKIA_DEBUG -u CARGO_BUILD_TARGET -u CARGO_ENCODED_RUSTFLAGS \
    SKIA_SOURCE_DIR="$work/source/third_party/skia" SKIA_USE_SYSTEM_LIBRARIES=1 \
    SKIA_GN_COMMAND="$(command -v gn)" SKIA_NINJA_COMMAND="$(command -v ninja)" \
    CC="clang-$llvm" CXX="clang++-$llvm" LIBCLANG_PATH="/usr/lib/llvm-$llvm/lib" \
    CARGO_TARGET_DIR="$work/target" \
    cargo build --release --manifest-path "$work/crate/Cargo.toml"
}

# The layout of skia-safe's own archives: one folder, skia-binaries/, with everything inside.
write_pack() {
  local built=("$work"/target/release/build/skia-bindings-*/out/skia/libskia.a) out
  out=$(dirname "${built[0]}")
  mkdir "$work/skia-binaries"
  cp "$out"/*.a "$out/bindings.rs" "$out/skia-defines.txt" "$work/skia-binaries/"
  tar --create --gzip --file "$work/pack.tar.gz" -C "$work" skia-binaries
  # Renaming is all or nothing: a pack under its final name is always whole.
  mv "$work/pack.tar.gz" "$pack"
}

# build_pack [again]: with `again`, even if there is a pack.
build_pack() {
  local wish=${1:-} started=$SECONDS source_version milestone found free

  if ! is_debian_like; then
    say "building it takes Debian, whose source packages this script knows. Please do one of these:"
    say "  - let this machine reach that page, and run this again;"
    say "  - copy $(basename "$pack")"
    say "    from a like machine that has it to $cache/;"
    say "  - point SKIA_BINARIES_URL or SKIA_SOURCE_DIR at a Skia of your own (see skia-bindings' README)."
    exit 1
  fi

  mkdir -p "$cache"
  exec 9>"$cache/lock"
  if ! flock --nonblock 9; then
    say "another run is building Skia; waiting for it …"
    flock 9
  fi
  if [[ -f $pack && $wish != again ]]; then
    exec 9>&-
    return
  fi

  # What an earlier run left when it was killed outright. We hold the lock, so it is nobody's.
  rm -rf "$cache"/build.*
  free=$(df --output=avail -k "$cache" | tail -n 1)
  ((free > needed_space)) ||
    die "building Skia wants $((needed_space / 1024 / 1024)) GB of free space under $cache; there are $((free / 1024)) MB"

  say "building Skia from Debian's sources: about 8 minutes on 2 idle cores"
  ensure_packages "building Skia" "${build_packages[@]}" "${link_packages[@]}" 9>&-

  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  work=$(mktemp -d "$cache/build.XXXXXX")
  mkdir "$work/source"
  cd "$work/source"

  write_crate
  milestone=$(expected_milestone)
  [[ -n $milestone ]] || die "skia-bindings $version doesn't say which Skia it wants"

  write_private_sources
  step "reading Debian's index of sources" apt_private apt-get update
  # Chromium and Skia share their milestones: Chromium 150 carries Skia m150.
  source_version=$(apt_private apt-cache showsrc --only-source chromium |
    awk -v milestone="$milestone" '/^Version:/ && $2 ~ "^" milestone "\\." { print $2 }' | sort -V | tail -n 1)
  [[ -n $source_version ]] ||
    die "Debian $source_suite has no Chromium $milestone any more; move skia-safe to the milestone that it has"
  step "downloading the source of Chromium $source_version (0.9 GB)" \
    apt_private apt-get source --download-only "chromium=$source_version"

  local -a dsc=(chromium_*.dsc) tarball=(chromium_*.orig.tar.xz)
  step "checking it" check_sources "${dsc[0]}" "${tarball[0]}" "$source_version"
  step "unpacking Skia out of it" extract "${tarball[0]}"

  found=$(awk '$1 == "#define" && $2 == "SK_MILESTONE" { print $3 }' third_party/skia/include/core/SkMilestone.h)
  [[ $found == "$milestone" ]] || die "this is Skia m$found, but skia-safe $version wants m$milestone"
  # Skia looks for its decoder library below itself; Chromium keeps it beside.
  mkdir -p third_party/skia/third_party/externals
  ln -s ../../../wuffs/src third_party/skia/third_party/externals/wuffs

  step "compiling Skia m$milestone for skia-safe $version (5 minutes on 2 idle cores)" compile
  step "packing it" write_pack

  cd "$root"
  rm -rf "$work"
  work=''
  trap - EXIT INT TERM HUP
  exec 9>&-
  rm -f "$cache/failed.log"
  say "all done in $((SECONDS - started)) s: $pack"
}

# --- Set-up ---------------------------------------------------------------------------------------

set_up() {
  if chosen_by_user; then return; fi
  if [[ ! -f $pack && ! -f $release_answered ]]; then
    mkdir -p "$cache"
    if release_page_answers; then
      touch "$release_answered"
      say "skia-safe's prebuilt library can be downloaded; cargo does that by itself"
    else
      say "skia-safe's release page (on github.com) doesn't answer, so Skia has to be built here, once"
      build_pack
    fi
  fi
  # The cache may have come here without the packages, say into a fresh container.
  if [[ -f $pack ]]; then ensure_packages "linking with Skia" "${link_packages[@]}"; fi
}

print_env() {
  if ! chosen_by_user && [[ -f $pack ]]; then
    printf 'export SKIA_BINARIES_URL=%q\n' "file://$pack"
    echo 'export SKIA_USE_SYSTEM_LIBRARIES=1'
  fi
}

case ${1:-} in
  '') set_up ;;
  env)
    set_up
    print_env
    ;;
  run)
    shift
    set_up
    eval "$(print_env)"
    exec "$@"
    ;;
  build) build_pack again ;;
  *)
    sed -n '2,/^$/{s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
