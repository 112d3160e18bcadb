"""Writes the generated parts of docs/l2tp.md: every behaviour of the L2TP list with the tests that show it.

What people write stands between these parts and stays as it is.
"""

import traits
from behaviour_list import Coverage
from l2tp_behaviours import BEHAVIOURS, NOT_DONE, PARTLY


def document(page, groups, tests):
    """The page as Markdown: page as stored, its generated parts written anew. tests: the folder of all tests."""
    marked = traits.read(tests)
    coverage = Coverage(BEHAVIOURS, _evidence(groups, marked), NOT_DONE, PARTLY)
    page = _fill(page, "counts", _counts(coverage))
    return _fill(page, "behaviours", _behaviours(coverage) + _files(marked))


def _evidence(groups, marked):
    shown = {}
    for group in groups:
        for case in group.cases:
            for number in case.l2tp:
                shown.setdefault(number, []).append((group.name, case.name))
    sections = {number: chr(ord("A") + i) for i, (_, entries) in enumerate(BEHAVIOURS.sections) for number, _, _ in entries}
    for name, method, marks, path in marked:
        for section, number in marks:
            if sections.get(number) != section:
                raise ValueError(f"{path}: {name}.{method}: there is no behaviour {section}{number}")
            shown.setdefault(number, []).append((name, method))
    return shown


def _counts(coverage):
    every = BEHAVIOURS.numbers
    return [f"Of {len(every)} behaviours, {coverage.done(every)} are shown, {coverage.partly(every)} in part, {coverage.missing(every)} are not done."]


def _behaviours(coverage):
    lines = []
    for i, (title, entries) in enumerate(BEHAVIOURS.sections):
        numbers = [number for number, _, _ in entries]
        lines += [f"### {chr(ord('A') + i)}. {title}", "",
                  f"{coverage.done(numbers)} shown, {coverage.partly(numbers)} in part, {coverage.missing(numbers)} not done, of {len(numbers)}.", "",
                  "| no. | behaviour | RFC | shown by |", "| --- | --- | --- | --- |"]
        lines += [f"| {number} | {text} | {source} | {coverage.shown(number)} |" for number, text, source in entries]
        lines.append("")
    return lines


def _files(marked):
    lines = ["### Where the tests are", "", "| tests | file |", "| --- | --- |"]
    lines += [f"| `{name}` | `tests/{path}` |" for name, path in sorted({(name, path) for name, _, _, path in marked})]
    return lines


def _fill(page, part, lines):
    begin, end = f"<!-- generated: {part} -->\n", f"<!-- end: {part} -->\n"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"docs/l2tp.md has no place for its {part}")
    return before + begin + "\n" + "\n".join(lines) + "\n\n" + end + after
