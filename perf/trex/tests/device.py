"""Simulated routers to search through: each makes the trial that a tester would have made."""
import random

from search import Trial


class Device:
    """Forwards up to `capacity` frames a second and has room for some more; loses a share of all; and may stop now and then.

    stalls: share of the trials in which it forwards nothing for some milliseconds, whatever the load; noise: by how much, relatively, the
    capacity differs from trial to trial (uniform)."""

    def __init__(self, capacity, room=0, loss=0.0, stalls=0.0, stall=0.002, noise=0.0, seed=1):
        self.capacity, self.room, self.loss, self.stalls, self.stall, self.noise = capacity, room, loss, stalls, stall, noise
        self.random = random.Random(seed)
        self.trials = []

    def measure(self, rate, seconds):
        sent = round(rate * seconds)
        capacity = self.capacity * (1 + self.random.uniform(-self.noise, self.noise))
        received = min(sent, int(capacity * seconds) + self.room)
        if self.random.random() < self.stalls:
            received -= int(rate * self.stall)
        trial = Trial(rate, seconds, sent, max(0, received - round(sent * self.loss)))
        self.trials.append(trial)
        return trial

    @property
    def seconds(self):
        return sum(trial.seconds for trial in self.trials)
