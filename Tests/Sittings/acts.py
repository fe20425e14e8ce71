"""What a bot does, as values: requests and messages, how they are spelled, and how a change to one is spelled."""

import base64
import copy
import hashlib
import json
import os
import re
import urllib.parse

ORIGIN = os.environ.get("SLACK_API_URL", "").removesuffix("/api/")
# Stands for the server, whose port is another in each replay.
HERE = "{here}"
# What the server marks a link with, which is another in each run.
MARK = re.compile(r"/_/[A-Za-z0-9_-]{22}/")


class Act:
    """A request (`verb` is its HTTP verb) or a message over the socket (`verb` is SEND)."""

    def __init__(self, verb, url, headers, body):
        self.verb, self.url, self.body = verb, url.replace(ORIGIN, HERE), body or b""
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def form(self):
        """How the body is spelled: form, json or raw."""
        kind = self.headers.get("content-type", "")
        if self.verb == "SEND" or kind.startswith("application/json"):
            return "json"
        # slack_sdk uploads bytes and calls them a form.
        if kind.startswith("application/x-www-form-urlencoded") and "/upload/v1/" not in self.url:
            return "form"
        return "raw"

    @property
    def arguments(self):
        """What the body says; JSON within a form is JSON."""
        if self.form == "raw" or not self.body:
            return {}
        if self.form == "json":
            return json.loads(self.body)
        pairs = urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True)
        return {name: parsed(value) for name, value in pairs}

    @arguments.setter
    def arguments(self, arguments):
        if self.form == "json":
            self.body = json.dumps(arguments).encode()
        elif self.form == "form":
            flat = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in arguments.items()
            }
            self.body = urllib.parse.urlencode(flat).encode()

    @property
    def key(self):
        """What tells it from what differs in content; which of several equal ones it is, is told elsewhere."""
        digest = hashlib.sha256(self.body).hexdigest()[:16]
        return f"{self.verb} {MARK.sub('/_/', self.url)} {digest}"

    @property
    def name(self):
        """The method, or what kind of address it is."""
        if self.verb == "SEND":
            return "an acknowledgement" if "envelope_id" in self.arguments else "a message"
        path = self.url.removeprefix(HERE)
        if path.startswith("/api/"):
            return path.removeprefix("/api/").split("?")[0]
        for mark in ["/actions/", "/commands/", "/upload/v1/", "/files-pri/"]:
            if mark in path:
                return mark.split("/")[1] + " URL"
        return "a URL"

    @property
    def token(self):
        return self.headers.get("authorization")

    def changed(self, change):
        """The act with a change: `set` values at paths, `remove` them, another `url`, `token`, `verb` or `body`."""
        act = copy.copy(self)
        act.headers = dict(self.headers)
        if "body" in change:
            act.body = base64.b64decode(change["body"])
        if "set" in change or "remove" in change:
            arguments = act.arguments
            for path, value in change.get("set", []):
                put(arguments, path, value)
            for path in change.get("remove", []):
                remove(arguments, path)
            act.arguments = arguments
        act.url = change.get("url", act.url)
        act.verb = change.get("verb", act.verb)
        if "token" in change:
            act.headers["authorization"] = change["token"]
        return act

    def written(self):
        """The act for a file."""
        return {
            "verb": self.verb,
            "url": self.url,
            "headers": {
                name: self.headers[name]
                for name in ["authorization", "content-type"]
                if name in self.headers
            },
            "body": base64.b64encode(self.body).decode(),
        }

    @staticmethod
    def read(written):
        return Act(written["verb"], written["url"], written["headers"], base64.b64decode(written["body"]))


def parsed(text):
    """A value of a form: JSON if it looks like an object or a list."""
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            pass
    return text


def leaves(value, path=()):
    """Every text, number and flag in a value, with its path."""
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], (*path, name))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from leaves(element, (*path, index))
    else:
        yield path, value


def find(value, path):
    """What stands at a path; None if nothing does."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def put(value, path, new):
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = new


def remove(value, path):
    for step in path[:-1]:
        value = value[step]
    del value[path[-1]]
