"""The stub against a real TRex: TREX=FOLDER names its release, or a folder with its Python client. Skipped without it."""
import json
import os
import subprocess
import sys
import unittest

import kit

DUMP = """
import json, sys
sys.path[:0] = [{trex!r}, {profiles!r}]
import ndr
ndr.client_api({folder!r})
from trex.stl.api import STLProfile
import router
result = {{}}
for name in router.NAMES:
    for entries in [1] if name == "l2-cross-connect" else [1, 4000]:
        for order in ["random", "inc"]:
            tunables = ["--entries", str(entries), "--order", order]
            profile = STLProfile.load_py(str(router.PROFILES / (name.replace("-", "_") + ".py")), direction=0, tunables=tunables)
            result[" ".join([name, *tunables])] = [[stream.pkt.hex(), stream.fields["vm"]["instructions"], stream.fields["mode"]["rate"]["value"]]
                                                   for stream in profile.get_streams()]
print(json.dumps(result))
"""


@unittest.skipUnless(os.environ.get("TREX"), "needs a TRex: TREX=FOLDER")
class RealTrex(unittest.TestCase):
    def test_packets_and_instructions_are_the_same(self):
        program = DUMP.format(trex=str(kit.TREX), profiles=str(kit.TREX / "profiles"), folder=os.environ["TREX"])
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(0, done.returncode, done.stderr)
        for words, streams in json.loads(done.stdout.splitlines()[-1]).items():
            ours = [[stream.packet.hex(), stream.instructions, stream.pps] for stream in kit.streams(*words.split())]
            self.assertEqual(ours, streams, words)


if __name__ == "__main__":
    unittest.main()
