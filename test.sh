#!/usr/bin/env bash
# Everything that CI runs: installs what the tests need, checks the style, builds, tests. Ends in "N passed, N failed".
# As root on Debian or Ubuntu it installs what is missing; otherwise it names it and fails. With --check it does only that.
set -euo pipefail

case "${*:-}" in
  "" | --check) ;;
  *) echo "usage: ./test.sh [--check]"; exit 2 ;;
esac
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
configuration=Release
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
# What the tools and the tests leave goes with it.
mkdir "$results/tmp"
export TMPDIR=$results/tmp

step() { printf '\n== %s\n' "$*"; }

# --- what the tests need -------------------------------------------------------------------------------------------------

missing=()
have() { command -v "$1" >/dev/null 2>&1; }

require() { # COMMAND PACKAGE: a command, and Debian's package that brings it
  have "$1" || missing+=("$2")
}

step "Looking for what the tests need"
have dotnet || { echo "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download"; exit 1; }
have npm || { echo "Node.js 20.19 or newer with npm is missing: https://nodejs.org/"; exit 1; }
require chromium chromium
require chromium-headless-shell chromium-headless-shell
require nc netcat-openbsd
require git git
require ip iproute2
require setpriv util-linux
require strace strace
require turnserver coturn
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing+=(fonts-noto-cjk)

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && have apt-get; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$results/apt.log" 2>&1 || { cat "$results/apt.log"; exit 1; }
  else
    echo "Missing: ${missing[*]}. Install them, or run this as root on Debian or Ubuntu."
    exit 1
  fi
fi

[ "${1:-}" = --check ] && { echo "Everything is here."; exit 0; }

# --- the page ------------------------------------------------------------------------------------------------------------

step "The page: packages, style, types, tests, size"
(
  cd web
  npm ci --no-audit --no-fund --loglevel=error
  npm run --silent check
  npm run --silent build
  npm run --silent size
  npx vitest run --reporter=default --reporter=json --outputFile="$results/web.json"
)

# --- the program ---------------------------------------------------------------------------------------------------------

step "Building with warnings as errors"
dotnet build ChatBox.slnx -c $configuration -v quiet --tl:off

step "Checking the style"
# What analyzers find was an error of the build already: left are spaces, line ends and the order of usings. (The whole of dotnet format finds
# nothing more, and takes four times as long.)
dotnet format whitespace ChatBox.slnx --verify-no-changes --no-restore
dotnet format style ChatBox.slnx --severity error --verify-no-changes --no-restore

# One after the other: on two cores, browsers beside servers beside property tests only wait for each other.
status=0
: >"$results/dotnet.log"
for project in tests/*.Tests e2e/*.Tests; do
  step "Testing $project"
  dotnet test --project "$project" -c $configuration --no-build --no-progress 2>&1 | tee "$results/project.log" || status=$?
  cat "$results/project.log" >>"$results/dotnet.log"
done

# --- the sum -------------------------------------------------------------------------------------------------------------

of_dotnet() { awk -v key="$1:" '$1 == key { sum += $2 } END { print sum + 0 }' "$results/dotnet.log"; }
of_web() { node -p "JSON.parse(require('fs').readFileSync('$results/web.json', 'utf8')).$1"; }

passed=$(($(of_dotnet succeeded) + $(of_web numPassedTests)))
failed=$(($(of_dotnet failed) + $(of_web numFailedTests)))
skipped=$(($(of_dotnet skipped) + $(of_web numPendingTests)))

# What failed once more, where it is looked for: tests print much of their own in between.
if [ "$failed" -gt 0 ]; then
  step "What failed"
  awk '/^failed /{ lines = 12 } lines-- > 0' "$results/dotnet.log" | cut -c 1-300
fi

echo
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$status" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
