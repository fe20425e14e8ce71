"""What a help desk's bot does, whichever SDK carries it.

Each handler is a generator: it yields what is to be done, one thing after the other, and is sent what came of it.

    ("ack", payload)              acknowledge the envelope, with a payload or without
    ("respond", message)          answer over the interaction's own response_url
    ("call", method, arguments)   call a method of the SDK's client
    ("get", url)                  download a file with the bot's token

A carrier (`desk_sdk.py`, `desk_bolt.py`, `desk_bolt_async.py`) runs them its own way. What the bot says it takes from
what it was told: numbers of tickets, names, links, sizes, ids.
"""

import hashlib
import json
import re

PRIORITIES = {"fire": "high", "hums": "low"}


def number(text):
    """The number of the ticket in a text."""
    return re.search(r"\d{4}", text).group()


def button(action, label, value):
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label},
        "value": value,
    }


def card(ticket, state, buttons=True):
    """The message about a ticket, as blocks."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*Ticket {ticket}*\n{state}"}}]
    if buttons:
        actions = [button("take", "Take", ticket), button("shut", "Close", ticket)]
        blocks.append({"type": "actions", "block_id": f"ticket-{ticket}", "elements": actions})
    return blocks


def form(ticket, place, title, hint):
    """The form that whoever takes a ticket fills in; where its message stands travels with it."""
    return {
        "type": "modal",
        "callback_id": "taking",
        "private_metadata": json.dumps({"number": ticket, **place}),
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Take it"},
        "blocks": [
            {
                "type": "input",
                "block_id": "reason",
                "label": {"type": "plain_text", "text": hint},
                "element": {"type": "plain_text_input", "action_id": "words"},
            }
        ],
    }


def on_command(body):
    """`/ticket WHAT NUMBER HOW`"""
    ticket = number(body["text"])
    yield "ack", {"response_type": "ephemeral", "text": f"ticket {ticket} is yours, {body['user_name']}"}
    how = body["text"].rsplit(" ", 1)[-1]
    posted = yield "call", "chat_postMessage", {
        "channel": body["channel_id"],
        "text": f"ticket {ticket} by <@{body['user_id']}>",
        "blocks": card(ticket, f"{body['text']} ({PRIORITIES.get(how, 'normal')})"),
    }
    link = yield "call", "chat_getPermalink", {"channel": posted["channel"], "message_ts": posted["ts"]}
    yield "call", "chat_postEphemeral", {
        "channel": body["channel_id"],
        "user": body["user_id"],
        "text": f"yours is at {link['permalink']}",
    }
    return f"command {ticket}"


def on_take(body):
    """Somebody presses Take: the form opens, and is filled with what Slack said of it."""
    yield "ack", None
    user, ticket = body["user"], body["actions"][0]["value"]
    place = {"channel": body["channel"]["id"], "ts": body["container"]["message_ts"]}
    yield "respond", {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": f"<@{user['id']}> reads ticket {ticket}",
    }
    opened = yield "call", "views_open", {
        "trigger_id": body["trigger_id"],
        "view": form(ticket, place, f"Ticket {ticket}", "Loading"),
    }
    yield "call", "views_update", {
        "view_id": opened["view"]["id"],
        "hash": opened["view"]["hash"],
        "view": form(ticket, place, f"Ticket {ticket}", f"Why you, {user['username']}?"),
    }
    return f"take {user['id']}"


def on_taking(body):
    """The form was sent: too few words come back to it, enough change the ticket's message."""
    user, view = body["user"], body["view"]
    told = json.loads(view["private_metadata"])
    words = view["state"]["values"]["reason"]["words"]["value"]
    if len(words.split()) < 2:
        yield "ack", {"response_action": "errors", "errors": {"reason": f"{words} is too short, {user['name']}"}}
        return f"refuse {user['id']}"
    done = form(told["number"], told, "Thank you", f"It is yours, {user['name']}")
    yield "ack", {"response_action": "update", "view": done}
    yield "call", "chat_update", {
        "channel": told["channel"],
        "ts": told["ts"],
        "text": f"ticket {told['number']} taken by <@{user['id']}>",
        "blocks": card(told["number"], f"<@{user['id']}>: {words}"),
    }
    return f"taken {user['id']}"


