"""slack_sdk's builtin Socket Mode client: looks up who wrote before it answers, one message after the other
(`queue`) or each on a thread of its own (`threads`), which is a race."""

import queue
import sys
import threading

from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from common import API_URL, APP_TOKEN, BOT_TOKEN, PREFIX, tell

web = WebClient(token=BOT_TOKEN, base_url=API_URL)
client = SocketModeClient(app_token=APP_TOKEN, web_client=web, concurrency=1)
waiting = queue.Queue()


def answer(event):
    web.users_info(user=event["user"])
    web.chat_postMessage(channel=event["channel"], text=PREFIX + event["text"])
    tell("answered", event["text"])


def on_request(client, request):
    client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
    event = request.payload.get("event", {})
    if event.get("type") != "message" or event.get("bot_id"):
        return
    if sys.argv[1] == "threads":
        threading.Thread(target=answer, args=(event,), daemon=True).start()
    else:
        waiting.put(event)


client.socket_mode_request_listeners.append(on_request)
client.connect()
tell("connected")
while True:
    answer(waiting.get())
