"""What every bot here begins with: the helpers of `Interoperability`, its pace, and the change that it is to show.

`MUTANT` names a change (see `mutating.py`); without it the bot is the one that was recorded. `SURVEY` names a file into
which everything that the bot does is written. `THREADS` and `SLOW` change how it works, and not what it does.
"""

import os
import pathlib
import platform
import sys

sys.path.insert(1, str(pathlib.Path(__file__).resolve().parent.parent / "Interoperability"))

# The SDKs say it with each call, and a fixture is nobody's machine.
platform.release = lambda: "0"

threads = int(os.environ.get("THREADS", "10"))
# The SDK's own, unless a test wants signs of life sooner.
ping_interval = float(os.environ.get("PING_INTERVAL", "5"))

if "MUTANT" in os.environ or "SURVEY" in os.environ or "SLOW" in os.environ:
    import mutating

    mutating.install()
