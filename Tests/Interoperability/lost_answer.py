"""Posts once with slack_sdk, and says what became of it and how long it took."""

import json
import sys
import time

from common import API_URL, BOT_TOKEN
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

began = time.monotonic()
try:
    answer = WebClient(token=BOT_TOKEN, base_url=API_URL, timeout=int(sys.argv[1])).chat_postMessage(
        channel="C1", text="once?"
    )
    outcome = "ok" if answer["ok"] else answer["error"]
except SlackApiError as error:
    outcome = f"status {error.response.status_code}"
except Exception as error:  # What is lost is told by its kind.
    outcome = type(error).__name__
print(json.dumps({"outcome": outcome, "seconds": time.monotonic() - began}))
