#!/bin/sh
# rclone serve s3: a directory as S3. It checks signatures (access key "millrace", secret "millrace-secret")
# and ignores the conditions of PUT in silence. The directory is given by the caller; its subdirectories are
# the buckets. (With a cache time of 0 it spins for seconds at each write.) See common.sh.
#   rclone_s3.sh start DIRECTORY | stop PID
set -eu
. "$(dirname "$0")/common.sh"
case "${1:-}" in
  start)
    need rclone
    port=$(free_port)
    RCLONE_CONFIG=/dev/null "$MILLRACE_TEST_VENV/bin/rclone" serve s3 --auth-key millrace,millrace-secret \
      --addr "127.0.0.1:$port" --vfs-cache-mode off --dir-cache-time 1ms "$2" >/dev/null 2>&1 </dev/null &
    pid=$!
    wait_for "$pid" "$port"
    echo "endpoint=http://127.0.0.1:$port pid=$pid"
    ;;
  stop) stop "$2" ;;
  *) echo "use: $0 start DIRECTORY | stop PID" >&2; exit 2 ;;
esac
