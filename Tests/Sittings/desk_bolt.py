"""The help desk over Bolt: its listeners, ack() and respond()."""

import threading

import starting  # noqa: F401

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

import carrying
import desk
from common import API_URL, APP_TOKEN, BOT_TOKEN, tell

app = App(client=WebClient(token=BOT_TOKEN, base_url=API_URL))


def listening(handler):
    def listener(ack, respond, client, body):
        def acknowledge(payload):
            ack(**payload) if payload else ack()

        def answer(message):
            sent = respond(**message)
            assert sent.status_code == 200, sent.body

        carrying.run(handler(body), acknowledge, answer, client)

    return listener


app.command("/ticket")(listening(desk.on_command))
app.action("take")(listening(desk.on_take))
app.action("shut")(listening(desk.on_shut))
app.view("taking")(listening(desk.on_taking))
app.event("message")(listening(desk.on_message))
app.event("reaction_added")(listening(desk.on_reaction))
app.event("reaction_removed")(listening(desk.on_reaction))

handler = SocketModeHandler(
    app, APP_TOKEN, concurrency=starting.threads, ping_interval=starting.ping_interval
)
handler.client.message_listeners.append(lambda client, message, text: carrying.greeted(message))
handler.connect()
tell("connected")
threading.Event().wait()