def on_shut(body):
    """Somebody presses Close: the message goes."""
    yield "ack", None
    place = body["channel"]["id"], body["container"]["message_ts"]
    yield "call", "chat_delete", {"channel": place[0], "ts": place[1]}
    yield "respond", {
        "response_type": "in_channel",
        "replace_original": False,
        "text": f"<@{body['user']['id']}> closed ticket {body['actions'][0]['value']}",
    }
    return f"shut {body['actions'][0]['value']}"


def on_message(body):
    """What people write, change and delete."""
    event = body["event"]
    yield "ack", None
    subtype = event.get("subtype")
    message = event.get("message", event)
    if "bot_id" in message or "bot_id" in event.get("previous_message", {}):
        return None
    # The root of a thread leaves a stone when it is deleted.
    if subtype == "message_deleted" or message.get("subtype") == "tombstone":
        yield "call", "chat_postMessage", {
            "channel": event["channel"],
            "text": f"<@{event['previous_message']['user']}> took back: {event['previous_message']['text']}",
        }
        return f"deleted {event['previous_message']['text']}"
    if subtype == "message_changed":
        yield "call", "chat_postMessage", {
            "channel": event["channel"],
            "thread_ts": message["ts"],
            "text": f"you say now: {message['text']}",
        }
        return f"changed {message['text']}"
    return (yield from answered(event))


def answered(event):
    text, thread = event["text"], event.get("thread_ts", event["ts"])
    place = {"channel": event["channel"], "thread_ts": thread}
    if text.startswith("export"):
        return (yield from exported(event, place))
    if text.startswith("explain"):
        return (yield from explained(event, place))
    yield "call", "reactions_add", {"channel": event["channel"], "timestamp": event["ts"], "name": "eyes"}
    who = yield "call", "users_info", {"user": event["user"]}
    yield "call", "chat_postMessage", {
        **place,
        "text": f"{who['user']['name']}, ticket {number(text)} is under way",
    }
    return f"answered {text}"


def exported(event, place):
    """A file goes up in three steps, and is read again."""
    ticket = number(event["text"])
    rows = "ticket,asked by\n" + f"{ticket},{event['user']}\n" * 3
    sent = yield "call", "files_upload_v2", {
        **place,
        "filename": f"ticket-{ticket}.csv",
        "title": f"Ticket {ticket}",
        "content": rows,
        "initial_comment": f"ticket {ticket} in rows",
    }
    told = yield "call", "files_info", {"file": sent["files"][0]["id"]}
    content = yield "get", told["file"]["url_private_download"]
    checksum = hashlib.sha256(content).hexdigest()[:12]
    yield "call", "chat_postMessage", {**place, "text": f"{len(content)} bytes, checksum {checksum}"}
    return f"exported {ticket}"


def explained(event, place):
    """A long answer comes in pieces."""
    ticket = number(event["text"])
    stream = yield "call", "chat_startStream", {
        **place,
        "recipient_team_id": event["team"],
        "recipient_user_id": event["user"],
        "markdown_text": f"Ticket {ticket} ",
    }
    stream = {"channel": stream["channel"], "ts": stream["ts"]}
    for piece in ["was seen ", "by many ", f"for <@{event['user']}>, "]:
        yield "call", "chat_appendStream", {**stream, "markdown_text": piece}
    yield "call", "chat_stopStream", {**stream, "markdown_text": "and is **done**."}
    return f"explained {ticket}"


def on_reaction(body):
    """Whoever likes a message is liked."""
    event = body["event"]
    yield "ack", None
    # Its own marks are no news.
    if event["user"] == body["authorizations"][0]["user_id"]:
        return None
    method = "reactions_add" if event["type"] == "reaction_added" else "reactions_remove"
    mark = "tada" if event["reaction"] == "thumbsup" else "bulb"
    yield "call", method, {
        "channel": event["item"]["channel"],
        "timestamp": event["item"]["ts"],
        "name": mark,
    }
    return f"{event['type']} {event['reaction']} by {event['user']}"


def handler(kind, body):
    """The handler for an envelope of that type."""
    if kind == "slash_commands":
        return on_command
    if kind == "interactive":
        if body["type"] == "view_submission":
            return on_taking
        return on_take if body["actions"][0]["action_id"] == "take" else on_shut
    return on_message if body["event"]["type"] == "message" else on_reaction

