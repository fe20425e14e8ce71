"""The help desk over slack_sdk alone: its builtin Socket Mode client, WebClient and WebhookClient."""

import threading

import starting  # noqa: F401

from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook import WebhookClient

import carrying
import desk
from common import API_URL, APP_TOKEN, BOT_TOKEN, tell

web = WebClient(token=BOT_TOKEN, base_url=API_URL)
client = SocketModeClient(
    app_token=APP_TOKEN, web_client=web, concurrency=starting.threads, ping_interval=starting.ping_interval
)


def on_request(client, request):
    def ack(payload):
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    def respond(message):
        answer = WebhookClient(request.payload["response_url"]).send_dict(message)
        assert answer.status_code == 200, answer.body

    handler = desk.handler(request.type, request.payload)
    carrying.run(handler(request.payload), ack, respond, web)


def on_text(client, message, text):
    carrying.greeted(message)


client.socket_mode_request_listeners.append(on_request)
client.message_listeners.append(on_text)
me = web.auth_test()
client.connect()
tell("connected", me["user_id"])
threading.Event().wait()
