"""slack_bolt: a slash command, answered in the acknowledgement, by response_url and by say()."""

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from common import API_URL, APP_TOKEN, BOT_TOKEN, Tally, report, tell

done = Tally("commands answered in every way", 1)
seen = {}
app = App(client=WebClient(token=BOT_TOKEN, base_url=API_URL))


@app.command("/hello")
def on_command(ack, respond, say, command):
    ack("at once")
    seen["text"] = command["text"]
    seen["response_url"] = command["response_url"]
    seen["status"] = respond("by response_url").status_code
    say("said")
    done.add(command["text"])


# Nobody answers these; without a listener Bolt would warn.
@app.event("message")
def on_message():
    pass


handler = SocketModeHandler(app, APP_TOKEN)
handler.connect()
app.client.chat_postMessage(channel="C1", text="ready")
tell("ready")
done.wait()
handler.close()
report(**seen)
