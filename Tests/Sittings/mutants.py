"""Every change of every kind to a bot, at every place where it applies, from a survey of what the bot does."""

import base64
import json

from acts import Act, find, leaves

# Values of one kind, by the name that they stand under: what is swapped and what is taken from a neighbour.
VALUES = {
    "channel": "channels",
    "channel_id": "channels",
    "user": "people",
    "recipient_user_id": "people",
    "ts": "ts",
    "timestamp": "ts",
    "message_ts": "ts",
    "thread_ts": "threads",
    "text": "texts",
    "initial_comment": "texts",
    "trigger_id": "trigger ids",
    "view_id": "view ids",
    "hash": "view hashes",
    "view": "views",
    "blocks": "blocks",
    "name": "names of emoji",
    "payload": "payloads of acknowledgements",
    "envelope_id": "envelopes",
    "markdown_text": "pieces of streams",
    "file": "files",
    "files": "files",
    "filename": "names of files",
    "length": "lengths of files",
}
OTHER_METHODS = {
    "chat.postMessage": "chat.meMessage",
    "chat.postEphemeral": "chat.postMessage",
    "chat.update": "chat.postMessage",
    "chat.delete": "chat.deleteScheduledMessage",
    "reactions.add": "reactions.remove",
    "reactions.remove": "reactions.add",
    "views.open": "views.push",
    "views.update": "views.publish",
    "users.info": "users.profile.get",
    "files.info": "files.sharedPublicURL",
    "chat.getPermalink": "conversations.history",
    "chat.appendStream": "chat.stopStream",
    "chat.startStream": "chat.postMessage",
    "chat.stopStream": "chat.appendStream",
    "files.completeUploadExternal": "files.info",
    "files.getUploadURLExternal": "files.info",
}
READS = {"auth.test", "users.info", "files.info", "chat.getPermalink"}
STREAMS = {"chat.startStream", "chat.appendStream", "chat.stopStream"}


