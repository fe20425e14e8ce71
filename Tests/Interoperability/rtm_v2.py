"""slack_sdk.rtm_v2.RTMClient: sends over the socket and gets its acknowledgements."""

from slack_sdk import WebClient
from slack_sdk.rtm_v2 import RTMClient

from common import API_URL, BOT_TOKEN, EXPECTED, PREFIX, Tally, report, tell

client = RTMClient(token=BOT_TOKEN, web_client=WebClient(token=BOT_TOKEN, base_url=API_URL))
seen = []
acknowledged = []
answered = Tally("messages acknowledged", EXPECTED)


@client.on("hello")
def on_hello(client, event):
    tell("connected")


@client.on("*")
def on_anything(client, event):
    if event.get("type") == "message" and event.get("text") and not event.get("bot_id"):
        seen.append(event["text"])
        client.send(
            {
                "id": len(seen),
                "type": "message",
                "channel": event["channel"],
                "text": PREFIX + event["text"],
            }
        )
    elif "reply_to" in event and event.get("ok"):
        acknowledged.append(event["reply_to"])
        tell("answered", seen[event["reply_to"] - 1])
        if answered.add(event["reply_to"]):
            report(seen=seen, acknowledged=acknowledged)


client.start()
