"""What the scripts share: where the server is, which tokens to use, a deadline, and how to wait."""

import asyncio
import faulthandler
import json
import os
import sys
import threading

API_URL = os.environ["SLACK_API_URL"]
# Put together from pieces, so that no scanner takes them for real.
BOT_TOKEN = "xoxb" + "-1-2-interoperability"
APP_TOKEN = "xapp" + "-1-A1-2-interoperability"
# How many different messages the script of the workspace holds for the bot.
EXPECTED = int(os.environ.get("EXPECTED_MESSAGES", "3"))

# What is put before the text of a message that is answered.
PREFIX = os.environ.get("REPLY_PREFIX", "echo ")

# How many seconds a script waits before it gives up and says for what.
DEADLINE = float(os.environ.get("DEADLINE", "90"))

# A client that hangs where no tally waits, or that lets no other thread run, shows where it hangs.
faulthandler.dump_traceback_later(DEADLINE + 5, exit=True)


class Tally:
    """Counts different things across threads, and tells when there are enough of them.

    Clients work on several threads: whoever adds one thing and then asks for the number may never see it at any
    given value. So enough is "at least", and adding and comparing are one step. What is delivered twice counts once.

    What is not enough by the deadline ends the process with status 1, and a sentence says what there was.
    """

    def __init__(self, what, enough):
        self._what, self._enough = what, enough
        self._things = []
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._late = threading.Timer(DEADLINE, self._give_up)
        self._late.daemon = True
        self._late.start()

    def add(self, thing):
        """Counts a thing, and says whether that makes enough, now or before."""
        with self._lock:
            if thing not in self._things:
                self._things.append(thing)
            if len(self._things) >= self._enough:
                self._late.cancel()
                self._done.set()
            return self._done.is_set()

    def wait(self):
        """Blocks the thread until there are enough."""
        self._done.wait()

    async def waited(self):
        """Waits until there are enough, while the loop goes on."""
        await asyncio.to_thread(self.wait)

    def _give_up(self):
        with self._lock:
            if self._done.is_set():
                return
            had = ", ".join(map(repr, self._things)) or "none"
            print(
                f"{os.path.basename(sys.argv[0])}: waited {DEADLINE:g} s for {self._enough} of: {self._what};"
                f" had {len(self._things)}: {had}",
                file=sys.stderr,
                flush=True,
            )
            faulthandler.dump_traceback(all_threads=True)
            os._exit(1)


_printing = threading.Lock()


def tell(*words):
    """Prints what the client has done as a line of its own, at once, for a test that waits for it."""
    with _printing:
        sys.stdout.write(" ".join(words) + "\n")
        sys.stdout.flush()


def report(**seen):
    """Prints what the client saw and ends, whatever threads the client has left."""
    tell(json.dumps(seen))
    os._exit(0)
