"""The help desk over Bolt for asyncio: AsyncApp and aiohttp."""

import asyncio

import starting  # noqa: F401

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import carrying
import desk
from common import API_URL, APP_TOKEN, BOT_TOKEN, tell

app = AsyncApp(client=AsyncWebClient(token=BOT_TOKEN, base_url=API_URL))
session = None


def listening(handler):
    async def listener(ack, respond, client, body):
        async def acknowledge(payload):
            await (ack(**payload) if payload else ack())

        async def answer(message):
            sent = await respond(**message)
            assert sent.status_code == 200, sent.body

        await carrying.run_async(handler(body), acknowledge, answer, client, session)

    return listener


app.command("/ticket")(listening(desk.on_command))
app.action("take")(listening(desk.on_take))
app.action("shut")(listening(desk.on_shut))
app.view("taking")(listening(desk.on_taking))
app.event("message")(listening(desk.on_message))
app.event("reaction_added")(listening(desk.on_reaction))
app.event("reaction_removed")(listening(desk.on_reaction))


async def on_text(client, message, text):
    carrying.greeted(message)


async def main():
    global session
    session = aiohttp.ClientSession()
    handler = AsyncSocketModeHandler(app, APP_TOKEN, ping_interval=starting.ping_interval)
    handler.client.message_listeners.append(on_text)
    await handler.connect_async()
    tell("connected")
    await asyncio.Event().wait()


asyncio.run(main())
