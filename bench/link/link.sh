#!/usr/bin/env bash
# Two network namespaces joined by a link with rate, delay and loss; for kernels without netem. Needs root and /dev/net/tun.
#   link.sh up RATE_MBIT ONE_WAY_MS LOSS_PERCENT [SEED] [MORE]   # MORE for both directions: jitter=5, reorder=1,rdelay=3, queue=100000
#   link.sh stats
#   link.sh down
# The namespaces are ${NS}a (10.77.0.1) and ${NS}b (10.77.0.2), MTU 1500; NS is "cb" unless the environment says otherwise.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
NS=${NS:-cb}
a=${NS}a b=${NS}b run=/run/chatbox-link.$NS
build=${LINK_BUILD:-$run}

down() {
  if [ -s "$run/pid" ] && [ "$(cat "/proc/$(cat "$run/pid")/comm" 2>/dev/null)" = linkem ]; then
    kill "$(cat "$run/pid")"
    for _ in $(seq 50); do [ -d "/proc/$(cat "$run/pid")" ] || break; sleep 0.02; done
  fi
  rm -f "$run/pid"
  ip netns del "$a" 2>/dev/null || true
  ip netns del "$b" 2>/dev/null || true
}

up() {
  local rate=$1 delay=$2 loss=$3 seed=${4:-1} more=${5:+,$5}
  mkdir -p "$run" "$build"
  [ "$build/linkem" -nt "$here/linkem.c" ] || gcc -O2 -o "$build/linkem" "$here/linkem.c" -lm
  down
  ip netns add "$a"
  ip netns add "$b"
  rm -f "$run/log" "$run/stats"
  local spec="rate=$rate,delay=$delay,loss=$loss,seed=$seed$more"
  setsid "$build/linkem" -a "$a:t$a" -b "$b:t$b" -s "$run/stats" -A "$spec" -B "$spec" 2>"$run/log" </dev/null >/dev/null &
  for _ in $(seq 100); do grep -q ready "$run/log" 2>/dev/null && break; sleep 0.02; done
  grep -q ready "$run/log" || { cat "$run/log"; exit 1; }
  sed -n 's/.*pid=\([0-9]*\).*/\1/p' "$run/log" >"$run/pid"
  local i=1
  for ns in "$a" "$b"; do
    ip -n "$ns" link set lo up
    ip -n "$ns" link set "t$ns" mtu 1500 txqueuelen 10000 up
    ip -n "$ns" addr add "10.77.0.$i/24" dev "t$ns"
    # No metrics kept from one connection to the next, and buffers that never limit TCP on these paths.
    ip netns exec "$ns" sysctl -qw net.ipv4.tcp_no_metrics_save=1 \
      net.ipv4.tcp_wmem="4096 65536 67108864" net.ipv4.tcp_rmem="4096 131072 67108864"
    i=$((i + 1))
  done
}

case "${1:-}" in
  up) shift; up "$@" ;;
  down) down ;;
  stats) kill -USR1 "$(cat "$run/pid")"; sleep 0.05; cat "$run/stats" ;;
  *) sed -n 2,6p "$0"; exit 2 ;;
esac
