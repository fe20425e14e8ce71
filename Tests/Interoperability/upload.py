"""Uploads a file that is another each time, as a generated PDF is: in three steps, and in one; needs nothing but Python.

`STAMP` stands in its name, its title and its content.
"""

import json
import os
import urllib.parse
import urllib.request

from common import API_URL, BOT_TOKEN

stamp = os.environ["STAMP"]
name = f"report-{stamp}.pdf"
content = f"%PDF-1.4 {stamp}\n".encode() * 20


def post(url, body, kind, **fields):
    fields = {"Content-Type": kind, **{key.title(): value for key, value in fields.items()}}
    with urllib.request.urlopen(urllib.request.Request(url, body, fields)) as answer:
        return answer.read()


def call(method, body, kind="application/x-www-form-urlencoded"):
    return json.loads(post(API_URL + method, body, kind, authorization="Bearer " + BOT_TOKEN))


def form(**arguments):
    return urllib.parse.urlencode(arguments).encode()


place = call("files.getUploadURLExternal", form(filename=name, length=len(content)))
post(place["upload_url"], content, "application/octet-stream")
files = json.dumps([{"id": place["file_id"], "title": name}])
call("files.completeUploadExternal", form(files=files, channel_id="C1"))

part = 'Content-Disposition: form-data; name="file"; filename="report.pdf"\r\nContent-Type: application/pdf'
body = f"--part\r\n{part}\r\n\r\n".encode() + content + b"\r\n--part--\r\n"
call("files.upload", body, "multipart/form-data; boundary=part")
