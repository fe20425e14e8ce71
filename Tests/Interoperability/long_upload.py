"""Uploads a file of a megabyte and a half, by slack_sdk's `files_upload_v2` or by curl (`-T` and `-F`).

    long_upload.py sdk|curl

FLIP lets it change one byte in the middle.
"""

import os
import subprocess
import sys
import tempfile

from slack_sdk import WebClient

COUNT = 1_500_000
content = bytearray((i * 31 + (i >> 8)) & 255 for i in range(COUNT))
if os.environ.get("FLIP"):
    content[COUNT // 2] ^= 1

client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
if sys.argv[1] == "sdk":
    answer = client.files_upload_v2(channel="C1", content=bytes(content), filename="long.bin", title="long")
    print("uploaded", answer["file"]["size"], flush=True)
else:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        for arguments in (["-T", file.name], ["-F", "filename=@" + file.name + ";filename=long.bin"]):
            target = client.files_getUploadURLExternal(filename="long.bin", length=COUNT)
            command = ["curl", "-sS", "-o", os.devnull, "-w", "%{http_code}", *arguments, target["upload_url"]]
            print("curl", subprocess.run(command, capture_output=True, text=True).stdout, flush=True)
