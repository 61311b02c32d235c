#!/bin/sh
# azurite: Azure Blob Storage in memory, of the account devstoreaccount1 and its well-known key. It checks
# signatures. See common.sh.
set -eu
. "$(dirname "$0")/common.sh"
case "${1:-}" in
  start)
    need_emulator azurite/node_modules/.bin/azurite-blob
    port=$(free_port)
    "$MILLRACE_EMULATORS/azurite/node_modules/.bin/azurite-blob" --silent --blobHost 127.0.0.1 \
      --blobPort "$port" --inMemoryPersistence --skipApiVersionCheck --disableTelemetry \
      >/dev/null 2>&1 </dev/null &
    pid=$!
    wait_for "$pid" "$port"
    echo "endpoint=http://127.0.0.1:$port/devstoreaccount1 account=devstoreaccount1 pid=$pid"
    ;;
  stop) stop "$2" ;;
  *) echo "use: $0 start | stop PID" >&2; exit 2 ;;
esac
