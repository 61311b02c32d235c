#!/bin/sh
# redis-server, of the Debian package, in a directory of its own that goes with it. See common.sh.
#   redis.sh start [plain | password | acl | tls] | stop PID
# password: "millrace-secret". acl: user "millrace" with that password may use the keys labels:* only. tls:
# no plain port; ca=FILE signed the certificate of 127.0.0.1 and localhost.
set -eu
. "$(dirname "$0")/common.sh"
case "${1:-}" in
  start)
    command -v redis-server >/dev/null || { echo "redis-server is not installed" >&2; exit 3; }
    port=$(free_port)
    directory=$(mktemp -d)
    ca=""
    {
      printf 'bind 127.0.0.1\ndir %s\nsave ""\nappendonly no\n' "$directory"
      case "${2:-plain}" in
        plain) echo "port $port" ;;
        password) printf 'port %s\nrequirepass millrace-secret\n' "$port" ;;
        acl)
          printf 'port %s\nuser default off\n' "$port"
          echo "user millrace on >millrace-secret ~labels:* +@all -@admin"
          ;;
        tls)
          openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
            -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout "$directory/key.pem" \
            -out "$directory/ca.pem" 2>/dev/null
          ca=" ca=$directory/ca.pem"
          printf 'port 0\ntls-port %s\ntls-auth-clients no\n' "$port"
          printf 'tls-cert-file %s/ca.pem\ntls-key-file %s/key.pem\ntls-ca-cert-file %s/ca.pem\n' \
            "$directory" "$directory" "$directory"
          ;;
        *) echo "no mode $2" >&2; exit 2 ;;
      esac
    } >"$directory/redis.conf"
    redis-server "$directory/redis.conf" >/dev/null 2>&1 </dev/null &
    pid=$!
    wait_for "$pid" "$port"
    echo "endpoint=127.0.0.1:$port host=127.0.0.1 port=$port pid=$pid$ca"
    ;;
  stop)
    directory=$(readlink "/proc/$2/cwd" || true)
    stop "$2"
    [ ! -f "$directory/redis.conf" ] || rm -r "$directory"
    ;;
  *) echo "use: $0 start [MODE] | stop PID" >&2; exit 2 ;;
esac
