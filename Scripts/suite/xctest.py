"""Reads what XCTest prints."""

import re

from .outcome import Outcome

_LISTED = re.compile(r"^(\w+)\.(\w+/\w+)$")
_STARTED = re.compile(r"^Test Case '(.+)' started")
_ENDED = re.compile(r"^Test Case '(.+)' (passed|failed|skipped) \(")
_REASON = re.compile(r": (\S+) : Test skipped(?: - (.*))?$")


def listed(lines):
    """The tests of each target, from what `--list-tests` prints."""
    found = {}
    for line in lines:
        if match := _LISTED.match(line.strip()):
            found.setdefault(match[1], []).append(f"{match[1]}.{match[2]}")
    return found


def read(lines):
    """The outcome of a run from what it printed."""
    outcome, begun, reasons = Outcome(), {}, {}
    for line in lines:
        if match := _STARTED.match(line):
            begun[match[1]] = True
        elif match := _REASON.search(line):
            reasons[match[1]] = match[2] or "no reason given"
        elif match := _ENDED.match(line):
            name, end = match[1], match[2]
            begun.pop(name, None)
            if end == "passed":
                outcome.passed += 1
            elif end == "failed":
                outcome.failed.append(name)
            else:
                outcome.skipped.append((name, reasons.get(name, "no reason given")))
    outcome.unfinished = list(begun)
    return outcome
