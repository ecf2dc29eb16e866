#!/usr/bin/env bash
# One file over loopback, HTTPS against HTTPS in one run: ChatBox beside Debian's nginx, with one certificate, TLS 1.3, HTTP/1.1, and curl as
# the client of both.
#   down: the whole file to /dev/null
#   up:   ChatBox: PATCH and finish (hashed, flushed, named by content); nginx: PUT by its dav module, then sha256sum and sync of that file
# The two take turns, the first round is not counted, and the medians of the others are told.
#   bench/files.sh [MEBIBYTES=1024] [ROUNDS=3]
# Needs nginx (apt-get install nginx-light), curl, openssl, and three times the file's size on the disk of $TMPDIR.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."

mebibytes=${1:-1024} rounds=${2:-3}
program=${CHATBOX:-src/ChatBox/bin/Release/net10.0/chatbox}
[ -x "$program" ] || dotnet build src/ChatBox -c Release -v quiet --tl:off
command -v nginx >/dev/null || PATH=$PATH:/usr/sbin
work=$(mktemp -d)
servers=()
finish() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
now() { date +%s.%N; }
# MB/s of the file in the time since $1
rate() { awk -v from="$1" -v to="$(now)" -v bytes="$size" 'BEGIN { printf "%.0f\n", bytes / (to - from) / 1e6 }'; }
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

head -c "${mebibytes}M" /dev/urandom >"$work/file"
size=$(stat -c %s "$work/file")
hash=$(sha256sum "$work/file" | cut -d' ' -f1)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
  -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
curl() { command curl --silent --show-error --insecure --http1.1 --tlsv1.3 "$@"; }

# --- nginx ---------------------------------------------------------------------------------------------------------------

nginx_port=$(free_port)
mkdir -p "$work/nginx/files" "$work/nginx/tmp"
# Started by root, its workers would be somebody else, who may not write here.
cat >"$work/nginx.conf" <<CONF
$([ "$(id -u)" != 0 ] || echo 'user root;')
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
worker_processes auto;
events { worker_connections 128; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_max_body_size 0;
  client_body_temp_path $work/nginx/tmp;
  proxy_temp_path $work/nginx/tmp; fastcgi_temp_path $work/nginx/tmp; uwsgi_temp_path $work/nginx/tmp; scgi_temp_path $work/nginx/tmp;
  server {
    listen 127.0.0.1:$nginx_port ssl;
    ssl_certificate $work/certificate.pem;
    ssl_certificate_key $work/key.pem;
    ssl_protocols TLSv1.3;
    root $work/nginx/files;
    location / { dav_methods PUT DELETE; }
  }
}
CONF
nginx -c "$work/nginx.conf" -p "$work" 2>"$work/nginx.out" & servers+=($!)
nginx=https://127.0.0.1:$nginx_port

# --- ChatBox -------------------------------------------------------------------------------------------------------------

chatbox_port=$(free_port)
CHATBOX_FILES_FLOOR=0 "$program" serve --open --listen 127.0.0.1 --http-port 0 --https-port "$chatbox_port" --text-port 0 --rdt-port 0 --data "$work/data" \
  --certificate "$work/certificate.pem" --certificate-key "$work/key.pem" >"$work/chatbox.log" 2>&1 & servers+=($!)
chatbox=https://127.0.0.1:$chatbox_port
for _ in $(seq 300); do
  curl -o /dev/null "$chatbox/healthz" 2>/dev/null && curl -o /dev/null "$nginx/" 2>/dev/null && break
  sleep 0.2
done
token=$(curl -H 'Content-Type: application/json' -d '{"name":"bench"}' "$chatbox/api/v1/people" | sed 's/.*"token":"\([^"]*\)".*/\1/')
bearer="Authorization: Bearer $token"

# --- the four ------------------------------------------------------------------------------------------------------------

chatbox_up() {
  local at from
  at=$(curl -i -X POST -H "$bearer" -H "Upload-Length: $size" "$chatbox/api/v1/uploads" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  from=$(now)
  curl --fail -X PATCH -T "$work/file" -H "$bearer" -H 'Expect:' -H 'Upload-Offset: 0' -H 'Content-Type: application/offset+octet-stream' "$chatbox$at"
  curl --fail -o /dev/null -H "$bearer" -H 'Content-Type: application/json' -d "{\"sha256\":\"$hash\"}" "$chatbox$at/finish"
  rate "$from"
  echo "$at" >"$work/at"
}

chatbox_down() {
  local from
  from=$(now)
  curl --fail -o /dev/null -H "$bearer" "$chatbox/api/v1/files/$(basename "$(cat "$work/at")")"
  rate "$from"
  curl -X DELETE -H "$bearer" "$chatbox$(cat "$work/at")"
}

nginx_up() {
  local from
  from=$(now)
  curl --fail -T "$work/file" -H 'Expect:' "$nginx/file"
  sha256sum "$work/nginx/files/file" >"$work/sum"
  sync "$work/nginx/files/file"
  rate "$from"
}

nginx_down() {
  local from
  from=$(now)
  curl --fail -o /dev/null "$nginx/file"
  rate "$from"
  rm "$work/nginx/files/file"
}

echo "$mebibytes MiB, medians of $rounds rounds; load before: $(cut -d' ' -f1 /proc/loadavg) on $(nproc) cores" >&2
for round in $(seq 0 "$rounds"); do
  for one in chatbox_up nginx_up chatbox_down nginx_down; do
    sync
    result=$($one)
    echo "round $round: $one $result MB/s" >&2
    [ "$round" = 0 ] || echo "$result" >>"$work/$one.results"
  done
done

table() { # WHAT CHATBOX NGINX
  local ours theirs
  ours=$(median <"$work/$2.results") theirs=$(median <"$work/$3.results")
  printf '| %s | %s | %s | %s %% |\n' "$1" "$ours" "$theirs" $((100 * ours / theirs))
}

echo "| MB/s | ChatBox | nginx $(nginx -v 2>&1 | sed 's/.*nginx.//; s/ .*//') | |"
echo '|---|---|---|---|'
table down chatbox_down nginx_down
table up chatbox_up nginx_up
awk '/VmHWM/ { printf "Most memory of ChatBox: %d MiB\n", $2 / 1024 }' "/proc/${servers[1]}/status"
