#!/usr/bin/env bash
# Lets flows share a bottleneck of 20 Mbit/s and 40 ms for a minute, and prints what share each got and how much the queue dropped: RDT beside
# itself and beside the kernel's TCP, and for comparison TCP among itself. Needs root, gcc and iproute2. Build first:
# dotnet build src/ChatBox -c Release
#   bench/rdt-fair.sh [SECONDS=60] [MIX...]      a mix is FLOW+FLOW+..., a flow rdt, cubic or bbr
#   QUEUE=BYTES bench/rdt-fair.sh ...            the queue; one bandwidth-delay product (100,000) unless said otherwise
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-60}
shift || true
mixes=("$@")
[ ${#mixes[@]} -gt 0 ] || mixes=(rdt+rdt+cubic rdt+rdt+bbr rdt+cubic rdt+bbr rdt+rdt bbr+bbr+cubic cubic+cubic)
rate=20
delay=20 # each way
queue=${QUEUE:-100000}
chatbox=${CHATBOX:-$here/../src/ChatBox/bin/Release/net10.0/chatbox}
export NS=rf
link=$here/link/link.sh
work=$(mktemp -d)
started=()
stop_all() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; started=(); }
trap 'stop_all; "$link" down; rm -rf "$work"' EXIT

# In the background, and by its own id: what is killed later is the program and not a shell around it.
launch() { # NAMESPACE COMMAND...
  local namespace=$1
  shift
  ip netns exec "$NS$namespace" "$@" >>"$work/log" 2>&1 &
  started+=($!)
}
wait_for() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.05; done; echo "not ready: $*" >&2; cat "$work/log" >&2; exit 1; }
listens() { ip netns exec "${NS}a" ss -Hlnt "sport = :$1" | grep -q .; }

gcc -O2 -o "$work/tcpxfer" "$here/link/tcpxfer.c"
mkdir "$work/share"
echo small >"$work/share/small"
head -c $((rate * 125000 * (seconds + 10))) /dev/urandom >"$work/share/big" # more than fits

printf '%-16s %-22s %-9s %s\n' mix "share of each, %" "together" "dropped by the queue"
for mix in "${mixes[@]}"; do
  IFS=+ read -ra flows <<<"$mix"
  "$link" up "$rate" "$delay" 0 1 "queue=$queue"
  rm -rf "$work"/got* "$work/data"
  launch a "$chatbox" serve --plain --open --listen 10.77.0.1 --http-port 7002 --text-port 7003 --rdt-port 7004 --data "$work/data" --share "$work/share"
  wait_for ip netns exec "${NS}b" curl -fs http://10.77.0.1:7002/healthz
  files=()
  for i in "${!flows[@]}"; do
    files+=("$work/got$i")
    case ${flows[$i]} in
      # Joined before it counts, and the large file is hashed: what is compared is transfers.
      rdt) launch b env XDG_CONFIG_HOME="$work/flow$i" "$chatbox" get http://10.77.0.1:7002 small -o "$work/got$i" --via rdt --as "flow$i" ;;
      *) launch a "$work/tcpxfer" send $((7010 + i)) "${flows[$i]}" "$work/share/big" && wait_for listens $((7010 + i)) ;;
    esac
  done
  for i in "${!flows[@]}"; do [ "${flows[$i]}" != rdt ] || { wait_for test -e "$work/got$i"; rm "$work/got$i"; }; done
  for i in "${!flows[@]}"; do
    case ${flows[$i]} in
      rdt) launch b env XDG_CONFIG_HOME="$work/flow$i" "$chatbox" get http://10.77.0.1:7002 big -o "$work/got$i" --via rdt --as "flow$i" ;;
      *) launch b "$work/tcpxfer" recv 10.77.0.1 $((7010 + i)) "${flows[$i]}" "$work/got$i" ;;
    esac
  done
  sleep "$seconds"
  sizes=()
  for file in "${files[@]}"; do sizes+=("$(stat -c %s "$file" 2>/dev/null || stat -c %s "$file.part" 2>/dev/null || echo 0)"); done
  dropped=$("$link" stats | awk '/^A->B/ { for (i = 2; i <= NF; i++) { split($i, f, "="); v[f[1]] = f[2] } printf "%.2f %%", 100 * v["qdrop"] / v["rx"] }')
  stop_all
  printf '%s\n' "${sizes[@]}" | awk -v mix="$mix" -v s="$seconds" -v dropped="$dropped" '
    { size[NR] = $1; all += $1 }
    END { for (i = 1; i <= NR; i++) line = line sprintf("%.1f ", 100 * size[i] / all)
          printf "%-16s %-22s %-9s %s\n", mix, line, sprintf("%.1f", all * 8 / s / 1e6), dropped }'
done
