"""slack_sdk's builtin Socket Mode client: opens a new socket when Slack asks it to."""

from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from common import API_URL, APP_TOKEN, BOT_TOKEN, Tally, report

hellos = 0
texts = []
done = Tally("messages after the reconnect", 1)
client = SocketModeClient(
    app_token=APP_TOKEN, web_client=WebClient(token=BOT_TOKEN, base_url=API_URL)
)


def on_message(client, message, raw):
    global hellos
    if message.get("type") == "hello":
        hellos += 1
        # The test takes each greeting as the sign to go on.
        client.web_client.chat_postMessage(channel="C1", text=f"hello {hellos}")


def on_request(client, request):
    client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
    event = request.payload.get("event", {})
    if event.get("user") == "U1" and not event.get("bot_id"):
        texts.append(event.get("text"))
        done.add(event.get("text"))


client.message_listeners.append(on_message)
client.socket_mode_request_listeners.append(on_request)
client.connect()
done.wait()
client.close()
report(hellos=hellos, texts=texts)
