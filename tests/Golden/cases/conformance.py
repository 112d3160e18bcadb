"""Writes docs/conformance.md: every behaviour of the PE-router list with the golden cases that show it."""

from behaviour_list import Coverage
from behaviours import BEHAVIOURS, ELSEWHERE, NOT_DONE, PARTLY

HEAD = """\
# Conformance

The PE-router behaviour list is a numbered list of what a provider edge router does with MPLS, IP, pseudowires and L2TP,
packet in and packet out. This page says for every number which golden cases show it, or why none does. A case is
`group/name`; its packets lie in `tests/Golden/data/<group>/`, its generator in `tests/Golden/cases/`. Each one is replayed
through the real dataplane by `make test` and compared octet by octet.

This page is written by `tests/Golden/generate.sh` from the cases themselves; a test fails when it is not up to date.

"""


def document(groups):
    """The page as Markdown."""
    shown = {}
    for group in groups:
        for case in group.cases:
            for item in case.items:
                shown.setdefault(item, []).append((group.name, case.name))
    coverage = Coverage(BEHAVIOURS, shown, NOT_DONE, PARTLY, ELSEWHERE)
    every = BEHAVIOURS.numbers
    lines = [HEAD]
    lines.append(f"{sum(len(group.cases) for group in groups)} cases in {len(groups)} groups. Of {len(every)} behaviours, {coverage.done(every)} are shown by "
                 f"golden cases, {coverage.partly(every)} in part, {coverage.elsewhere(every)} by other tests only, {coverage.missing(every)} not.\n")
    for title, entries in BEHAVIOURS.sections:
        lines.append(f"\n## {title}\n")
        numbers = [number for number, _ in entries]
        lines.append(f"{coverage.done(numbers)} shown, {coverage.partly(numbers)} in part, "
                     f"{coverage.elsewhere(numbers)} by other tests, of {len(numbers)}.\n")
        lines.append("| no. | behaviour | shown by |")
        lines.append("| --- | --- | --- |")
        for number, text in entries:
            lines.append(f"| {number} | {text} | {coverage.shown(number)} |")
    lines.append("\n## Groups\n")
    lines.append("| group | cases | what |")
    lines.append("| --- | --- | --- |")
    lines += [f"| `{group.name}` | {len(group.cases)} | {group.title} |" for group in groups]
    return "\n".join(lines) + "\n"
