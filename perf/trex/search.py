"""Searches for the throughput of a router. They know nothing of the tester: measure(rate, seconds) makes a trial.

`binary` is RFC 2544 26.1, `multiple_loss_ratio` a search in the spirit of draft-ietf-bmwg-mlrsearch: many short trials, which
serve several goals at once and of which a share may be bad. Rates are frames per second of the tester's side."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Trial:
    """Frames sent at a rate for some seconds, and how many of them came back."""
    rate: float
    seconds: float
    sent: int
    received: int

    @property
    def loss(self):
        """Lost share of what was sent; a trial that sent nothing has lost all."""
        return max(0, self.sent - self.received) / self.sent if self.sent else 1.0


@dataclasses.dataclass(frozen=True)
class Goal:
    """What is searched for: the highest rate at which no more than a share of the time has a loss ratio above `loss`.

    exceed: that share; trial: seconds of a full trial; total: seconds of trials after which a rate is decided; width: how near
    the bounds must be to each other, relative to the upper one. RFC 2544 is exceed 0 and one trial of 60 s."""
    name: str
    loss: float = 0.0
    exceed: float = 0.5
    trial: float = 1.0
    total: float = 20.0
    width: float = 0.005


@dataclasses.dataclass(frozen=True)
class Result:
    """Bounds of a goal: the highest rate that passes and the lowest above it that fails.

    lower: 0 when nothing passes; upper: None when the highest rate passes, so that the router may do more; throughput: what
    still arrives at the lower bound in the worst trial that counts (the draft's conditional throughput)."""
    goal: Goal
    lower: float
    upper: float | None
    throughput: float
    trials: tuple


def binary(measure, highest, goal, lowest=1000.0):
    """RFC 2544 26.1: less when a trial loses too much, else more, from the highest rate on. One trial decides."""
    lower, upper, best, trials = 0.0, None, None, []
    rate = highest
    while True:
        trial = measure(rate, goal.trial)
        trials.append(trial)
        if trial.loss <= goal.loss:
            lower, best = rate, trial
        else:
            upper = rate
        if upper is None or upper - lower <= goal.width * upper or upper <= lowest:
            return Result(goal, lower, upper, lower * (1 - best.loss) if best else 0.0, tuple(trials))
        rate = max(float(round((lower + upper) / 2)), lowest)


def passes(trials, goal):
    """True or False for a rate that the trials at it decide, None when they do not.

    The whole time is `total`, or more when more was measured. A rate fails when the bad part is more than it may be even if
    all that is missing were good, and passes when it is not even if that were bad. Trials shorter than a full one cannot
    make a rate pass; bad ones count against it, unless short good ones make up for them."""
    good = bad = short_good = short_bad = 0.0
    for trial in trials:
        fine = trial.loss <= goal.loss
        if trial.seconds < goal.trial:
            short_good, short_bad = short_good + fine * trial.seconds, short_bad + (not fine) * trial.seconds
        else:
            good, bad = good + fine * trial.seconds, bad + (not fine) * trial.seconds
    bad += max(0.0, short_bad - short_good * goal.exceed / (1 - goal.exceed))
    whole = max(good + bad, goal.total)
    # Sums of seconds are not exact.
    allowed = goal.exceed * whole + 1e-9
    if bad > allowed:
        return False
    return True if whole - good <= allowed else None


def conditional_throughput(rate, trials, goal):
    """The rate less the loss of the worst full trial that is left when the share that may exceed is set aside."""
    full = sorted((trial for trial in trials if trial.seconds >= goal.trial), key=lambda trial: trial.loss)
    left = (1 - goal.exceed) * max(goal.total, sum(trial.seconds for trial in full))
    loss = 0.0
    for trial in full:
        if left <= 1e-9:
            break
        loss, left = trial.loss, left - trial.seconds
    return rate * (1 - loss)


def coarser(goal, initial, steps=2):
    """Goals on the way to a goal: wider and with less time, the first with single trials of `initial` seconds."""
    for step in range(steps):
        part = step / steps
        trial = min(initial, goal.trial) ** (1 - part) * goal.trial ** part
        total = min(initial, goal.trial) ** (1 - part) * goal.total ** part
        yield dataclasses.replace(goal, trial=trial, total=max(trial, total), width=goal.width * 2 ** (steps - step))
    yield goal


def multiple_loss_ratio(measure, highest, goals, lowest=1000.0, initial=1.0):
    """Results of all goals, which share their trials. Goals that allow more loss come first: they are found sooner."""
    search = _Search(measure, highest, lowest)
    first = search.trial(highest, initial)
    # What comes through under the highest load is near what the router can do; at that rate less may come through.
    second = search.trial(search.within(first.received / initial), initial)
    search.trial(search.within(second.received / initial), initial)
    ordered = sorted(goals, key=lambda goal: -goal.loss)
    for stage in zip(*(coarser(goal, initial) for goal in ordered)):
        for goal in stage:
            search.narrow(goal)
    return [search.result(goal) for goal in goals]


class _Search:
    """The trials so far, by rate, and how a goal's bounds are brought together."""

    def __init__(self, measure, highest, lowest):
        self.measure, self.highest, self.lowest = measure, float(highest), float(lowest)
        self.trials = {}
        self.order = []
        self.hints = {}

    def within(self, rate):
        return min(max(float(round(rate)), self.lowest), self.highest)

    def trial(self, rate, seconds):
        trial = self.measure(rate, seconds)
        self.trials.setdefault(rate, []).append(trial)
        self.order.append(trial)
        return trial

    def decide(self, rate, goal):
        """Measures until the trials at a rate say whether it passes."""
        while passes(self.trials.get(rate, ()), goal) is None:
            self.trial(rate, goal.trial)

    def bounds(self, goal):
        """The lowest rate that fails, and the highest below it that passes."""
        decided = {rate: passes(trials, goal) for rate, trials in self.trials.items()}
        upper = min((rate for rate, good in decided.items() if good is False), default=None)
        lower = max((rate for rate, good in decided.items() if good and (upper is None or rate < upper)), default=None)
        return lower, upper

    def narrow(self, goal):
        """Brings the bounds as near to each other as the goal wants, beginning with those of the coarser goal before it."""
        for rate in self.hints.get(goal.name) or sorted(self.trials)[:2]:
            self.decide(rate, goal)
        step = goal.width
        while True:
            lower, upper = self.bounds(goal)
            if upper is None and lower == self.highest or lower is None and upper == self.lowest:
                break
            if lower is not None and upper is not None:
                middle = float(round((lower + upper) / 2))
                if upper - lower <= goal.width * upper or middle in (lower, upper):
                    break
                self.decide(middle, goal)
                continue
            # One bound is missing: steps that double lead to it.
            self.decide(self.within(lower / (1 - step) if upper is None else upper * (1 - step)), goal)
            step = min(2 * step, 0.5)
        self.hints[goal.name] = [rate for rate in (lower, upper) if rate is not None]

    def result(self, goal):
        lower, upper = self.bounds(goal)
        throughput = conditional_throughput(lower, self.trials[lower], goal) if lower else 0.0
        return Result(goal, lower or 0.0, upper, throughput, tuple(self.order))
