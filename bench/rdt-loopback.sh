#!/usr/bin/env bash
# Moves 2 GiB over loopback by RDT and prints the CPU seconds per GB (10^9 bytes) of both ends together, sealed and hashed: with packets of 1,200
# bytes (a loopback whose MTU is 1,228) and with the size that discovery finds. What the two processes take to start, to join, and to give
# and take an empty file is measured before and subtracted. Needs root and iproute2. Build first: dotnet build src/ChatBox -c Release
#   bench/rdt-loopback.sh [RUNS=3] [MEBIBYTES=2048]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
runs=${1:-3}
mebibytes=${2:-2048}
chatbox=${CHATBOX:-$here/../src/ChatBox/bin/Release/net10.0/chatbox}
ns=rl$$
# In memory where there is room: the disk is not what is measured.
work=$(mktemp -d -p "${TMP:-/dev/shm}")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; ip netns del $ns 2>/dev/null || true; rm -rf "$work"' EXIT

mkdir "$work/share"
: >"$work/share/empty"
head -c $((mebibytes * 1024 * 1024)) /dev/urandom >"$work/share/big"
ticks=$(getconf CLK_TCK)
cpu_of() { awk -v ticks="$ticks" '{ sub(/^.*\) /, ""); print ($12 + $13) / ticks }' "/proc/$1/stat"; } # behind the name: field 12 and 13 are utime and stime
n() { ip netns exec "$ns" "$@"; }

fetch() { # FILE -> CPU seconds of both ends, and what the command says
  local file=$1 before after
  rm -f "$work/got"
  before=$(cpu_of "$server")
  TIMEFORMAT='%U %S'
  { time n env XDG_CONFIG_HOME="$work/config" "$chatbox" get http://127.0.0.1:7002 "$file" -o "$work/got" --via rdt --json --as bench >"$work/out" 2>"$work/error" || { cat "$work/error" >&2; exit 1; }; } 2>"$work/time"
  after=$(cpu_of "$server")
  awk -v a="$before" -v b="$after" '{ print $1 + $2 + b - a }' "$work/time"
}

printf '%-8s %s\n' packets "CPU seconds per GB of both ends, and MB/s: each run"
for mtu in 1228 65536; do
  ip netns add "$ns"
  n ip link set lo mtu "$mtu" up
  n "$chatbox" serve --local --plain --http-port 7002 --text-port 7003 --rdt-port 7004 --data "$work/data$mtu" --share "$work/share" >"$work/server" 2>&1 &
  for _ in $(seq 300); do n curl -fs http://127.0.0.1:7002/healthz >/dev/null && break; sleep 0.05; done
  server=$(ip netns pids "$ns" | head -n 1)
  fetch empty >/dev/null
  # The first asks until it is hashed, and warms up.
  until fetch big >/dev/null; do sleep 1; done
  results=
  for _ in $(seq "$runs"); do
    idle=$(fetch empty)
    busy=$(fetch big)
    cmp -s "$work/got" "$work/share/big" || { echo "the file did not arrive whole" >&2; exit 1; }
    seconds=$(sed -n 's/.*"seconds":\([0-9.]*\).*/\1/p' "$work/out")
    results="$results $(awk -v busy="$busy" -v idle="$idle" -v mib="$mebibytes" -v s="$seconds" 'BEGIN { gb = mib * 1048576 / 1e9; printf "%.2f (%.0f MB/s)", (busy - idle) / gb, gb * 1000 / s }')"
  done
  printf '%-8s%s\n' "$([ $mtu = 1228 ] && echo 1200 || echo found)" "$results"
  kill "$server"
  wait
  server=
  ip netns del "$ns"
done
