"""slack_bolt over Socket Mode: listeners, say() and acknowledgements."""

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from common import API_URL, APP_TOKEN, BOT_TOKEN, EXPECTED, PREFIX, Tally, report, tell

seen = []
# Bolt runs listeners on threads: the last to be called need not be the last to have answered.
answered = Tally("messages answered", EXPECTED)
app = App(client=WebClient(token=BOT_TOKEN, base_url=API_URL))


@app.event("message")
def on_message(event, say):
    if event.get("bot_id"):
        return
    seen.append(event["text"])
    say(PREFIX + event["text"])
    tell("answered", event["text"])
    answered.add(event["text"])


@app.event("app_mention")
def on_mention(ack):
    ack()


handler = SocketModeHandler(app, APP_TOKEN)
handler.connect()
tell("connected")
answered.wait()
handler.close()
report(seen=sorted(seen))
