"""router-bench, the program that measures: one run of it."""
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
INSIDE = "artifacts/bin/router-bench/router-bench"
PROGRAM = ROOT / INSIDE


class Failed(Exception):
    """It ended with another exit code than 0."""

    def __init__(self, arguments, done):
        super().__init__(f"router-bench {' '.join(arguments)} failed ({done.returncode}):\n{done.stderr}")
        self.code = done.returncode


def favour():
    """The kernel shares CPUs among sessions before it looks at single programs: a session of its own, before all others."""
    try:
        with open("/proc/self/autogroup", "w") as group:
            group.write("-20")
    except OSError:
        pass


def run(*arguments, program=PROGRAM, favoured=False):
    """The lines that it prints, and what the last, which is JSON, says. With favoured in a session that the kernel prefers to others."""
    arguments = [str(argument) for argument in arguments]
    session = {"start_new_session": True, "preexec_fn": favour} if favoured else {}
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **session)
    if done.returncode != 0:
        raise Failed(arguments, done)
    *lines, last = done.stdout.splitlines()
    return lines, json.loads(last)
