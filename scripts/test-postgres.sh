#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests.
#
# Prints one line, the server's URL, when it is ready; everything else goes to stderr. It runs until
# its stdin ends (or INT or TERM), and takes all its data with it. A test process that starts it with
# a piped stdin therefore can't leave a server behind, however it ends itself.

set -euo pipefail

say() { echo "test-postgres: $*" >&2; }

# Debian keeps the server's programs out of PATH, one folder for each version; take the newest.
find_programs() {
  local -a folders
  shopt -s nullglob
  folders=(/usr/lib/postgresql/*/bin/)
  shopt -u nullglob
  if [[ ${#folders[@]} -gt 0 ]]; then
    printf '%s\n' "${folders[@]%/}" | sort -V | tail -n 1
  elif command -v initdb >/dev/null; then
    dirname "$(command -v initdb)"
  else
    say "PostgreSQL is not installed; on Debian: apt-get install postgresql"
    return 1
  fi
}

programs=$(find_programs)
folder=$(mktemp -d "${TMPDIR:-/tmp}/placard-postgres.XXXXXX")
server='' # process ids
reader=''

clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  if [[ -n $reader ]]; then kill "$reader" 2>/dev/null || true; fi
  if [[ -n $server ]]; then
    # INT: end all sessions and stop.
    kill -INT "$server" 2>/dev/null || true
    for _ in {1..100}; do
      kill -0 "$server" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 0' INT TERM HUP

# PostgreSQL refuses to run as root.
as_user=()
if [[ $(id -u) -eq 0 ]]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
  chown "$user" "$folder"
elif command -v setpriv >/dev/null; then
  as_user=(setpriv)
fi
# Where the kernel offers it, the server dies with us even when we are killed outright.
if [[ ${#as_user[@]} -gt 0 ]]; then as_user+=(--pdeathsig QUIT); fi

# The server's user may not be allowed into the folder we were started from.
exec 3<&0
cd "$folder"

log=$folder/log
# The C locale and UTC give every machine the same order and the same times.
"${as_user[@]}" "$programs/initdb" --pgdata="$folder/data" --username=placard --auth=trust \
  --encoding=UTF8 --locale=C --no-sync >"$log" 2>&1 3<&- || {
  cat "$log" >&2
  exit 1
}

# No durability: nothing of this is to outlive the tests.
options=(
  -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c timezone=UTC
)

# Asking for a free port and taking it are two steps, and another test may come in between; so take
# one at random, from below those that the system itself hands out, and try another if it was taken.
for attempt in {1..20}; do
  port=$((15000 + RANDOM % 17000))
  "${as_user[@]}" "$programs/postgres" -D "$folder/data" -p "$port" "${options[@]}" \
    </dev/null >"$log" 2>&1 3<&- &
  server=$!
  while kill -0 "$server" 2>/dev/null && ! grep -q 'ready to accept connections' "$log"; do
    sleep 0.05
  done
  if kill -0 "$server" 2>/dev/null; then break; fi
  server=''
  if ! grep -q 'could not bind' "$log" || [[ $attempt -eq 20 ]]; then
    cat "$log" >&2
    say "the server did not start"
    exit 1
  fi
done

echo "postgres://placard@127.0.0.1:$port/postgres"

# Until our stdin ends, or the server does.
cat <&3 >/dev/null &
reader=$!
exec 3<&-
while kill -0 "$reader" 2>/dev/null; do
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$log" >&2
    say "the server ended by itself"
    exit 1
  fi
  sleep 0.1
done
