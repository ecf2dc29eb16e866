#!/usr/bin/env bash
# Moves one 32 MiB file over a link with rate, delay and loss: by RDT, by the kernel's TCP (CUBIC and BBR) and by ngtcp2's QUIC (BBR2),
# each in turn, and prints the goodput in Mbit/s of every run and the median. Needs root, gcc, iproute2 and Debian's ngtcp2-client and
# ngtcp2-server. Build first: dotnet build src/ChatBox -c Release
#   bench/rdt.sh [RUNS=3] [CELL...]      a cell is RATE_MBIT:RTT_MS:LOSS_PERCENT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
runs=${1:-3}
shift || true
cells=("$@")
[ ${#cells[@]} -gt 0 ] || cells=(100:20:0 100:20:1 100:20:3 100:100:0 100:100:1 100:100:3 50:200:1)
limit=${LIMIT:-40} # seconds a run may take
systems=(${SYSTEMS:-rdt cubic bbr quic})
chatbox=${CHATBOX:-$here/../src/ChatBox/bin/Release/net10.0/chatbox}
export NS=rb
link=$here/link/link.sh
work=$(mktemp -d)
trap 'stop_all; "$link" down; rm -rf "$work"' EXIT

server=
stop_all() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=; fi; }
a() { ip netns exec "${NS}a" "$@"; }
# In the background, and by its own id: what is killed later is the server and not a shell around it.
serve() { exec ip netns exec "${NS}a" "$@" >"$work/server" 2>&1; }
b() { ip netns exec "${NS}b" "$@"; }
wait_for() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.05; done; echo "not ready: $*" >&2; exit 1; }
listens() { a ss -Hln "$1" "sport = :$2" | grep -q .; }
goodput() { awk -v bytes="$1" -v seconds="$2" 'BEGIN { printf "%.1f", bytes * 8 / seconds / 1e6 }'; }
now() { echo "$EPOCHREALTIME"; }
# What has arrived when the time is up counts: CUBIC would take minutes over some of these links.
timed() { # FILE COMMAND...
  local file=$1 from to status=0
  shift
  from=$(now)
  b timeout "$limit" "$@" >"$work/out" 2>&1 || status=$?
  to=$(now)
  [ $status = 0 ] || [ $status = 124 ] || { cat "$work/out" >&2; return 1; }
  goodput "$(stat -c %s "$file")" "$(awk -v a="$from" -v b="$to" 'BEGIN { print b - a }')"
  [ $status = 0 ] || { touch "$work/unfinished"; printf '*'; }
}

gcc -O2 -o "$work/tcpxfer" "$here/link/tcpxfer.c"
mkdir "$work/share"
head -c $((32 * 1024 * 1024)) /dev/urandom >"$work/share/file.bin"
bytes=$(stat -c %s "$work/share/file.bin")
ln "$work/share/file.bin" "$work/share/got" # what gtlsclient downloads keeps its name
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench -keyout "$work/key" -out "$work/cert" 2>/dev/null

tcp() { # CC
  serve "$work/tcpxfer" send 7000 "$1" "$work/share/file.bin" &
  server=$!
  wait_for listens -t 7000
  timed "$work/got" "$work/tcpxfer" recv 10.77.0.1 7000 "$1" "$work/got"
}

quic() {
  serve gtlsserver -q --cc=bbr2 -d "$work/share" 10.77.0.1 7001 "$work/key" "$work/cert" &
  server=$!
  wait_for listens -u 7001
  timed "$work/got" gtlsclient -q --exit-on-all-streams-close --download="$work" 10.77.0.1 7001 https://bench/got
}

rdt() {
  serve "$chatbox" serve --plain --open --listen 10.77.0.1 --http-port 7002 --text-port 7003 --rdt-port 7004 --data "$work/data" --share "$work/share" &
  server=$!
  wait_for b curl -fs http://10.77.0.1:7002/healthz
  rm -f "$work/got" "$work/got.part"
  # From the ticket in hand to the verified file, as the command itself says: joining and listing are no part of a transfer.
  b env XDG_CONFIG_HOME="$work/config" timeout "$limit" "$chatbox" get http://10.77.0.1:7002 file.bin -o "$work/got" --via rdt --json --as bench >"$work/out" 2>"$work/error" \
    || { cat "$work/error" >&2; return 1; }
  goodput "$bytes" "$(tail -n 1 "$work/out" | sed -n 's/.*"seconds":\([0-9.]*\).*/\1/p')"
}

run() { # SYSTEM
  case $1 in rdt) rdt ;; quic) quic ;; *) tcp "$1" ;; esac
}

printf '%-16s %-8s %s\n' "rate:RTT:loss" system "goodput in Mbit/s: each run (* time was up before the file), median"
for cell in "${cells[@]}"; do
  IFS=: read -r rate rtt loss <<<"$cell"
  declare -A results=()
  for i in $(seq "$runs"); do
    for system in "${systems[@]}"; do
      # The same seed for every system: each run loses by the same dice.
      "$link" up "$rate" "$(awk -v rtt="$rtt" 'BEGIN { print rtt / 2 }')" "$loss" "$i"
      rm -f "$work/got" "$work/unfinished"
      run "$system" >"$work/result" || echo 0 >"$work/result"
      stop_all
      [ -e "$work/unfinished" ] || cmp -s "$work/got" "$work/share/file.bin" || { echo "$system did not deliver the file whole" >&2; echo 0 >"$work/result"; }
      results[$system]="${results[$system]:-} $(cat "$work/result")"
    done
  done
  for system in "${systems[@]}"; do
    median=$(tr ' ' '\n' <<<"${results[$system]}" | grep . | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
    printf '%-16s %-8s%s  median %s\n' "$cell" "$system" "${results[$system]}" "$median"
  done
done
