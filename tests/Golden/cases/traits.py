"""Reads the marks of the tests in C#: [Trait("l2tp", "F66")] in front of a test says which behaviour it shows."""

import os
import re

_TRAIT = re.compile(r'^\s*\[Trait\("l2tp", "([A-Z])(\d+)"\)\]')
_TEST = re.compile(r'^\s*\[(?:Skippable)?(?:Fact|Theory)\b')
_ATTRIBUTE = re.compile(r"^\s*\[")
_CLASS = re.compile(r"\bclass (\w+)")
_METHOD = re.compile(r"^\s*public (?:async )?[\w<>]+ (\w+)\(")


def read(folder):
    """(class, method, [(section, number)], path below the folder) of every marked test, in the order of files and lines."""
    tests = []
    for path in sorted(_sources(folder)):
        with open(os.path.join(folder, path), encoding="utf-8") as file:
            tests += [(*test, path) for test in _tests(path, file)]
    return tests


def _sources(folder):
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("bin", "obj", "data")]
        yield from (os.path.relpath(os.path.join(place, file), folder) for file in files if file.endswith(".cs"))


def _tests(path, lines):
    name, marks, is_test = None, [], False
    for number, line in enumerate(lines, 1):
        if trait := _TRAIT.match(line):
            marks.append((trait[1], int(trait[2])))
        elif _TEST.match(line):
            is_test = True
        elif method := _METHOD.match(line):
            if marks and not is_test:
                raise ValueError(f"{path}:{number}: {method[1]} has marks and is no test")
            if marks:
                yield name, method[1], marks
            marks, is_test = [], False
        elif found := _CLASS.search(line):
            if marks:
                raise ValueError(f"{path}:{number}: marks belong to tests, not to a class")
            name = found[1]
        elif marks and not _ATTRIBUTE.match(line):
            # What follows attributes and is no method that is known here would lose its marks.
            if line.strip() and not line.strip().startswith(("//", "/*", "*", "#")):
                raise ValueError(f"{path}:{number}: marks in front of what is no public test")
