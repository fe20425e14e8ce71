"""How a handler of `desk.py` is run: on a thread, or on an event loop."""

import urllib.request

from common import BOT_TOKEN, tell


greetings = []


def authorized(url):
    return urllib.request.Request(url, headers={"Authorization": f"Bearer {BOT_TOKEN}"})


def run(generator, ack, respond, client):
    """Runs a handler to its end; `ack` and `respond` are the carrier's."""
    result = None
    while True:
        try:
            step = generator.send(result)
        except StopIteration as end:
            return told(end.value)
        if step[0] == "ack":
            result = ack(step[1])
        elif step[0] == "respond":
            result = respond(step[1])
        elif step[0] == "get":
            with urllib.request.urlopen(authorized(step[1])) as answer:
                result = answer.read()
        else:
            result = getattr(client, step[1])(**step[2])


async def run_async(generator, ack, respond, client, session):
    """The same on an event loop."""
    result = None
    while True:
        try:
            step = generator.send(result)
        except StopIteration as end:
            return told(end.value)
        if step[0] == "ack":
            result = await ack(step[1])
        elif step[0] == "respond":
            result = await respond(step[1])
        elif step[0] == "get":
            headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
            async with session.get(step[1], headers=headers) as answer:
                result = await answer.read()
        else:
            result = await getattr(client, step[1])(**step[2])


def greeted(message):
    """Says that a socket has been opened, and which it is."""
    if message.get("type") == "hello":
        greetings.append(message)
        tell("greeted", str(len(greetings)))


def told(what):
    """Says what was done, for the director of a recording that waits for it."""
    if what is not None:
        tell("did", what)
