"""Schedules per second: ten handlers of three awaits, and whole replays of twenty questions."""

import json

from driver.result import Result, medians

WORDS = {
    "yields": "10 detached handlers × 3 yields",
    "sleeps": "10 detached handlers × 3 sleeps in virtual time",
    "calls": "10 detached handlers × 3 calls to an actor",
    "detached": "10 detached handlers × one of each",
    "structured": "10 child tasks × one of each, public API only",
    "replays": "whole replay of 20 events with 20 replies",
}
# Schedules a second; the first two have a budget.
GOALS = {"yields": 30_000, "replays": 2_000}
OTHER = 30_000
STEPS = "the runtime's own work for each task and slice (creation, enqueuing, allocation), and the engine's lock"


def measure(bench):
    results = [_rate(bench, verb, bench.binary("schedule-bench"), "release") for verb in WORDS]
    results += [_scaling(bench, verb) for verb in WORDS]
    results += _bugs(bench)
    if bench.options.debug:
        program = bench.build_debug("schedule-bench")
        results += [_rate(bench, verb, program, "debug", budget=None) for verb in WORDS]
    return results


def _rate(bench, verb, program, configuration, budget=1.0):
    samples = [_run(bench, verb, program) for _ in range(_rounds(bench))]
    return Result(
        "schedules",
        f"{WORDS[verb]}, one core, {configuration}: runs a second, in {_goal(verb):,}s",
        [sample["perSecond"] / _goal(verb) for sample in samples],
        STEPS,
        at_least=budget if verb in GOALS else None,
        raw=medians(samples),
    )


def _goal(verb):
    return GOALS.get(verb, OTHER)


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


def _bugs(bench):
    """Schedules until a known ordering bug is found: each strategy against the portfolio, which has no budget
    and is what everybody gets."""
    seeds = 20 if bench.quick else 200
    found = bench.run(bench.binary("schedule-bench"), "bugs", "--seeds", seeds)
    found.pop("peak", None)
    results = []
    for bug, means in found.items():
        for strategy, mean in means.items():
            if mean is not None:
                results.append(Result("schedules", f"{bug}, found by {strategy}: mean schedules", [mean],
                                      "the depth of the bug", raw={"seeds": seeds}))
    return results


def _run(bench, verb, program):
    return json.loads(bench.pinned(program, verb, "--seconds", _seconds(bench)).output)


def _rounds(bench):
    return 3 if bench.quick else 5


def _seconds(bench):
    return 0.7 if bench.quick else 2
