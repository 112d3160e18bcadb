"""What the tests share: paths, the stub of TRex's API, captures, streams of profiles."""
import contextlib
import io
import pathlib
import struct
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent
TREX = TESTS.parent
ROOT = TREX.parent.parent
ROUTERCTL = ROOT / "artifacts/bin/routerctl/routerctl"
GOLDEN = ROOT / "tests/Golden/data"

sys.path[:0] = [str(TESTS / "stub"), str(TREX), str(TREX / "profiles")]

import router  # noqa: E402

#: Profiles that the router has a configuration for.
CONFIGURED = [name for name in router.NAMES if not name.startswith("l2tpv2")]


def streams(name, *tunables):
    return router.load(name).get_streams(direction=0, tunables=[str(word) for word in tunables], port_id=0)


def read(path):
    """(second, frame) of a classic little-endian capture."""
    data = path.read_bytes()
    at, frames = 24, []
    while at < len(data):
        second, _, length, _ = struct.unpack_from("<IIII", data, at)
        frames.append((second, data[at + 16:at + 16 + length]))
        at += 16 + length
    return frames


def write(path, frames):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number, frame in enumerate(frames):
            file.write(struct.pack("<IIII", 1_000_000 + number // 1000, number % 1000 * 1000, len(frame), len(frame)) + frame)


def check(text):
    """Exit code and output of `routerctl config check`."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([ROUTERCTL, "config", "check", file.name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def replay(text, frames):
    """What leaves the port east when frames arrive at west, by the router's own dataplane."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "router.yaml").write_text(text)
        write(folder / "in.pcap", frames)
        done = subprocess.run(
            [ROUTERCTL, "replay", folder / "router.yaml", "--in", f"west={folder}/in.pcap", "--out", f"east={folder}/out.pcap",
             "--stats", folder / "stats.json"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise AssertionError(f"replay: {done.stdout}")
        return [frame for _, frame in read(folder / "out.pcap")], (folder / "stats.json").read_text()


@contextlib.contextmanager
def silent():
    """Without what is printed, which the body gets as an object with getvalue()."""
    with io.StringIO() as text, contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        yield text
