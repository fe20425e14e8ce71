"""Schedules per second: ten handlers of three awaits, and whole replays of twenty questions."""

import json

from driver.result import Result, medians

WORDS = {
    "detached": "10 detached handlers × 3 awaits, whole program captured",
    "structured": "10 child tasks × 3 awaits, public API only",
    "replays": "whole replay of 20 events with 20 replies",
}
GOAL = 30_000
STEPS = "the runtime's own work for each task and slice (creation, enqueuing, allocation), and the engine's lock"


def measure(bench):
    results = [_rate(bench, verb, bench.binary("schedule-bench"), "release") for verb in WORDS]
    results += [_scaling(bench, verb) for verb in WORDS]
    if bench.options.debug:
        program = bench.build_debug("schedule-bench")
        results += [_rate(bench, verb, program, "debug", budget=None) for verb in WORDS]
    return results


def _rate(bench, verb, program, configuration, budget=1.0):
    samples = [_run(bench, verb, program) for _ in range(_rounds(bench))]
    return Result(
        "schedules",
        f"{WORDS[verb]}, one core, {configuration}: runs a second, in {GOAL:,}s",
        [sample["perSecond"] / GOAL for sample in samples],
        STEPS,
        at_least=None if verb == "replays" else budget,
        raw=medians(samples),
    )


def _scaling(bench, verb):
    """Two threads against one, both free to use every core."""
    program = bench.binary("schedule-bench")
    ratios, samples = [], []
    for _ in range(_rounds(bench)):
        one = bench.run(program, verb, "--seconds", _seconds(bench))
        two = bench.run(program, verb, "--seconds", _seconds(bench), "--threads", 2)
        ratios.append(two["perSecond"] / one["perSecond"])
        samples.append(two)
    return Result("schedules", f"{WORDS[verb]}: two threads against one", ratios,
                  "what the threads share: the allocator and caches", raw=medians(samples))


def _run(bench, verb, program):
    return json.loads(bench.pinned(program, verb, "--seconds", _seconds(bench)).output)


def _rounds(bench):
    return 3 if bench.quick else 5


def _seconds(bench):
    return 0.7 if bench.quick else 2
