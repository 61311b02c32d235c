# Shared by the emulator scripts. Each has two uses:
#   NAME.sh start        starts the server on a free port of 127.0.0.1, waits until it answers and prints
#                        one line: endpoint=URL pid=PID and what else a test needs
#   NAME.sh stop PID     ends it
# The servers come from the Python environment in $MILLRACE_TEST_VENV (tests/requirements.txt), or from
# $MILLRACE_EMULATORS, where ./test builds those of Go and Node. Exit code 3: it is not there.

need() {
  if [ -z "${MILLRACE_TEST_VENV:-}" ] || [ ! -x "$MILLRACE_TEST_VENV/bin/$1" ]; then
    echo "$1 is not in \$MILLRACE_TEST_VENV (tests/requirements.txt lists what belongs there)" >&2
    exit 3
  fi
}

need_emulator() {
  if [ -z "${MILLRACE_EMULATORS:-}" ] || [ ! -x "$MILLRACE_EMULATORS/$1" ]; then
    echo "$1 is not in \$MILLRACE_EMULATORS (./test conformance puts it there)" >&2
    exit 3
  fi
}

# A port below the ephemeral range, so that no outgoing connection takes it before the server does.
free_port() {
  "$MILLRACE_TEST_VENV/bin/python" - <<'PY'
import random, socket
while True:
    port = random.randint(20000, 32000)
    with socket.socket() as s:
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            continue
    print(port)
    break
PY
}

# wait_for PID PORT: until the port takes connections; fails if the process ends or after 30 s.
wait_for() {
  "$MILLRACE_TEST_VENV/bin/python" - "$1" "$2" <<'PY'
import os, socket, sys, time
pid, port = int(sys.argv[1]), int(sys.argv[2])
end = time.monotonic() + 30
while time.monotonic() < end:
    try:
        os.kill(pid, 0)
        socket.create_connection(("127.0.0.1", port), 1).close()
        sys.exit(0)
    except ProcessLookupError:
        sys.exit("the server ended at once")
    except OSError:
        time.sleep(0.05)
sys.exit("the server did not answer within 30 s")
PY
}

stop() {
  kill "$1" 2>/dev/null || return 0
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null || true
}
