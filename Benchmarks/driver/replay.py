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
    explanation = "the program itself: buffers do not grow with the file"
    return [
        _growth(bench, name, f"peak memory ({name})", bench.events, 1_000, explanation)
        for name in ["events", "entries"]
    ]


def _memory_of_whole_replay(bench):
    count = 50_000 if bench.quick else 200_000
    explanation = "a few pages of what a long replay knows; the rest of it is in files"
    return _growth(bench, "replay", "peak memory of a whole replay", count, 10_000, explanation)


def _growth(bench, verb, what, count, base, explanation):
    """The peak memory of a verb over so many entries against that over a few."""
    program = bench.binary("session-bench")
    small = bench.run(program, verb, "--from", bench.session(base))["peak"]
    large = bench.run(program, verb, "--from", bench.session(count))["peak"]
    return Result(
        "replay",
        f"{what} at {count:,} entries against {base:,}",
        [large / small],
        explanation,
        at_most=1.2,
        raw={"small": small, "large": large},
    )
