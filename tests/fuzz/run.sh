#!/usr/bin/env bash
# tests/fuzz/run.sh [SECONDS] [TARGET…]   builds the fuzz targets and runs each for SECONDS (20)
# One line a target; what crashed one is kept below build/fuzz/failures, and the script fails.
# MILLRACE_FUZZ_BUILD is the build directory (build/fuzz), MILLRACE_VECTORS the test vectors whose
# corpora are used where they are present (../shared/vectors).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-20}
shift $(($# > 0 ? 1 : 0))
build=${MILLRACE_FUZZ_BUILD:-$root/build/fuzz}
vectors=${MILLRACE_VECTORS:-$root/../shared/vectors}
if [[ ! $seconds =~ ^[1-9][0-9]*$ ]]; then
  echo "SECONDS must be a whole number, not \"$seconds\"." >&2
  exit 2
fi
if ! command -v clang++-19 >/dev/null; then
  echo "clang++-19 is missing; install it: apt-get install clang-19 libclang-rt-19-dev" >&2
  exit 2
fi

targets=("$@")
if ((${#targets[@]} == 0)); then
  for source in "$root"/tests/fuzz/*_fuzz.cc; do targets+=("$(basename "$source" .cc)"); done
fi
for target in "${targets[@]}"; do
  if [[ ! -f $root/tests/fuzz/$target.cc ]]; then
    echo "There is no fuzz target \"$target\". The targets are the files tests/fuzz/*_fuzz.cc." >&2
    exit 2
  fi
done

log=$build/build.log
mkdir -p "$build"
if ! { cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DMILLRACE_TESTS=OFF \
  -DMILLRACE_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19 &&
  ninja -C "$build" "${targets[@]}"; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "The fuzz targets do not build; all the compiler said: $log" >&2
  exit 2
fi

export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
failures=$build/failures
mkdir -p "$failures"
failed=0
for target in "${targets[@]}"; do
  # New inputs go to the first directory; the others are only read.
  found=$build/corpus/$target
  mkdir -p "$found"
  corpora=("$found" "$root/tests/fuzz/corpus/$target")
  if [[ $target == profile_fuzz && -d $vectors/aws-c-auth/tests/fuzz/corpus ]]; then
    for folder in "$vectors"/aws-c-auth/tests/fuzz/corpus/*/; do corpora+=("$folder"); done
  fi
  log=$build/$target.log
  if "$build/tests/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$failures/$target-" "${corpora[@]}" >"$log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    coverage=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 || true)
    printf '%-22s ok      %s runs, %s\n' "$target" "$runs" "$coverage"
  else
    failed=1
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    printf '%-22s FAILED  %s\n' "$target" "${input:-no input was kept; see $log}"
    grep -m 4 -E 'Does not hold|ERROR: |runtime error:|^SUMMARY' "$log" | sed 's/^/    /'
  fi
done
exit "$failed"
