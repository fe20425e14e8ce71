"""slack_sdk's Socket Mode client in one of its flavours: builtin, websocket_client, aiohttp, websockets."""

import asyncio
import sys

from slack_sdk import WebClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from common import API_URL, APP_TOKEN, BOT_TOKEN, EXPECTED, PREFIX, Tally, report, tell

flavour = sys.argv[1]
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
    client = kind(
        app_token=APP_TOKEN,
        web_client=WebClient(token=BOT_TOKEN, base_url=API_URL),
        ping_interval=1,
    )

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
    client.close()
    report(seen=seen, connected=connected)


async def asynchronous(kind):
    client = kind(
        app_token=APP_TOKEN,
        web_client=AsyncWebClient(token=BOT_TOKEN, base_url=API_URL),
        ping_interval=1,
    )

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
