"""The command line: what to measure, how long, and how to print it."""

import argparse
import pathlib
import sys

from driver import build_time, calls, durability, machine, recording, redaction, replay, report, schedules
from driver import sct, sizes, soak
from driver.bench import PRODUCTS, Bench

SUITES = {
    "replay": replay.measure,
    "recording": recording.measure,
    "durability": durability.measure,
    "redaction": redaction.measure,
    "sizes": sizes.measure,
    "schedules": schedules.measure,
    "sct": sct.measure,
    "calls": calls.measure,
    "build": build_time.measure,
    "soak": soak.measure,
}
ALWAYS = ["replay", "recording", "durability", "redaction", "sizes", "schedules", "calls"]


def options():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run",
        description="Measures Reprise against the budgets of its design, as ratios within one run.",
    )
    parser.add_argument("--only", action="append", choices=list(SUITES), metavar="SUITE",
                        help=f"measure only this (repeatable): {', '.join(SUITES)}")
    parser.add_argument("--quick", action="store_true",
                        help="a smaller session and fewer rounds: under two minutes after the build")
    parser.add_argument("--clients", action="store_true",
                        help="also build AsyncHTTPClient to compare calls with (minutes)")
    parser.add_argument("--build", action="store_true",
                        help="also time builds from nothing: of the demo, the tests, the command and the library (minutes)")
    parser.add_argument("--debug", action="store_true",
                        help="also count schedules in a debug build")
    parser.add_argument("--json", metavar="FILE", help="write everything measured to this file; - for stdout")
    parser.add_argument("--skip-build", action="store_true", help="use what was built before")
    return parser.parse_args()


def main():
    wanted = options()
    names = list(wanted.only or ALWAYS)
    if wanted.build and "build" not in names:
        names.append("build")
    bench = Bench(pathlib.Path(__file__).resolve().parent.parent, wanted)
    before = machine.describe()
    if not wanted.skip_build and names != ["build"]:
        # What only this suite needs builds in a minute, everything in five.
        bench.build(["sct-bench"] if names == ["sct"] else PRODUCTS)
    results, failures = [], []
    for name in names:
        try:
            results += SUITES[name](bench)
        except (OSError, ValueError, RuntimeError) as problem:
            failures.append(f"{name}: {problem}")
    document = {
        "machine": before,
        "loadAfter": machine.load(),
        "quick": wanted.quick,
        "results": [result.as_json() for result in results],
        "failures": failures,
    }
    report.write(document, results, wanted.json)
    for failure in failures:
        print(f"benchmark failed: {failure}", file=sys.stderr)
    return 1 if failures else 0
