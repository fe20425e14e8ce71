"""slack_sdk.rtm.RTMClient: the older of the two RTM clients, over aiohttp."""

import asyncio

from slack_sdk.rtm import RTMClient

from common import API_URL, BOT_TOKEN, EXPECTED, PREFIX, Tally, report, tell

seen = []
answered = Tally("messages answered", EXPECTED)
typing = []
asyncio.set_event_loop(asyncio.new_event_loop())


@RTMClient.run_on(event="hello")
def on_hello(**payload):
    tell("connected")


@RTMClient.run_on(event="message")
def on_message(**payload):
    event = payload["data"]
    if event.get("bot_id") or "text" not in event:
        return
    seen.append(event["text"])
    client = payload["rtm_client"]
    typing.append(asyncio.ensure_future(client.typing(channel=event["channel"])))
    payload["web_client"].chat_postMessage(
        channel=event["channel"], text=PREFIX + event["text"]
    )
    tell("answered", event["text"])
    if answered.add(event["text"]):
        asyncio.ensure_future(finish())


async def finish():
    await asyncio.gather(*typing)
    report(seen=seen)


RTMClient(token=BOT_TOKEN, base_url=API_URL, auto_reconnect=False).start()
