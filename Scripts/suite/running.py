"""Runs one target's tests, those of Swift Testing and those of XCTest, and keeps what they print."""

import dataclasses
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from . import swift_testing, xctest
from .outcome import Outcome

# What Swift Testing prints of tests that are fine, and of itself.
_QUIET = ("◇", "✔", "➜", "↳ Testing Library Version", "↳ Target Platform")


@dataclasses.dataclass
class Run:
    """The tests of one target, run."""

    target: str
    outcome: Outcome
    seconds: float
    # Sentences that say what went wrong; empty if nothing did.
    faults: list
    # What was printed, without the lines of tests that are fine.
    log: str


class Runner:
    """Knows the built tests and how long a target may take."""

    def __init__(self, program, patience, in_turn=False):
        """`program` is the built test bundle; `patience` is in seconds and for one target; `in_turn` runs one
        test of it after the other."""
        self._program, self._patience = program, patience
        self._order = ["--no-parallel"] if in_turn else []
        listing = subprocess.run(
            [program, "--list-tests"], capture_output=True, text=True, timeout=120, check=True
        )
        self._classic = xctest.listed(listing.stdout.splitlines())

    def run(self, target):
        """Runs a target's tests, and never throws for what they do."""
        begun = time.monotonic()
        outcome, faults, log = self._modern(target)
        if target in self._classic:
            more = self._xctest(target)
            outcome, faults, log = outcome + more[0], faults + more[1], log + more[2]
        if outcome.passed + len(outcome.failed) == 0:
            faults.append("no test ran")
        return Run(target, outcome, time.monotonic() - begun, faults, log)

    def _modern(self, target):
        with tempfile.TemporaryDirectory() as folder:
            stream = pathlib.Path(folder, "events.jsonl")
            options = ["--testing-library", "swift-testing", "--filter", rf"^{target}\."]
            options += self._order
            options += ["--event-stream-version", "0", "--event-stream-output-path", str(stream)]
            status, printed = self._process(options)
            lines = stream.read_text().splitlines() if stream.exists() else []
        outcome = swift_testing.read(lines)
        # 69 is its word for "no such test", which counts as none that ran.
        faults = self._faults(status if status != 69 else 0, outcome)
        return outcome, faults, printed

    def _xctest(self, target):
        status, printed = self._process([",".join(self._classic[target])])
        outcome = xctest.read(printed.splitlines())
        return outcome, self._faults(status, outcome), printed

    def _process(self, options):
        """Runs the program in a process group of its own; the status is None when it had to be killed.

        What it leaves in its folder for temporary files goes with that folder.
        """
        with (
            tempfile.TemporaryFile("w+", errors="replace") as log,
            tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True) as folder,
        ):
            process = subprocess.Popen(
                [self._program, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "NO_COLOR": "1", "TMPDIR": folder},
                start_new_session=True,
            )
            try:
                status = process.wait(self._patience)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                # Whatever the tests have started ends with them.
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()
            log.seek(0)
            kept = [line for line in log if not line.startswith(_QUIET)]
        return status, "".join(kept)

    def _faults(self, status, outcome):
        faults = [f"failed: {name}" for name in outcome.failed]
        if status is None:
            faults.append(f"hung: it was killed after {self._patience:g} s")
        elif status < 0:
            faults.append(f"crashed: {signal.Signals(-status).name}")
        elif status > 0 and not outcome.failed:
            faults.append(f"ended with status {status}, although no test failed")
        if outcome.unfinished:
            faults += [f"had begun and did not end: {name}" for name in outcome.unfinished]
        return faults
