#!/usr/bin/env bash
# Moves 2 GiB over loopback by RDT, by ngtcp2's QUIC and by the kernel's TCP, each in turn, and prints the CPU seconds per GB (10^9 bytes) of both
# ends together: with packets of 1,200 bytes (a loopback whose MTU is 1,228) and with the size that each finds. RDT is sealed and hashed, QUIC is
# sealed, TCP is neither. What the two processes take to start and to give and take an empty file is measured before and subtracted. Needs root,
# gcc, iproute2 and Debian's ngtcp2-client and ngtcp2-server. Build first: dotnet build src/ChatBox -c Release
#   bench/rdt-loopback.sh [RUNS=3] [MEBIBYTES=2048]
# SYSTEMS="rdt quic tcp" chooses among the systems, CHATBOX another program, MEMORY=plain ordinary pages without the warming (see below).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
runs=${1:-3}
mebibytes=${2:-2048}
systems=(${SYSTEMS:-rdt quic tcp})
memory=${MEMORY:-warm}
chatbox=${CHATBOX:-$here/../src/ChatBox/bin/Release/net10.0/chatbox}
ns=rl$$
work=$(mktemp -d)
servers=()
stop_all() { for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; servers=(); }
trap 'stop_all; ip netns del $ns 2>/dev/null || true; umount "$work" 2>/dev/null || true; rmdir "$work"' EXIT

# In memory: the disk is not what is measured. Nor is what the memory costs: a virtual machine may give pages that lie free back to its host within
# a second, and the first touch of each then costs ten times and more what the copy into it costs. So the copy lies on large pages, and right
# before it twice as much as it takes is touched and set free: of once as much the host had taken half again before the copy got there.
bytes=$((mebibytes * 1024 * 1024))
size=size=$((mebibytes * 3 + 256))m
need=$(((bytes * 3 >> 20) + 1024))
[ "$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)" -ge $need ] || { echo "needs $need MiB of free memory" >&2; exit 1; }
case $memory in
  warm) mount -t tmpfs -o "$size,huge=always" none "$work" ;;
  plain) mount -t tmpfs -o "$size" none "$work" ;;
  *) echo "MEMORY is warm or plain" >&2; exit 2 ;;
esac
warm() { [ "$memory" = plain ] || { head -c $((bytes * 2)) /dev/zero >"$work/warm"; rm "$work/warm"; }; }

mkdir "$work/share" "$work/copy"
: >"$work/share/empty"
head -c $bytes /dev/urandom >"$work/share/big"
gcc -O2 -o "$work/tcpxfer" "$here/link/tcpxfer.c"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench -keyout "$work/key" -out "$work/cert" 2>/dev/null

ticks=$(getconf CLK_TCK)
cpu_of() { awk -v ticks="$ticks" '{ sub(/^.*\) /, ""); print ($12 + $13) / ticks }' "/proc/$1/stat"; } # behind the name: field 12 and 13 are utime and stime
n() { ip netns exec "$ns" "$@"; }
# In the background, and by its own id: what is asked for its CPU time is the server and not a shell around it.
serve() { exec ip netns exec "$ns" "$@" >>"$work/server" 2>&1; }
wait_for() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.05; done; cat "$work/server" >&2; echo "not ready: $*" >&2; exit 1; }
listens() { n ss -Hln "$1" "sport = :$2" | grep -q .; }
# Runs a command and leaves its CPU seconds and the seconds on the clock.
timed() {
  TIMEFORMAT='%U %S %R'
  { time n "$@" >"$work/out" 2>"$work/error" || { cat "$work/error" >&2; return 1; }; } 2>"$work/time"
}

rdt() { timed env XDG_CONFIG_HOME="$work/config" "$chatbox" get http://127.0.0.1:7002 "$1" -o "$work/copy/$1" --via rdt --json --as bench; }
quic() { timed gtlsclient -q --exit-on-all-streams-close --download="$work/copy" 127.0.0.1 7001 "https://bench/$1"; }
tcp() { timed "$work/tcpxfer" recv 127.0.0.1 7000 cubic "$work/copy/$1"; }

start() { # SYSTEM: leaves the server's id
  case $1 in
    rdt)
      serve "$chatbox" serve --local --plain --http-port 7002 --text-port 7003 --rdt-port 7004 --data "$work/data" --share "$work/share" &
      server=$!
      wait_for n curl -fs http://127.0.0.1:7002/healthz
      ;;
    quic)
      serve gtlsserver -q -d "$work/share" 127.0.0.1 7001 "$work/key" "$work/cert" &
      server=$!
      wait_for listens -u 7001
      ;;
  esac
  servers+=("$server")
}

cost() { # SYSTEM FILE: leaves the CPU seconds of both ends and the seconds on the clock
  local before after
  rm -f "$work/copy/$2"
  if [ "$1" = tcp ]; then
    # It serves one file and ends, so that its shell tells what it took.
    { TIMEFORMAT='%U %S'; time ip netns exec "$ns" "$work/tcpxfer" send 7000 cubic "$work/share/$2" >/dev/null; } 2>"$work/sent" &
    wait_for listens -t 7000
    tcp "$2"
    wait $!
    cost=$(awk '{ print $1 + $2 }' "$work/sent")
  else
    before=$(cpu_of "${server_of[$1]}")
    "$1" "$2"
    after=$(cpu_of "${server_of[$1]}")
    cost=$(awk -v a="$before" -v b="$after" 'BEGIN { print b - a }')
  fi
  cost=$(awk -v server="$cost" '{ print $1 + $2 + server }' "$work/time")
  seconds=$(awk '{ print $3 }' "$work/time")
  # What RDT's command takes to join and to list is no part of a transfer: it tells the time from the ticket to the verified file itself.
  [ "$1" != rdt ] || seconds=$(sed -n 's/.*"seconds":\([0-9.]*\).*/\1/p' "$work/out")
}

printf '%-8s %-6s %s\n' packets system "CPU seconds per GB of both ends, and MB/s: each run"
for mtu in 1228 65536; do
  ip netns add "$ns"
  n ip link set lo mtu "$mtu" up
  declare -A server_of=() results=()
  for system in "${systems[@]}"; do
    [ "$system" = tcp ] || { start "$system"; server_of[$system]=$server; }
    # The first time asks until the file is hashed, and warms up.
    until cost "$system" big 2>/dev/null; do sleep 1; done
    rm "$work/copy/big"
  done
  for _ in $(seq "$runs"); do
    for system in "${systems[@]}"; do
      cost "$system" empty
      idle=$cost
      warm
      cost "$system" big
      cmp -s "$work/copy/big" "$work/share/big" || { echo "$system did not deliver the file whole" >&2; exit 1; }
      rm "$work/copy/big"
      results[$system]="${results[$system]:-} $(awk -v busy="$cost" -v idle="$idle" -v bytes="$bytes" -v s="$seconds" \
        'BEGIN { gb = bytes / 1e9; printf "%.2f (%.0f MB/s)", (busy - idle) / gb, gb * 1000 / s }')"
    done
  done
  for system in "${systems[@]}"; do
    printf '%-8s %-6s%s\n' "$([ $mtu = 1228 ] && echo 1200 || echo found)" "$system" "${results[$system]}"
  done
  stop_all
  ip netns del "$ns"
done
