#!/bin/sh
# Writes the golden packets and docs/conformance.md from the scripts in cases/. Needs scapy (Debian: python3-scapy).
# usage: generate.sh [DATA-FOLDER [CONFORMANCE-FILE]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import scapy' 2>/dev/null; then
        PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 exec "$python" "$here/cases/generate.py" \
            "${1:-$here/data}" "${2:-$here/../../docs/conformance.md}"
    fi
done
echo "generate.sh: no Python with scapy; install python3-scapy" >&2
exit 3
