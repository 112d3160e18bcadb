#!/usr/bin/env bash
# Builds and runs every test project; ends with the line "N passed, N failed, N skipped". Exit code 0 only when none failed.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

started=$SECONDS
make --no-print-directory build || { echo "0 passed, 1 failed"; exit 1; }
echo "build: $((SECONDS - started)) s"

passed=0 failed=0 skipped=0
for project in Bindings Unit Golden Process; do
    begun=$SECONDS
    echo "== tests/$project"
    log=$(mktemp)
    dotnet test "tests/$project" -c Release --no-build --nologo --logger "console;verbosity=minimal" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    summary=$(grep -E '^(Passed|Failed|Skipped)! +- Failed:' "$log" | tail -n 1)
    count() { sed -n "s/.*$1: *\([0-9]*\).*/\1/p" <<<"$summary"; }
    if [[ -z $summary ]]; then
        echo "tests/$project did not finish"
        failed=$((failed + 1))
    else
        passed=$((passed + $(count Passed)))
        skipped=$((skipped + $(count Skipped)))
        failed=$((failed + $(count Failed)))
        if [[ $status != 0 && $(count Failed) == 0 ]]; then failed=$((failed + 1)); fi
    fi
    rm -f "$log"
    echo "== tests/$project: $((SECONDS - begun)) s"
done

echo "total: $((SECONDS - started)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 && $passed -gt 0 ]]
