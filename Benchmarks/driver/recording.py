"""Recorded against unrecorded traffic, over loopback to a server in another process."""

from driver.bench import Server
from driver.result import Result, medians

# Name, words, and the options of live-bench.
LOADS = [
    ("paced", "a busy bot: 1,000 calls and messages a second", ["--load", "paced", "--rate", 1_000], 2_000),
    ("calls-1", "calls, 1 in flight", ["--load", "calls", "--in-flight", 1], 2_000),
    ("calls-16", "calls, 16 in flight, both cores busy", ["--load", "calls", "--in-flight", 16], 10_000),
    ("sends-1", "socket messages, 1 unacknowledged", ["--load", "sends", "--in-flight", 1], 4_000),
    ("sends-32", "socket messages, 32 unacknowledged, both cores busy", ["--load", "sends", "--in-flight", 32],
     20_000),
]
WAITING = "the round trip; the recorder works on the core that waits"
PROCESSOR = "processor time: redacting, writing and compressing an entry takes part of two cores that are full"


def measure(bench):
    results = []
    for name, words, options, count in LOADS:
        results += _compare(bench, name, words, options, count // 2 if bench.quick else count)
    return results + [_drain(bench)]


def _compare(bench, name, words, options, count):
    pairs = 3 if bench.quick else 9
    with Server(bench.binary("slack-server")) as server:
        output = bench.run(
            bench.binary("live-bench"), "compare", "--url", server.url, "--pairs", pairs,
            "--to", bench.data / "recorded.jsonl.gz", "--count", count, *options,
        )
    sides = {
        side: medians([_flat(pair[side]) for pair in output["pairs"]]) for side in ["plain", "recorded"]
    }
    bound = PROCESSOR if "both cores" in words else WAITING
    raw = {**sides, "pooled": {side: output[side] for side in sides}}
    return [
        Result(
            "recording", f"{words}: throughput, recorded against not", _ratios(output, "perSecond"),
            bound, at_least=0.97, raw=raw,
        ),
        Result(
            "recording", f"{words}: p99 latency, recorded against not", _ratios(output, "p99"),
            bound, at_most=1.05, raw=raw,
        ),
    ]


def _flat(side):
    return {**side, **side["latency"]}


def _ratios(output, key):
    return [_flat(pair["recorded"])[key] / _flat(pair["plain"])[key] for pair in output["pairs"]]


def _drain(bench):
    """Frames that the server pushes as fast as it can, to a client that only takes them."""
    count = 10_000 if bench.quick else 30_000
    samples = {"true": [], "false": []}
    for number in range(3 if bench.quick else 7):
        for recorded in ["true", "false"] if number % 2 else ["false", "true"]:
            with Server(bench.binary("slack-server"), count) as server:
                samples[recorded].append(bench.run(
                    bench.binary("live-bench"), "drain", "--url", server.url, "--frames", count,
                    "--recorded", recorded, "--to", bench.data / "drained.jsonl.gz",
                ))
    pairs = zip(samples["true"], samples["false"], strict=True)
    return Result(
        "recording",
        "frames pushed as fast as the server can: throughput, recorded against not",
        [recorded["perSecond"] / plain["perSecond"] for recorded, plain in pairs],
        PROCESSOR,
        at_least=0.97,
        raw={"recorded": medians(samples["true"]), "plain": medians(samples["false"])},
    )