class Mutants:
    """Generates the changes."""

    def __init__(self, survey):
        self.survey = survey
        self.acts = [Act.read(line["act"]) for line in survey]
        self.found = []
        names = [act.name for act in self.acts]
        # What stands before the first acknowledgement is the connection.
        first = next(i for i, act in enumerate(self.acts) if act.verb == "SEND")
        self.places = [i for i in range(first, len(names)) if names[i] != "apps.connections.open"]

    def all(self):
        for place in self.places:
            self.left_out(place)
            self.again(place)
            self.early(place)
            self.dying(place)
            self.values(place)
            self.arguments(place)
            self.request(place)
            self.content(place)
            self.more(place)
            self.order(place)
        self.whole()
        return self.found

    def add(self, kind, places, ops, options=(), what="", said=None):
        """Notes a change; `said` is what its report says if it can name no entry."""
        names = ", ".join(f"{self.acts[place].name} #{place}" for place in places)
        self.found.append(
            {
                "kind": kind,
                "what": f"{what} {names}".strip(),
                "places": places,
                "ops": ops,
                "options": list(options),
                "said": said,
                "same": self.is_same(ops),
            }
        )

    def is_same(self, ops):
        """Whether the bot does the very same all the same, only for another reason, or looks before it is asked."""
        if all(op["op"] == "early" for op in ops):
            looks = READS | {"files.getUploadURLExternal"}
            # The first envelope comes with the greeting: whoever acknowledges it unread may have read it.
            return len(ops) == 1 and (
                self.acts[ops[0]["act"]].name in looks or ops[0]["act"] == self.places[0]
            )
        if not all(op["op"] == "change" for op in ops):
            return False
        changed = [self.acts[op["act"]].changed(op["change"]) for op in ops]
        return sorted(map(told, changed)) == sorted(told(self.acts[op["act"]]) for op in ops)

    def change(self, kind, place, change, options=(), what=""):
        self.add(kind, [place], [{"op": "change", "act": place, "change": change}], options, what)

    # Whole acts

    def strict(self, place):
        """A read may be made more often or less, unless each is to count."""
        return ["--strict-reads"] if self.acts[place].name in READS else []

    def is_used(self, place):
        """Whether something of an act's answer stands in a later act."""
        answer = self.survey[place].get("answer", "")
        try:
            told = [value for _, value in leaves(json.loads(answer))]
        except ValueError:
            return False
        before = "".join(act.body.decode("latin-1") + act.url for act in self.acts[: place + 1])
        later = "".join(act.body.decode("latin-1") + act.url for act in self.acts[place + 1 :])
        return any(
            isinstance(value, str) and len(value) > 6 and value in later and value not in before
            for value in told
        )

    def left_out(self, place):
        act = self.acts[place]
        if act.verb == "SEND":
            kind = "drops an acknowledgement"
        elif self.is_used(place):
            kind = "leaves out a call and goes on as if it were made"
        else:
            kind = "leaves out a call whose answer it does not use"
        self.add(kind, [place], [{"op": "drop", "act": place}], self.strict(place))

    def again(self, place):
        # A second acknowledgement is tolerated: some clients make several.
        if self.acts[place].verb != "SEND":
            self.add("does it twice", [place], [{"op": "twice", "act": place}], self.strict(place))

    def early(self, place):
        self.add("answers before the question", [place], [{"op": "early", "act": place}])

    def dying(self, place):
        ops = [{"op": "die", "act": place}]
        self.add("dies before it, with exit code 0", [place, *self.after(place)], ops)
        if place != self.places[-1]:
            ops = [{"op": "die", "act": place, "after": True}]
            self.add("dies after it, with exit code 0", self.after(place), ops)

    def after(self, place):
        return [other for other in self.places if other > place]

    def more(self, place):
        if self.acts[place].verb == "SEND":
            return
        channel = next(
            act.arguments["channel"] for act in self.acts if act.name == "chat.postMessage"
        )
        post = next(act for act in self.acts if act.name == "chat.postMessage")
        added = post.changed({})
        added.arguments = {"channel": channel, "text": "by the way"}
        ops = [{"op": "add", "act": place, "added": added.written()}]
        self.add("posts once more", [place], ops, said="the call chat.postMessage")

    def order(self, place):
        """An answer waits for the next one in its channel that does not come of it."""
        act = self.acts[place]
        if act.name != "chat.postMessage":
            return
        for other in self.places:
            next_one = self.acts[other]
            if (
                other > place
                and next_one.name == act.name
                and next_one.arguments.get("channel") == act.arguments.get("channel")
            ):
                ops = [{"op": "late", "act": place, "until": other}]
                self.add("answers in another order", [place, other], ops, ["--order", "channel"])
                return

    def whole(self):
        ops = [{"op": "die", "act": 0}]
        self.add("dies at once, with exit code 0", [0], ops, said="the command never called Slack")
        self.add("connects twice", [0], [{"op": "connect"}], said="the call apps.connections.open")
        every = [{"op": "early", "act": place} for place in self.places]
        said = "came before the bot could know"
        self.add("does everything before it reads a frame", [self.places[0]], every, said=said)

    # What an act holds

    def values(self, place):
        """Each value is swapped with, and taken from, that of the next act that has another of its kind."""
        act = self.acts[place]
        for path, value in self.named(act.arguments):
            kind = VALUES[path[-1]]
            for other in self.places:
                theirs = find(self.acts[other].arguments, path)
                if other == place or self.acts[other].name != act.name or theirs in (None, value):
                    continue
                here = {"set": [[path, theirs]]}
                there = {"set": [[path, value]]}
                if other > place:
                    ops = [
                        {"op": "change", "act": place, "change": here},
                        {"op": "change", "act": other, "change": there},
                    ]
                    self.add(f"swaps two {kind}", [place, other], ops)
                self.change(f"has another's of {kind}", place, here, what=f"{dotted(path)} of #{other} in")
                break
            if kind == "ts" and (stale := self.stale(place, value)):
                self.change("names a message of earlier", place, {"set": [[path, stale]]})
        for other in self.places:
            theirs = self.acts[other]
            if other != place and theirs.name == act.name and act.name.endswith("URL") and theirs.url != act.url:
                kind = act.name + "s"
                if other > place:
                    ops = [
                        {"op": "change", "act": place, "change": {"url": theirs.url}},
                        {"op": "change", "act": other, "change": {"url": act.url}},
                    ]
                    self.add(f"swaps two {kind}", [place, other], ops)
                self.change(f"has another's of {kind}", place, {"url": theirs.url}, what=f"that of #{other} in")
                break

    def named(self, value, path=()):
        """The values of kinds that are known, with their paths; not what is inside of those."""
        if not isinstance(value, dict):
            return
        for name, member in value.items():
            if name in VALUES:
                yield [*path, name], member

    def stale(self, place, value):
        """The `ts` of the first message that is another."""
        for line in self.survey[:place]:
            try:
                ts = json.loads(line.get("answer", "")).get("ts")
            except ValueError:
                continue
            if ts and ts != value:
                return ts
        return None

    def arguments(self, place):
        act = self.acts[place]
        if act.form == "raw":
            return
        for path, value in list(leaves(act.arguments)):
            if path[-1] in ("envelope_id",):
                continue
            deep = next((name for name in ("view", "blocks", "payload") if name in path[:-1]), None)
            kind = f"changes something in its {deep}" if deep else "changes an argument"
            # Where pieces are cut is no matter of the bot's; see "pieces of streams".
            self.change(kind, place, {"set": [[path, altered(value)]]}, what=dotted(path) + " of")
        for name in act.arguments:
            if name == "envelope_id":
                continue
            kind = "drops the payload of an acknowledgement" if name == "payload" else "leaves out an argument"
            self.change(kind, place, {"remove": [[name]]}, what=name + " of")
        what = "adds a payload to an acknowledgement" if act.verb == "SEND" else "adds an argument"
        if act.verb == "SEND" and "payload" in act.arguments:
            return
        name, value = ("payload", {"text": "one more"}) if act.verb == "SEND" else ("unfurl_links", "true")
        if not act.url.endswith("URL"):
            self.change(what, place, {"set": [[[name], value]]})

    def request(self, place):
        act = self.acts[place]
        if act.verb == "SEND":
            return
        if act.name in OTHER_METHODS:
            url = act.url.replace(f"/api/{act.name}", f"/api/{OTHER_METHODS[act.name]}")
            self.change("calls another method", place, {"url": url})
        if act.name.endswith("URL"):
            verb = "POST" if act.verb == "GET" else "GET"
            self.change("uses another HTTP method", place, {"verb": verb})
        if act.token:
            self.change("carries another token", place, {"token": "Bearer xoxb" + "-0-0-replayed-9"})

    def content(self, place):
        act = self.acts[place]
        if act.form != "raw" or not act.body:
            return
        other = bytes([act.body[0] ^ 1]) + act.body[1:]
        self.change("changes a byte of a file", place, {"body": base64.b64encode(other).decode()})
        shorter = base64.b64encode(act.body[:-1]).decode()
        self.change("cuts a byte off a file", place, {"body": shorter})
        for place_of_other in self.places:
            theirs = self.acts[place_of_other]
            if theirs.form == "raw" and theirs.body and theirs.body != act.body:
                change = {"body": base64.b64encode(theirs.body).decode()}
                self.change("has another's of contents", place, change)
                break


def told(act):
    """What counts of an act, as text."""
    return json.dumps([act.verb, act.url, act.token, act.arguments, act.body.hex() if act.form == "raw" else ""])


def altered(value):
    """A value that is another, but of its kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if value is None:
        return "something"
    # Another last letter or digit: what looks like an id still does.
    for index in range(len(value) - 1, -1, -1):
        letter = value[index]
        if letter.isdigit():
            return value[:index] + str((int(letter) + 1) % 10) + value[index + 1 :]
        if letter.isalpha():
            return value[:index] + ("b" if letter == "a" else "a") + value[index + 1 :]
    return value + "!"


def dotted(path):
    return ".".join(map(str, path))
