# shellcheck shell=bash
# Functions of ./run and ./test: Debian packages and the build. `root` is the checkout.

: "${root:?is the checkout; the script that reads this file sets it}"

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$@"
  exit 1
}

# need_packages GROUP…: installs what is missing of these groups in cmake/packages.txt.
need_packages() {
  local groups=" $* " group package missing=()
  while read -r group package; do
    [[ $groups == *" $group "* ]] || continue
    if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      missing+=("$package")
    fi
  done < <(grep -v '^#' "$root/cmake/packages.txt")
  ((${#missing[@]} > 0)) || return 0

  command -v apt-get >/dev/null ||
    die "Millrace builds on Debian 12, and this system has no apt-get. Install by its own means what" \
      "cmake/packages.txt lists, then build with cmake as CONTRIBUTING.md says."
  local -a as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "These Debian packages are missing: ${missing[*]}. Install them as root, or install sudo."
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    die "apt-get could not install them (its last words are above). Millrace needs Debian 12" \
      "(bookworm) with its usual package sources."
  fi
  rm -f "$log"
}

# At most one compiler for 1.5 GiB of memory: some files need that much.
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
  ((memory >= 1)) || memory=1
  echo $((cores < memory ? cores : memory))
}

# build DIRECTORY CMAKE_OPTION… -- TARGET…: configures when the options changed, then builds. Says so
# only when there is work.
build() {
  local directory=$1 options=()
  shift
  while (($# > 0)) && [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  if [[ ! -f $directory/build.ninja || $(cat "$directory/options.txt" 2>/dev/null) != "${options[*]}" ]]; then
    say "Configuring ${directory#"$root"/}"
    mkdir -p "$directory"
    cmake -S "$root" -B "$directory" -G Ninja "${options[@]}" >"$directory/configure.log" 2>&1 || {
      tail -n 20 "$directory/configure.log" >&2
      die "cmake could not configure the build; the reason is above, all of it in $directory/configure.log."
    }
    printf '%s' "${options[*]}" >"$directory/options.txt"
  fi
  local log=$directory/build.log started=$SECONDS
  if [[ $(ninja -C "$directory" -n "$@" 2>/dev/null | tail -n 1) != *"no work to do"* ]]; then
    local hint=''
    [[ -f $log ]] || hint=' (the first time takes some minutes)'
    say "Building ${directory#"$root"/}$hint"
    ninja -C "$directory" -j "$(build_jobs)" "$@" >"$log" 2>&1 || {
      grep -A 12 -E '^FAILED|error:' "$log" | head -n 40 >&2
      die "The build failed; the compiler's words are above, all of them in $log."
    }
    say "Built in $((SECONDS - started)) s"
  fi
}
