#!/usr/bin/env bash
# "See that these Debian packages are here", for the other scripts.
#
#   source scripts/apt.sh; ensure_packages "why they are wanted" libfoo-dev …
#
# Looking costs a few milliseconds, so it can be done every time. Installing works as root, or with
# sudo; everywhere else one clear message says what is missing.

# True on Debian and what calls itself a relative of it (Ubuntu, Mint, …).
is_debian_like() {
  command -v apt-get dpkg-query >/dev/null && grep -qsE '^ID(_LIKE)?=.*debian' /etc/os-release
}

# Prints those of the given packages that are not installed.
missing_packages() {
  local name state
  local -A installed=()
  # dpkg-query fails as soon as it doesn't know one of them; what it printed about the rest counts.
  while read -r name state; do
    if [[ $state == installed ]]; then installed[$name]=yes; fi
  done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    if [[ -z ${installed[$name]:-} ]]; then echo "$name"; fi
  done
}

# Runs apt-get as root: directly, or through sudo.
apt_get_as_root() {
  local -a as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    as_root=(sudo)
    # Without a terminal nobody could type a password; fail instead of waiting for one.
    if [[ ! -t 0 ]]; then as_root+=(-n); fi
  fi
  # Another apt may be at work (a fresh machine updating itself): wait for it a while.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >&2
}

# ensure_packages REASON PACKAGE…
ensure_packages() {
  local reason=$1 started=$SECONDS
  shift
  if ! is_debian_like; then
    echo "placard: $reason needs what Debian calls: $*" >&2
    echo "placard: this system has no apt; please install its equivalents." >&2
    return 1
  fi

  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  if [[ ${#missing[@]} -eq 0 ]]; then return 0; fi

  if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
    echo "placard: $reason needs packages which only root can install. As root, please run:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    return 1
  fi

  echo "placard: installing Debian packages ($reason): ${missing[*]}" >&2
  # The package lists of a fresh container are missing or stale: fetch them when the first try fails.
  apt_get_as_root install --no-install-recommends "${missing[@]}" || {
    apt_get_as_root update
    apt_get_as_root install --no-install-recommends "${missing[@]}"
  } || {
    echo "placard: could not install ${missing[*]}; $reason needs them." >&2
    return 1
  }
  echo "placard: packages installed in $((SECONDS - started)) s" >&2
}
