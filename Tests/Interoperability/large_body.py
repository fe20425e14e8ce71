"""A bot that uploads and downloads a large file, and a Slack for it that keeps nothing.

    large_body.py serve MEGABYTES     prints its base URL, and answers until it is ended
    large_body.py bot MEGABYTES       uploads and downloads as many, and says how much memory its parent took at most

FLIP lets the bot change one byte in the middle of what it uploads. Nothing of either is ever in memory as a whole.
"""

import hashlib
import http.server
import json
import os
import socketserver
import sys
import urllib.parse
import urllib.request

BLOCK = bytes((i * 31 + (i >> 8)) & 255 for i in range(1 << 20))
# What looks like a token, where two pieces of whatever size may meet.
TOKEN = ("xox" + "b-8765432109-1234567890-ABCDEFGHIJKLMNOPQRSTUVWX").encode()


class Slack(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    megabytes = 1

    def log_message(self, *_):
        pass

    def take(self):
        digest, left = hashlib.sha256(), int(self.headers.get("content-length") or 0)
        while left:
            piece = self.rfile.read(min(left, 1 << 16))
            if not piece:
                raise EOFError
            digest.update(piece)
            left -= len(piece)
        return digest.hexdigest()

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        digest = self.take()
        origin = f"http://{self.headers['host']}"
        if "/upload/" in self.path:
            self.answer({"ok": True, "sha256": digest})
        elif self.path.endswith("files.getUploadURLExternal"):
            self.answer({"ok": True, "file_id": "F1", "upload_url": origin + "/upload/v1/AbCdEfGhIjKlMnOp"})
        elif self.path.endswith("files.info"):
            self.answer({"ok": True, "file": {"id": "F1", "url_private": origin + "/files-pri/T1-F1/large.bin"}})
        else:
            self.answer({"ok": True})

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "application/octet-stream")
        self.send_header("content-length", str(self.megabytes << 20))
        self.end_headers()
        for _ in range(self.megabytes):
            self.wfile.write(BLOCK)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


class File:
    """A file that is made as it is read."""

    def __init__(self, count, flip):
        self.count, self.flip, self.place = count, flip, 0
        self.token = 300_000
        self.digest = hashlib.sha256()

    def read(self, wanted=-1):
        count = min(wanted if wanted > 0 else 1 << 16, self.count - self.place)
        start = self.place % len(BLOCK)
        piece = bytearray(BLOCK[start : start + count])
        self.put(piece, self.token, TOKEN)
        if self.flip:
            self.put(piece, self.count // 2, bytes([BLOCK[self.count // 2 % len(BLOCK)] ^ 1]))
        self.place += len(piece)
        self.digest.update(piece)
        return bytes(piece)

    def put(self, piece, place, what):
        for offset, byte in enumerate(what):
            index = place + offset - self.place
            if 0 <= index < len(piece):
                piece[index] = byte


def call(method, **arguments):
    request = urllib.request.Request(
        os.environ["SLACK_API_URL"] + method,
        data=urllib.parse.urlencode(arguments).encode(),
        headers={"Authorization": "Bearer " + os.environ["SLACK_BOT_TOKEN"]},
    )
    return json.load(urllib.request.urlopen(request))


def bot(megabytes):
    count = megabytes << 20
    target = call("files.getUploadURLExternal", filename="large.bin", length=count)
    file = File(count, os.environ.get("FLIP"))
    headers = {"Content-Length": str(count), "Content-Type": "application/octet-stream"}
    request = urllib.request.Request(target["upload_url"], data=file, headers=headers, method="POST")
    answer = json.load(urllib.request.urlopen(request))
    print("uploaded", answer["sha256"] == file.digest.hexdigest(), flush=True)
    call("files.completeUploadExternal", files=json.dumps([{"id": target["file_id"]}]))
    link = call("files.info", file="F1")["file"]["url_private"]
    digest, wanted = hashlib.sha256(), hashlib.sha256()
    for _ in range(megabytes):
        wanted.update(BLOCK)
    with urllib.request.urlopen(link) as download:
        while piece := download.read(1 << 16):
            digest.update(piece)
    print("downloaded", digest.digest() == wanted.digest(), flush=True)
    with open(f"/proc/{os.getppid()}/status") as status:
        peak = next((line.split()[1] for line in status if line.startswith("VmHWM")), "0")
    print("peak", peak, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        Slack.megabytes = int(sys.argv[2])
        server = Server(("127.0.0.1", 0), Slack)
        print(f"http://127.0.0.1:{server.server_port}/api/", flush=True)
        server.serve_forever()
    else:
        bot(int(sys.argv[2]))
