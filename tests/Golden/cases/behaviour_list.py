"""A numbered list of behaviours, what shows each of them, and what of it nothing shows."""

#: More names than this are shortened.
SHOWN = 4


class BehaviourList:
    """Sections of (number, text) or (number, text, source) entries, numbered 1 to n."""

    def __init__(self, sections):
        self.sections = sections
        self.numbers = [entry[0] for _, entries in sections for entry in entries]
        if self.numbers != list(range(1, len(self.numbers) + 1)):
            raise ValueError("the numbers are not 1 to n")


class Coverage:
    """What shows the behaviours of a list: names of tests by number, and in words what is missing.

    evidence: number to (group, name) pairs. not_done: number to why nothing shows it. partly: number to what of it nothing
    shows. elsewhere: number to tests that have no name here.
    """

    def __init__(self, behaviours, evidence, not_done, partly, elsewhere=()):
        self.behaviours = behaviours
        self._evidence = evidence
        self._not_done = not_done
        self._partly = partly
        self._elsewhere = dict(elsewhere)
        unknown = sorted((set(evidence) | set(not_done) | set(partly)) - set(behaviours.numbers))
        if unknown:
            raise ValueError(f"behaviours that are not on the list: {unknown}")
        for number in behaviours.numbers:
            if (number in evidence) == (number in not_done):
                raise ValueError(f"behaviour {number}: must have tests or a reason, and not both")
            if number in partly and number not in evidence:
                raise ValueError(f"behaviour {number}: shown in part, by nothing")

    def done(self, numbers):
        """How many of the numbers are shown."""
        return sum(number in self._evidence and number not in self._partly for number in numbers)

    def partly(self, numbers):
        """How many of them are shown in part."""
        return sum(number in self._partly for number in numbers)

    def elsewhere(self, numbers):
        """How many of them only tests without a name here show."""
        return sum(number in self._not_done and number in self._elsewhere for number in numbers)

    def missing(self, numbers):
        """How many of them nothing shows."""
        return len(numbers) - self.done(numbers) - self.partly(numbers) - self.elsewhere(numbers)

    def shown(self, number):
        """The cell of a behaviour: tests, what they do not show, or why there is none."""
        if number in self._not_done:
            return self._elsewhere.get(number, f"not done: {self._not_done[number]}")
        tests = self._evidence[number]
        names = _spread(tests)
        text = ", ".join(f"`{_name(*test)}`" for test in names)
        if len(tests) > len(names):
            text += f" and {len(tests) - len(names)} more"
        if number in self._partly:
            text += f". Not shown: {self._partly[number]}"
        if number in self._elsewhere:
            text += f". Also {self._elsewhere[number]}"
        return text


def _name(group, name):
    # Cases are group/name; tests are Class.Method.
    return f"{group}.{name}" if group[0].isupper() else f"{group}/{name}"


def _spread(tests):
    """A few names from as many groups as there are."""
    if len(tests) <= SHOWN:
        return tests
    names, groups = [], set()
    for group, name in tests:
        if group not in groups:
            groups.add(group)
            names.append((group, name))
    for test in tests:
        if len(names) < SHOWN and test not in names:
            names.append(test)
    return [test for test in tests if test in names[:SHOWN]]
