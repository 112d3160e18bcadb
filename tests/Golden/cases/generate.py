"""Writes all golden groups: generate.py DATA-FOLDER CONFORMANCE-FILE."""

import importlib
import os
import shutil
import sys

import conformance

AREAS = ["ipv4", "ipv6", "lpm", "vlan", "xconnect", "mpls_push", "mpls_swap", "mpls_pop", "mpls_reserved", "mpls_icmp", "mtu", "pseudowire", "l2tpv3",
         "l2tpv3_checks", "l2tpv2"]


def main(data, document):
    groups = [group for area in AREAS for group in importlib.import_module(area).groups()]
    names = [group.name for group in groups]
    if len(set(names)) != len(names):
        raise ValueError("two groups of one name")
    shutil.rmtree(data, ignore_errors=True)
    for group in groups:
        group.write(os.path.join(data, group.name))
    with open(document, "w", encoding="utf-8", newline="\n") as file:
        file.write(conformance.document(groups))
    print(f"{len(groups)} groups, {sum(len(group.cases) for group in groups)} cases")


if __name__ == "__main__":
    main(*sys.argv[1:])
