"""The searches against simulated routers whose throughput is known."""
import dataclasses
import random
import unittest

import kit  # noqa: F401 - paths
from device import Device
from search import Goal, Trial, _Search, binary, conditional_throughput, multiple_loss_ratio, passes

NDR = Goal("ndr")
PDR = Goal("pdr", loss=0.005)
RFC2544 = Goal("ndr", exceed=0, trial=60, total=60)
LINE = 14_880_952.0


def both(device, highest=LINE, goals=(NDR, PDR)):
    return multiple_loss_ratio(device.measure, highest, goals)


class Loss(unittest.TestCase):
    def test_ratio(self):
        self.assertEqual(0.25, Trial(100, 1, 100, 75).loss)

    def test_more_received_than_sent_is_no_loss(self):
        self.assertEqual(0, Trial(100, 1, 100, 101).loss)

    def test_nothing_sent_is_all_lost(self):
        self.assertEqual(1, Trial(100, 1, 0, 0).loss)


class Binary(unittest.TestCase):
    def test_finds_the_capacity_within_the_width(self):
        draw = random.Random(2)
        for _ in range(200):
            capacity = draw.uniform(2000, 0.99 * LINE)
            result = binary(Device(capacity).measure, LINE, RFC2544)
            self.assertLessEqual(result.lower, capacity + 1)
            self.assertGreater(result.upper, capacity)
            self.assertLessEqual(result.upper - result.lower, 0.005 * result.upper)

    def test_begins_at_the_highest_rate(self):
        device = Device(5e6)
        binary(device.measure, LINE, RFC2544)
        self.assertEqual([LINE, round(LINE / 2)], [trial.rate for trial in device.trials[:2]])
        self.assertEqual({60}, {trial.seconds for trial in device.trials})

    def test_with_loss_allowed(self):
        result = binary(Device(5e6).measure, LINE, dataclasses.replace(RFC2544, loss=0.005))
        self.assertTrue(result.lower <= 5e6 / 0.995 + 1 < result.upper)
        self.assertAlmostEqual(5e6, result.throughput, delta=5e4)

    def test_a_router_as_fast_as_the_line_takes_one_trial(self):
        device = Device(2 * LINE)
        result = binary(device.measure, LINE, RFC2544)
        self.assertEqual((LINE, None, 1), (result.lower, result.upper, len(device.trials)))

    def test_a_router_that_always_loses_has_none(self):
        result = binary(Device(5e6, loss=1e-4).measure, LINE, RFC2544)
        self.assertEqual((0, 1000, 0), (result.lower, result.upper, result.throughput))

    def test_nothing_comes_through(self):
        self.assertEqual(0, binary(Device(0).measure, LINE, RFC2544).lower)


class Decision(unittest.TestCase):
    """passes(): what the trials at one rate say."""

    GOAL = Goal("g", loss=0.01, exceed=0.5, trial=1, total=4)

    def trials(self, text, seconds=1.0):
        return [Trial(1000, seconds, 1000, 1000 if letter == "g" else 900) for letter in text]

    def test_full_trials(self):
        for text, decision in {"": None, "g": None, "gg": True, "b": None, "bb": None, "bbb": False, "ggb": True, "gbb": None,
                               "gbbg": True, "gbbb": False, "bbbg": False, "bbbgg": False, "bbbggg": True, "ggggbbbb": True, "ggggbbbbb": False}.items():
            self.assertIs(decision, passes(self.trials(text), self.GOAL), text)

    def test_none_may_exceed(self):
        goal = dataclasses.replace(self.GOAL, exceed=0.0)
        for text, decision in {"": None, "g": None, "ggg": None, "gggg": True, "b": False, "ggggb": False}.items():
            self.assertIs(decision, passes(self.trials(text), goal), text)

    def test_at_the_loss_ratio_itself_a_trial_is_good(self):
        self.assertIs(True, passes([Trial(1000, 1, 1000, 990)] * 2, self.GOAL))
        self.assertIs(False, passes([Trial(1000, 1, 1000, 989)] * 3, self.GOAL))

    def test_short_trials_cannot_make_it_pass(self):
        self.assertIsNone(passes(self.trials("g" * 100, 0.5), self.GOAL))

    def test_short_bad_trials_count_unless_short_good_ones_make_up_for_them(self):
        self.assertIs(False, passes(self.trials("b" * 5, 0.5), self.GOAL))
        self.assertIsNone(passes(self.trials("b" * 5 + "g", 0.5), self.GOAL))
        self.assertIs(True, passes(self.trials("bbbb", 0.5) + self.trials("gg"), self.GOAL))

    def test_longer_trials_count_with_their_length(self):
        self.assertIs(True, passes(self.trials("g", 2.0), self.GOAL))
        self.assertIs(False, passes(self.trials("b", 3.0), self.GOAL))

    def test_conditional_throughput(self):
        trials = [Trial(1000, 1, 1000, received) for received in (1000, 996, 994, 500)]
        self.assertEqual(996, conditional_throughput(1000, trials, self.GOAL))
        self.assertEqual(500, conditional_throughput(1000, trials, dataclasses.replace(self.GOAL, exceed=0)))


