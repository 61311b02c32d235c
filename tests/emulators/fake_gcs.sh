#!/bin/sh
# fake-gcs-server: Google Cloud Storage in memory. It checks no credentials and honours generations.
# Buckets are made by POST /storage/v1/b. See common.sh.
set -eu
. "$(dirname "$0")/common.sh"
case "${1:-}" in
  start)
    need_emulator fake-gcs-server
    port=$(free_port)
    "$MILLRACE_EMULATORS/fake-gcs-server" -scheme http -host 127.0.0.1 -port "$port" -backend memory \
      -public-host "127.0.0.1:$port" -external-url "http://127.0.0.1:$port" >/dev/null 2>&1 </dev/null &
    pid=$!
    wait_for "$pid" "$port"
    echo "endpoint=http://127.0.0.1:$port pid=$pid"
    ;;
  stop) stop "$2" ;;
  *) echo "use: $0 start | stop PID" >&2; exit 2 ;;
esac
