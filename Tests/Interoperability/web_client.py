"""slack_sdk's WebClient and AsyncWebClient: calls of every shape, errors, and an upload in three
steps, a download and a webhook."""

import asyncio
import os
import urllib.request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookClient

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

content = bytes(range(256)) * 300
uploaded = client.files_upload_v2(
    channel=channel, filename="all bytes.bin", content=content, title="bytes"
)
url = uploaded["file"]["url_private"]
request = urllib.request.Request(url, headers={"Authorization": "Bearer " + BOT_TOKEN})
with urllib.request.urlopen(request) as answer:
    downloaded = answer.read() == content

hook = os.environ.get("WEBHOOK_URL") or API_URL.replace("/api/", os.environ["WEBHOOK_PATH"])
hooked = WebhookClient(hook).send(text="by webhook").body


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
    url=url,
    downloaded=downloaded,
    hooked=hooked,
    asynchronous=asyncio.run(asynchronous()),
)