class MultipleLossRatio(unittest.TestCase):
    def test_finds_both_within_the_width(self):
        draw = random.Random(3)
        for _ in range(200):
            capacity = draw.uniform(2000, 0.99 * LINE)
            ndr, pdr = both(Device(capacity))
            for result, truth in ((ndr, capacity), (pdr, capacity / 0.995)):
                self.assertLessEqual(result.lower, truth + 1)
                self.assertGreaterEqual(result.upper + 1, truth)
                self.assertLessEqual(result.upper - result.lower, max(0.005 * result.upper, 1))

    def test_goals_keep_their_order(self):
        ndr, pdr = both(Device(5e6))
        self.assertEqual(("ndr", "pdr"), (ndr.goal.name, pdr.goal.name))
        self.assertLess(ndr.lower, pdr.lower)

    def test_takes_a_fraction_of_the_time_of_rfc_2544(self):
        quick, thorough = Device(5e6), Device(5e6)
        both(quick)
        for goal in (RFC2544, dataclasses.replace(RFC2544, loss=0.005)):
            binary(thorough.measure, LINE, goal)
        self.assertLess(quick.seconds, thorough.seconds / 3)

    def test_the_bounds_are_decided_by_the_whole_time(self):
        device = Device(5e6)
        for result in both(device):
            at = [trial for trial in device.trials if trial.rate == result.lower and trial.seconds >= 1]
            self.assertGreaterEqual(sum(trial.seconds for trial in at), 10)

    def test_a_router_that_stops_in_a_fifth_of_the_trials(self):
        """One trial decides for RFC 2544, which so ends somewhere below; here a half may be bad."""
        for seed in range(30):
            device = Device(5e6, stalls=0.2, seed=seed)
            ndr, pdr = both(device)
            self.assertAlmostEqual(5e6, ndr.lower, delta=0.01 * 5e6)
            self.assertAlmostEqual(5e6, pdr.lower, delta=0.01 * 5e6)
        low = [binary(Device(5e6, stalls=0.2, seed=seed).measure, LINE, RFC2544).lower for seed in range(30)]
        self.assertLess(min(low), 0.9 * 5e6)

    def test_a_router_that_stops_in_most_trials_has_no_ndr_but_a_pdr(self):
        for seed in range(10):
            ndr, pdr = both(Device(5e6, stalls=0.9, seed=seed))
            self.assertLess(ndr.lower, 0.5e6)
            self.assertGreater(pdr.lower, 0.98 * 5e6)

    def test_noise(self):
        """Half of the trials pass at the capacity's median."""
        for seed in range(30):
            ndr, _ = both(Device(5e6, noise=0.02, seed=seed))
            self.assertAlmostEqual(5e6, ndr.lower, delta=0.02 * 5e6)

    def test_none_may_exceed_with_noise(self):
        for seed in range(10):
            ndr, = both(Device(5e6, noise=0.02, seed=seed), goals=[dataclasses.replace(NDR, exceed=0.0)])
            self.assertTrue(0.95 * 5e6 < ndr.lower < 0.995 * 5e6, ndr.lower)

    def test_room_for_a_burst_does_not_deceive_long_trials(self):
        """A queue of 50 ms hides 5 % too much load for a second, but not for half a minute."""
        goal = Goal("ndr", exceed=0, trial=30, total=30)
        ndr, = both(Device(5e6, room=250_000), goals=[goal])
        self.assertAlmostEqual(5e6 + 250_000 / 30, ndr.lower, delta=0.005 * 5e6)

    def test_a_router_as_fast_as_the_line(self):
        for result in both(Device(2 * LINE)):
            self.assertEqual((LINE, None, LINE), (result.lower, result.upper, result.throughput))

    def test_a_router_that_always_loses_has_a_pdr_only(self):
        ndr, pdr = both(Device(5e6, loss=1e-3))
        self.assertEqual((0, 1000, 0), (ndr.lower, ndr.upper, ndr.throughput))
        self.assertAlmostEqual(5e6, pdr.lower, delta=0.01 * 5e6)
        self.assertAlmostEqual(5e6, pdr.throughput, delta=0.01 * 5e6)

    def test_nothing_comes_through(self):
        for result in both(Device(0)):
            self.assertEqual(0, result.lower)

    def test_a_router_that_becomes_slower_meanwhile(self):
        """The bounds of both goals are still near each other."""
        for after in range(3, 45):
            device = Device(5e6)

            def measure(rate, seconds):
                device.capacity = 5e6 if len(device.trials) < after else 3e6
                return device.measure(rate, seconds)

            for result in multiple_loss_ratio(measure, LINE, [NDR, PDR]):
                self.assertTrue(0 < result.upper - result.lower <= 0.005 * result.upper, (after, result.lower, result.upper))

    def test_what_passes_above_what_fails_does_not_count(self):
        search = _Search(lambda rate, seconds: Trial(rate, seconds, 100, 99 if rate == 3000 else 100), 9000, 1000)
        for rate in (2000, 3000, 4000):
            for _ in range(20):
                search.trial(rate, 1)
        self.assertEqual((2000, 3000), search.bounds(NDR))

    def test_rfc_2544_as_a_goal(self):
        device = Device(5e6)
        result, = both(device, goals=[RFC2544])
        self.assertTrue(result.lower <= 5e6 <= result.upper)
        self.assertIn((result.lower, 60), [(trial.rate, trial.seconds) for trial in device.trials])


if __name__ == "__main__":
    unittest.main()
