"""Writes all golden groups and the pages about them: generate.py DATA-FOLDER CONFORMANCE-FILE L2TP-FILE."""

import importlib
import os
import shutil
import sys

import conformance
import l2tp_page

#: Folder of all tests, and the page that people write parts of.
TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
L2TP = os.path.join(TESTS, "..", "docs", "l2tp.md")

AREAS = ["ipv4", "ipv6", "lpm", "vlan", "xconnect", "mpls_push", "mpls_swap", "mpls_pop", "mpls_reserved", "mpls_icmp", "mtu", "pseudowire", "l2tpv3",
         "l2tpv3_checks", "l2tpv3_types", "l2tpv2", "ppp_traffic"]


def main(data, document, l2tp):
    groups = [group for area in AREAS for group in importlib.import_module(area).groups()]
    names = [group.name for group in groups]
    if len(set(names)) != len(names):
        raise ValueError("two groups of one name")
    shutil.rmtree(data, ignore_errors=True)
    for group in groups:
        group.write(os.path.join(data, group.name))
    with open(document, "w", encoding="utf-8", newline="\n") as file:
        file.write(conformance.document(groups))
    with open(L2TP, encoding="utf-8") as file:
        stored = file.read()
    with open(l2tp, "w", encoding="utf-8", newline="\n") as file:
        file.write(l2tp_page.document(stored, groups, TESTS))
    print(f"{len(groups)} groups, {sum(len(group.cases) for group in groups)} cases")


if __name__ == "__main__":
    main(*sys.argv[1:])
