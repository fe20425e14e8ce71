"""What each durability level costs, against none: the same session recorded as fast as it is taken."""

from driver.result import Result, medians

LEVELS = {"flush": "flushes (survives kill -9)", "fsync": "fsyncs (survives a loss of power)"}
# Microseconds between flushes: the default, and every entry.
INTERVALS = {100_000: "every 100 ms", 0: "every entry"}
BOUND = "one write and, for fsync, one wait for the disk at every flush, on the writer's thread"


def measure(bench):
    entries = 10_000 if bench.quick else 100_000
    results = []
    for interval, words in INTERVALS.items():
        # A wait for the disk after each entry is measured on fewer of them.
        results += _compare(bench, interval, words, entries if interval else entries // 10)
    return results


def _compare(bench, interval, words, entries):
    program, path = bench.binary("session-bench"), bench.session(entries)
    samples = {level: [] for level in ["none", *LEVELS]}
    for number in range(3 if bench.quick else 5):
        order = list(samples)
        turn = number % len(order)
        for level in order[turn:] + order[:turn]:
            samples[level].append(bench.run(
                program, "record", "--from", path, "--to", bench.data / "durable.jsonl.gz",
                "--durability", level, "--interval", interval,
            ))
    raw = {level: medians(timings) for level, timings in samples.items()}
    return [
        Result(
            "durability",
            f"{LEVELS[level]} {words}: time to record {entries:,} entries, against none",
            [ours["seconds"] / none["seconds"]
             for ours, none in zip(samples[level], samples["none"], strict=True)],
            BOUND,
            raw={"level": raw[level], "none": raw["none"]},
        )
        for level in LEVELS
    ]
