#!/bin/sh
# Writes the golden packets, docs/conformance.md and the tables of docs/l2tp.md from the scripts in cases/ and the marks of
# the tests. Needs scapy (Debian: python3-scapy).
# usage: generate.sh [DATA-FOLDER [CONFORMANCE-FILE [L2TP-FILE]]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import scapy' 2>/dev/null; then
        PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 exec "$python" "$here/cases/generate.py" \
            "${1:-$here/data}" "${2:-$here/../../docs/conformance.md}" "${3:-$here/../../docs/l2tp.md}"
    fi
done
echo "generate.sh: no Python with scapy; install python3-scapy" >&2
exit 3
