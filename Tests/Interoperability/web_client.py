"""slack_sdk's WebClient and AsyncWebClient: calls of every shape, errors, and an upload in three steps."""

import asyncio

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from common import API_URL, BOT_TOKEN, report

client = WebClient(token=BOT_TOKEN, base_url=API_URL)
channel = "C1"

tested = client.api_test(foo="bar")
identity = client.auth_test()
posted = client.chat_postMessage(
    channel=channel,
    text="h\u00e9llo \U0001f600 & <more>",
    blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "*bold*"}}],
)
try:
    client.api_call("no.suchMethod")
    unknown = None
except SlackApiError as error:
    unknown = error.response["error"]


async def asynchronous():
    other = AsyncWebClient(token=BOT_TOKEN, base_url=API_URL)
    answers = await asyncio.gather(
        *(other.chat_postMessage(channel=channel, text=f"async {n}") for n in range(20))
    )
    return [answer["ts"] for answer in answers]


report(
    tested=tested["args"].get("foo"),
    bot_user=identity["user_id"],
    scopes=identity.headers.get("x-oauth-scopes"),
    ts=posted["ts"],
    text=posted["message"]["text"],
    unknown=unknown,
    asynchronous=asyncio.run(asynchronous()),
)
