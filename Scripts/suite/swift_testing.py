"""Reads the event stream of Swift Testing: JSON Lines, described in its repository in Documentation/ABI/JSON.md.

Records and events of kinds that are not known here are passed over, as that page asks.
"""

import json

from .outcome import Outcome


def read(lines):
    """The outcome of a run from the lines of its stream; a last line that was cut off is left out."""
    names, begun, ended, issues = {}, {}, set(), {}
    outcome = Outcome()
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        payload = record["payload"]
        if record["kind"] == "test" and payload["kind"] == "function":
            names[payload["id"]] = payload.get("displayName", payload["name"])
        if record["kind"] != "event":
            continue
        test, kind = payload.get("testID"), payload["kind"]
        if kind == "testStarted" and test in names:
            begun[test] = names[test]
        elif kind == "testEnded":
            ended.add(test)
        elif kind == "testSkipped" and test in names:
            outcome.skipped.append((names[test], _reason(payload)))
        elif kind == "issueRecorded" and _counts(payload["issue"]):
            issues.setdefault(test, names.get(test, "no test of its own"))
    outcome.failed = list(issues.values())
    outcome.unfinished = [name for test, name in begun.items() if test not in ended]
    outcome.passed = sum(1 for test in begun if test in ended and test not in issues)
    return outcome


def _counts(issue):
    """Whether an issue lets its test fail: it is not known, and more than a warning."""
    return not issue.get("isKnown", False) and issue.get("isFailure", True)


def _reason(payload):
    comments = payload.get("_comments") or []
    if comments:
        return "; ".join(comments)
    # Without a comment there is only the sentence for people, which ends with it.
    text = " ".join(message["text"] for message in payload.get("messages", []))
    return text.partition("skipped: ")[2].strip('"') or "no reason given"
