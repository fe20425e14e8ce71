"""Replays a recorded sitting by command to its bot, and to the bot changed in every way that `mutants.py` knows.

    .venv/bin/python Tests/Sittings/score.py .build/debug/reprise desk_sdk desk_bolt desk_bolt_async

For each fixture a table: how many changes of each kind, how many were told (exit code 1), of how many the first finding
names the entry that was changed, and how many of the others are none: the bot does the very same, only for another reason.
What else was not told is listed below it, and makes the exit code 1.

    --jobs N     so many replays side by side (2)
    --limit N    at most so many changes of each kind, spread over all places
    --sample N   so many changes in all, spread over all kinds
    --kind WORD  only kinds with that word in them
    --show       each change with the first line of its report
    --unnamed    the same, of those whose place is not named
"""

import argparse
import base64
import collections
import concurrent.futures
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

os.environ.setdefault("SLACK_API_URL", "http://127.0.0.1:1/api/")
FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(FOLDER))

from acts import Act, parsed  # noqa: E402
from mutants import Mutants  # noqa: E402


class Fixture:
    """A recorded sitting, and the entries in which the bot's acts stand."""

    def __init__(self, bot):
        self.bot = bot
        self.path = ROOT / "Fixtures" / "sittings" / f"{bot}.jsonl.gz"
        with gzip.open(self.path, "rt") as lines:
            self.entries = [line for line in map(json.loads, lines) if "at" in line]

    def entry(self, act, used):
        """The entry of an act, which is taken; None if there is none."""
        for number, entry in enumerate(self.entries, 1):
            if number not in used and self.is_same(entry, act):
                used.add(number)
                return number
        return None

    @staticmethod
    def is_same(entry, act):
        if act.verb == "SEND":
            return "send" in entry and entry.get("json") == act.arguments
        if "call" not in entry:
            return False
        if "url" in entry:
            # What stands behind the recorder's own address, and behind that of this replay.
            if without_server(entry["url"]) != without_server(act.url):
                return False
        elif entry["method"] != act.name:
            return False
        if act.form == "raw":
            return True
        fields = entry.get("form", entry.get("json", {})) or {}
        fields = dict(fields) if isinstance(fields, list) else fields
        fields = {
            name: parsed(value) if isinstance(value, str) else value
            for name, value in {**fields, **dict(entry.get("query", {}))}.items()
        }
        query = urllib.parse.parse_qsl(urllib.parse.urlsplit(act.url).query)
        return fields == {**act.arguments, **dict(query)}

    def survey(self, reprise, file):
        """What the bot does, unchanged, with the entry of each act."""
        status, result = replay(reprise, self, {"SURVEY": file})
        if status != 0:
            raise SystemExit(f"{self.bot}: the bot that was recorded does not pass: {result}")
        with open(file) as lines:
            survey = [json.loads(line) for line in lines]
        used = set()
        for line in survey:
            line["entry"] = self.entry(Act.read(line["act"]), used)
        return survey


def without_server(url):
    """A link as Slack wrote it, without the server's address and the mark of its run."""
    parts = url.split("/_/")
    return parts[-1].partition("/")[2] if len(parts) > 1 else url


def replay(reprise, fixture, environment, options=()):
    """A replay by command; returns its status and what its report says, as JSON."""
    command = [
        reprise, "replay", str(fixture.path), "--json", "--patience", "1.5", *options, "--",
        sys.executable, str(FOLDER / f"{fixture.bot}.py"),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"fixture"')]
    return done.returncode, json.loads(lines[-1]) if lines else {"error": done.stdout + done.stderr}


def judged(reprise, fixture, survey, acts, mutant):
    """Whether a change was told, and whether the first finding names its place."""
    environment = {"MUTANT": json.dumps(mutant), "ACTS": acts}
    status, result = replay(reprise, fixture, environment, mutant["options"])
    findings = result.get("findings") or [{}]
    first = findings[0].get("sentence", result.get("error", "")) + " " + findings[0].get("place", "")
    # A bot that ends early is told so before all; what it left out comes next.
    if first.startswith("the command ended") and len(findings) > 1:
        first += " | " + findings[1].get("sentence", "") + " " + findings[1].get("place", "")
    entries = [survey[place]["entry"] for place in mutant["places"]]
    words = first.translate(str.maketrans(",:()", "    ")) + " "
    names = any(f"entry {entry} " in words for entry in entries)
    names = names or bool(mutant["said"]) and mutant["said"] in first
    return status, names, first


def table(rows):
    width = max(len(kind) for kind in rows)
    lines = [f"{'kind':{width}}  changes  told  place named  none"]
    rows = {**dict(sorted(rows.items())), "all": [sum(column) for column in zip(*rows.values())]}
    for kind, (count, told, named, same) in rows.items():
        lines.append(f"{kind:{width}}  {count:7}  {told:4}  {named:11}  {same:4}")
    return "\n".join(lines)


def spread(things, limit):
    """At most so many of them, from the first to the last."""
    if limit is None or len(things) <= limit:
        return things
    return [things[index * len(things) // limit] for index in range(limit)]


def score(reprise, bot, options):
    fixture = Fixture(bot)
    with tempfile.TemporaryDirectory() as folder:
        acts = folder + "/acts"
        survey = fixture.survey(reprise, acts)
        mutants = Mutants(survey).all()
        kinds = collections.defaultdict(list)
        for mutant in mutants:
            if options.kind in mutant["kind"]:
                kinds[mutant["kind"]].append(mutant)
        chosen = [mutant for kind in kinds.values() for mutant in spread(kind, options.limit)]
        chosen = spread(chosen, options.sample)
        rows = collections.defaultdict(lambda: [0, 0, 0, 0])
        missed = []
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            results = pool.map(lambda mutant: judged(reprise, fixture, survey, acts, mutant), chosen)
            for mutant, (status, names, first) in zip(chosen, results):
                row = rows[mutant["kind"]]
                row[0] += 1
                row[1] += status == 1
                row[2] += status == 1 and names
                row[3] += status == 0 and mutant["same"]
                words = f"{mutant['kind']}: {mutant['what']}"
                if status != 1 and not (status == 0 and mutant["same"]):
                    missed.append(f"{words} (exit code {status}) {first}")
                if options.show or (options.unnamed and not names):
                    entries = [survey[place]["entry"] for place in mutant["places"]]
                    print(f"{status} {names} {words} {entries}\n    {first}", flush=True)
    print(f"\n{bot}: {len(chosen)} of {len(mutants)} changes, {len(kinds)} kinds\n{table(rows)}")
    for line in missed:
        print(f"not told: {line}")
    return not missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reprise")
    parser.add_argument("bots", nargs="+")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--kind", default="")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--unnamed", action="store_true")
    options = parser.parse_args()
    results = [score(options.reprise, bot, options) for bot in options.bots]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
