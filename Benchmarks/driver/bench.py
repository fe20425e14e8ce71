"""Building, and starting what is measured."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

PRODUCTS = ["session-bench", "schedule-bench", "sct-bench", "live-bench", "slack-server"]
# The library captures a whole program only where it is asked to, or in a test.
ENVIRONMENT = {**os.environ, "INTERLEAVING": "on", "SWIFT_BACKTRACE": "enable=no"}
EVENTS, QUICK_EVENTS = 1_000_000, 100_000


@dataclass
class Timing:
    """What one run of a command took."""

    wall: float
    processor: float
    output: str


class Bench:
    """Where things are, and how they are started."""

    def __init__(self, folder, options):
        self.folder = folder
        self.options = options
        self.data = folder / ".build" / "data"
        self.quick = options.quick

    # Building

    def build(self, products=PRODUCTS):
        for product in products:
            self._swift_build(self.folder, product)
        if self.options.clients:
            self._swift_build(self.ahc_folder, "ahc-bench")

    def build_debug(self, product):
        subprocess.run(["swift", "build", "--quiet", "--product", product], cwd=self.folder, check=True)
        return self.folder / ".build" / "debug" / product

    def _swift_build(self, folder, product):
        print(f"building {product}", flush=True, file=sys.stderr)
        command = ["swift", "build", "--quiet", "--configuration", "release", "--product", product]
        subprocess.run(command, cwd=folder, check=True)

    @property
    def ahc_folder(self):
        return self.folder / "Clients" / "AsyncHTTPClient"

    def binary(self, product):
        folder = self.ahc_folder if product == "ahc-bench" else self.folder
        return folder / ".build" / "release" / product

    @property
    def cores(self):
        """How many processes may run at once."""
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    # Sessions

    @property
    def events(self):
        return QUICK_EVENTS if self.quick else EVENTS

    def session(self, entries):
        """The file of the generated session with so many entries; made once."""
        self.data.mkdir(parents=True, exist_ok=True)
        binary = self.binary("session-bench")
        path = self.data / f"session-{entries}.jsonl.gz"
        if not path.exists() or path.stat().st_mtime < binary.stat().st_mtime:
            note(f"generating a session of {entries:,} entries")
            self.run(binary, "generate", "--entries", entries, "--to", path)
        return path

    # Running

    def run(self, *command):
        """Runs a command and reads the JSON line that it prints."""
        return json.loads(self.time(*command).output)

    def time(self, *command):
        """Runs a command to its end and takes the time, processor time of its children included."""
        words = [str(word) for word in command]
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
        return Timing(wall, usage.ru_utime + usage.ru_stime, output)

    def pinned(self, *command):
        """The same on one core: the last one that this process may use."""
        if not hasattr(os, "sched_getaffinity"):
            return self.time(*command)
        core = max(os.sched_getaffinity(0))
        return self.time("taskset", "-c", core, *command)


class Server:
    """A child that prints its address first and serves until its standard input ends."""

    def __init__(self, *command):
        words = [str(word) for word in command]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError("the server did not start")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def note(text):
    """Says what goes on, apart from the results."""
    print(text, flush=True, file=sys.stderr)

