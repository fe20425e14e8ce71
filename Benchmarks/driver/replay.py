"""Replay rate against `gzip -dc FILE | wc -c`, on one core, and peak memory."""

import json

from driver.result import Result, medians

GZIP = ["sh", "-c", 'gzip -dc "$1" | wc -c', "sh"]
DEPTHS = {
    "records": ("dispatch of each entry by its front", None),
    "events": ("dispatch, and each event's type, channel, user, text and ts as Strings", 1.0),
    "entries": ("every entry decoded whole and validated, the same fields from SlackEvent", 1.0),
}
INFLATING = "zlib's inflate, then the walk over brackets and quotes; no allocation grows with the file"


def measure(bench):
    return _rates(bench) + [_whole_replay(bench)] + _memory(bench) + [_memory_of_whole_replay(bench)]


def _rates(bench):
    path = bench.session(bench.events)
    program = bench.binary("session-bench")
    samples = {name: [] for name in ["gzip", *DEPTHS]}
    for number in range(3 if bench.quick else 5):
        order = list(samples)
        turn = number % len(order)
        for name in order[turn:] + order[:turn]:
            command = [*GZIP, path] if name == "gzip" else [program, name, "--from", path]
            samples[name].append(bench.pinned(*command))
    _check_agreement(samples)
    raw = {name: medians([vars(timing) for timing in timings]) for name, timings in samples.items()}
    raw["bytes"] = {"inflated": int(samples["gzip"][0].output), "compressed": path.stat().st_size}
    results = []
    for name, (words, budget) in DEPTHS.items():
        pairs = list(zip(samples[name], samples["gzip"], strict=True))
        walls = [ours.wall / theirs.wall for ours, theirs in pairs]
        results.append(Result(
            "replay",
            f"{words}: processor time against gzip, {bench.events:,} entries",
            [ours.processor / theirs.processor for ours, theirs in pairs],
            INFLATING if name != "entries" else "allocations: an entry, its bytes and its fields' Strings",
            at_most=budget,
            raw={**raw[name], "gzip": raw["gzip"], "wallRatios": walls, "bytes": raw["bytes"]},
        ))
    return results


def _check_agreement(samples):
    """Depths that see other events than each other measure nothing."""
    events = json.loads(samples["events"][0].output)
    entries = json.loads(samples["entries"][0].output)
    events.pop("peak"), entries.pop("peak")
    if events != entries or not events["complete"]:
        raise RuntimeError(f"two depths disagree: {events} and {entries}")


def _whole_replay(bench):
    """To a bot, with matching, causal release, virtual time, transcript and report."""
    path = bench.session(5_000 if bench.quick else 20_000)
    program = bench.binary("session-bench")
    ratios, outputs = [], []
    for _ in range(3 if bench.quick else 5):
        theirs = bench.pinned(*GZIP, path)
        ours = bench.pinned(program, "replay", "--from", path)
        ratios.append(ours.processor / theirs.processor)
        outputs.append({"processor": ours.processor, "gzip": theirs.processor})
    raw = medians(outputs)
    raw.update(bench.run(program, "replay", "--from", path))
    return Result(
        "replay",
        f"whole replay to a bot that answers, {raw['entries']:,} entries: processor time against gzip",
        ratios,
        "the engine's tasks and the simulation's steps, not the reading",
        raw=raw,
    )


def _memory(bench):
    program = bench.binary("session-bench")
    results = []
    for name in ["events", "entries"]:
        small = bench.run(program, name, "--from", bench.session(1_000))["peak"]
        large = bench.run(program, name, "--from", bench.session(bench.events))["peak"]
        results.append(Result(
            "replay",
            f"peak memory ({name}) at {bench.events:,} entries against 1,000",
            [large / small],
            "the program itself: buffers do not grow with the file",
            at_most=1.2,
            raw={"small": small, "large": large},
        ))
    return results


def _memory_of_whole_replay(bench):
    program = bench.binary("session-bench")
    count = 50_000 if bench.quick else 200_000
    small = bench.run(program, "replay", "--from", bench.session(10_000))["peak"]
    large = bench.run(program, "replay", "--from", bench.session(count))["peak"]
    return Result(
        "replay",
        f"peak memory of a whole replay at {count:,} entries against 10,000",
        [large / small],
        "numbers for each frame and event, and each action of the bot whole",
        at_most=1.2,
        raw={"small": small, "large": large},
    )
