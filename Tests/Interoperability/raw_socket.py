"""An RTM bot over a bare socket, which reads and answers pings as it is told to; needs nothing but Python.

reads       as it should
no-pongs    reads, and answers no ping
never       reads nothing, and does what was recorded all the same
leaves      the same, and ends at once
stops       reads the first message, answers it and those that it expects, and reads no more
"""

import json
import os
import signal
import socket
import sys
import urllib.parse
import urllib.request

from common import API_URL, BOT_TOKEN, tell, until

how = sys.argv[1]
texts = ["one", "two & <three>", "h\u00e9 \U0001f600"]


def call(method, **arguments):
    request = urllib.request.Request(
        API_URL + method,
        data=urllib.parse.urlencode(arguments).encode(),
        headers={"Authorization": "Bearer " + BOT_TOKEN},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def answer(text):
    call("chat.postMessage", channel="C1", text="echo " + text)
    tell("answered", text)


class Socket:
    def __init__(self, url):
        url = urllib.parse.urlparse(url)
        self._socket = socket.create_connection((url.hostname, url.port))
        fields = [
            f"GET {url.path}{'?' + url.query if url.query else ''} HTTP/1.1",
            f"Host: {url.netloc}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        self._socket.sendall("\r\n".join(fields + ["", ""]).encode())
        self._bytes = b""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._socket.recv(1)

    def _take(self, count):
        while len(self._bytes) < count:
            more = self._socket.recv(65536)
            if not more:
                sys.exit(0)
            self._bytes += more
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken

    def frames(self):
        while True:
            first, length = self._take(2)
            if length == 126:
                length = int.from_bytes(self._take(2), "big")
            elif length == 127:
                length = int.from_bytes(self._take(8), "big")
            yield first & 15, self._take(length)

    def wait_for(self, count):
        """Waits until so many messages of the person have come, and leaves them unread."""
        until(
            "messages of U1 to come, unread",
            lambda: self._socket.recv(65536, socket.MSG_PEEK).count(b'"U1"') >= count,
        )

    def send(self, opcode, payload):
        mask = b"mask"
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self._socket.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)


def idle():
    while True:
        signal.pause()


connection = Socket(call("rtm.connect")["url"])
tell("connected")
if how in ("never", "leaves"):
    for number, text in enumerate(texts, 1):
        connection.wait_for(number)
        answer(text)
    if how == "leaves":
        os._exit(0)
    idle()
for opcode, payload in connection.frames():
    if opcode == 9 and how != "no-pongs":
        connection.send(10, payload)
    if opcode != 1:
        continue
    event = json.loads(payload)
    if event.get("type") != "message" or event.get("user") != "U1":
        continue
    answer(event["text"])
    if how == "stops":
        for number, text in enumerate(texts[1:], 1):
            connection.wait_for(number)
            answer(text)
        idle()
