"""Writes docs/conformance.md: every behaviour of the PE-router list with the golden cases that show it."""

from behaviours import BEHAVIOURS, ELSEWHERE, NOT_DONE, PARTLY

#: More names than this are shortened: the groups hold them all.
SHOWN = 4

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
    unknown = sorted(set(shown) - set(BEHAVIOURS.numbers))
    if unknown:
        raise ValueError(f"cases name behaviours that are not on the list: {unknown}")
    for item in BEHAVIOURS.numbers:
        if (item in shown) == (item in NOT_DONE):
            raise ValueError(f"behaviour {item}: must have cases or a reason, and not both")

    done = [item for item in BEHAVIOURS.numbers if item in shown and item not in PARTLY]
    partly = [item for item in BEHAVIOURS.numbers if item in PARTLY]
    elsewhere = [item for item in NOT_DONE if item in ELSEWHERE]
    lines = [HEAD]
    lines.append(f"{sum(len(group.cases) for group in groups)} cases in {len(groups)} groups. Of {len(BEHAVIOURS.numbers)} behaviours, {len(done)} are shown by "
                 f"golden cases, {len(partly)} in part, {len(elsewhere)} by other tests only, {len(NOT_DONE) - len(elsewhere)} not.\n")
    for title, entries in BEHAVIOURS.sections:
        lines.append(f"\n## {title}\n")
        numbers = [number for number, _ in entries]
        lines.append(f"{sum(number in done for number in numbers)} shown, {sum(number in partly for number in numbers)} in part, "
                     f"{sum(number in elsewhere for number in numbers)} by other tests, of {len(numbers)}.\n")
        lines.append("| no. | behaviour | shown by |")
        lines.append("| --- | --- | --- |")
        for number, text in entries:
            lines.append(f"| {number} | {text} | {_shown(number, shown)} |")
    lines.append("\n## Groups\n")
    lines.append("| group | cases | what |")
    lines.append("| --- | --- | --- |")
    lines += [f"| `{group.name}` | {len(group.cases)} | {group.title} |" for group in groups]
    return "\n".join(lines) + "\n"


def _shown(number, shown):
    if number in NOT_DONE:
        return ELSEWHERE.get(number, f"not done: {NOT_DONE[number]}")
    cases = shown[number]
    names = _spread(cases)
    text = ", ".join(f"`{group}/{name}`" for group, name in names)
    if len(cases) > len(names):
        text += f" and {len(cases) - len(names)} more"
    if number in PARTLY:
        text += f". Not shown: {PARTLY[number]}"
    if number in ELSEWHERE:
        text += f". Also {ELSEWHERE[number]}"
    return text


def _spread(cases):
    """A few names from as many groups as there are."""
    if len(cases) <= SHOWN:
        return cases
    names, groups = [], set()
    for group, name in cases:
        if group not in groups:
            groups.add(group)
            names.append((group, name))
    for case in cases:
        if len(names) < SHOWN and case not in names:
            names.append(case)
    return [case for case in cases if case in names[:SHOWN]]
