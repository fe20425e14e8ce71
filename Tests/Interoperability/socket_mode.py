"""slack_sdk's Socket Mode client in one of its flavours: builtin, websocket_client, aiohttp, websockets."""

import asyncio
import os
import sys
import threading

from slack_sdk import WebClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from common import API_URL, APP_TOKEN, BOT_TOKEN, EXPECTED, PREFIX, Tally, report, tell

flavour = sys.argv[1]
# How soon the client looks whether its connection lives; the SDK's own pace unless a test breaks connections.
pace = {"ping_interval": float(os.environ["PING_INTERVAL"])} if "PING_INTERVAL" in os.environ else {}
seen = []
# Listeners run side by side: the last to be called need not be the last to have answered.
answered = Tally("messages answered", EXPECTED)


def text(request):
    """The text of a person's message; None for all else."""
    event = request.payload.get("event", {})
    if request.type != "events_api" or event.get("type") != "message" or event.get("bot_id"):
        return None
    return event.get("text")


def synchronous(kind):
    web_client = WebClient(token=BOT_TOKEN, base_url=API_URL)
    client = kind(app_token=APP_TOKEN, web_client=web_client, **pace)

    def on_request(client, request):
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        if (message := text(request)) is None:
            return
        seen.append(message)
        client.web_client.chat_postMessage(
            channel=request.payload["event"]["channel"], text=PREFIX + message
        )
        tell("answered", message)
        answered.add(message)

    client.socket_mode_request_listeners.append(on_request)
    client.connect()
    tell("connected")
    answered.wait()
    connected = client.is_connected()
    # It says goodbye at once; but the websocket_client flavour, which waits on a socket that it has closed itself,
    # takes ten seconds more to notice.
    closing = threading.Thread(target=client.close, daemon=True)
    closing.start()
    closing.join(1)
    report(seen=seen, connected=connected)


async def asynchronous(kind):
    web_client = AsyncWebClient(token=BOT_TOKEN, base_url=API_URL)
    client = kind(app_token=APP_TOKEN, web_client=web_client, **pace)

    async def on_request(client, request):
        await client.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id)
        )
        if (message := text(request)) is None:
            return
        seen.append(message)
        await client.web_client.chat_postMessage(
            channel=request.payload["event"]["channel"], text=PREFIX + message
        )
        tell("answered", message)
        answered.add(message)

    client.socket_mode_request_listeners.append(on_request)
    await client.connect()
    tell("connected")
    await answered.waited()
    connected = await client.is_connected()
    await client.close()
    report(seen=seen, connected=connected)


if flavour == "builtin":
    from slack_sdk.socket_mode.builtin import SocketModeClient

    synchronous(SocketModeClient)
elif flavour == "websocket_client":
    from slack_sdk.socket_mode.websocket_client import SocketModeClient

    synchronous(SocketModeClient)
elif flavour == "aiohttp":
    from slack_sdk.socket_mode.aiohttp import SocketModeClient

    asyncio.run(asynchronous(SocketModeClient))
else:
    from slack_sdk.socket_mode.websockets import SocketModeClient

    asyncio.run(asynchronous(SocketModeClient))
