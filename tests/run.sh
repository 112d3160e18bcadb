#!/usr/bin/env bash
# Builds and runs every test project and the tests of the lab kit; names what failed and ends with the line "N passed, N failed". Exit code 0 only when none failed.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

started=$SECONDS
make --no-print-directory build || { echo "0 passed, 1 failed"; exit 1; }
echo "build: $((SECONDS - started)) s"

passed=0 failed=0 skipped=0 names=()
for project in tests/Bindings tests/Unit tests/Golden tests/Process perf/trex; do
    begun=$SECONDS
    echo "== $project"
    log=$(mktemp)
    command=(dotnet test "$project" -c Release --no-build --nologo --logger "console;verbosity=minimal")
    if [[ $project == perf/trex ]]; then command=(perf/trex/tests/run.py); fi
    "${command[@]}" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    summary=$(grep -E '^(Passed|Failed|Skipped)! +- Failed:' "$log" | tail -n 1)
    count() { sed -n "s/.*$1: *\([0-9]*\).*/\1/p" <<<"$summary"; }
    mapfile -t -O "${#names[@]}" names < <(awk '
        /^  Failed .* \[.*\]$/ { name = $0; sub(/^  Failed /, "", name); sub(/ \[[^[]*\]$/, "", name); next }
        /^  Error Message:/ && name { getline; sub(/^ +/, ""); print name ": " substr($0, 1, 300); name = "" }' "$log")
    if [[ -z $summary ]]; then
        names+=("$project did not finish")
        failed=$((failed + 1))
    else
        passed=$((passed + $(count Passed)))
        skipped=$((skipped + $(count Skipped)))
        failed=$((failed + $(count Failed)))
        if [[ $status != 0 && $(count Failed) == 0 ]]; then failed=$((failed + 1)); fi
    fi
    rm -f "$log"
    echo "== $project: $((SECONDS - begun)) s"
done

echo "total: $((SECONDS - started)) s, $skipped skipped"
if ((${#names[@]})); then printf 'failed: %s\n' "${names[@]}"; fi
echo "$passed passed, $failed failed"
[[ $failed == 0 && $passed -gt 0 ]]
