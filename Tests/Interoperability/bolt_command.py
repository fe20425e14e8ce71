"""slack_bolt: a slash command, answered in the acknowledgement, by response_url and by say()."""

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from common import API_URL, APP_TOKEN, BOT_TOKEN, Tally, leave, report, tell

# Bolt acknowledges on a thread of its own, after the listener or beside it: all must be through before it is closed, the command's
# acknowledgement and those of the bot's own two messages.
done = Tally("a command answered, and three envelopes acknowledged", 4)
seen = {}
app = App(client=WebClient(token=BOT_TOKEN, base_url=API_URL))


@app.command("/hello")
def on_command(ack, respond, say, command):
    ack("at once")
    seen["text"] = command["text"]
    seen["response_url"] = command["response_url"]
    seen["status"] = respond("by response_url").status_code
    say("said")
    done.add("answered")


# Nobody answers these; without a listener Bolt would warn.
@app.event("message")
def on_message():
    pass


handler = SocketModeHandler(app, APP_TOKEN)
send_response = handler.client.send_socket_mode_response


def on_response(response):
    send_response(response)
    done.add(response.envelope_id)


handler.client.send_socket_mode_response = on_response
handler.connect()
app.client.chat_postMessage(channel="C1", text="ready")
tell("ready")
done.wait()
leave(handler.close)
report(**seen)
