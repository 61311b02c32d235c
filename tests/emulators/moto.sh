#!/bin/sh
# moto: S3, SQS, STS and IAM in memory. It does not check signatures. See common.sh.
set -eu
. "$(dirname "$0")/common.sh"
case "${1:-}" in
  start)
    need moto_server
    port=$(free_port)
    "$MILLRACE_TEST_VENV/bin/moto_server" -H 127.0.0.1 -p "$port" >/dev/null 2>&1 </dev/null &
    pid=$!
    wait_for "$pid" "$port"
    echo "endpoint=http://127.0.0.1:$port pid=$pid"
    ;;
  stop) stop "$2" ;;
  *) echo "use: $0 start | stop PID" >&2; exit 2 ;;
esac
