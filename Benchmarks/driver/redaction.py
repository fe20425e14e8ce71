"""What redaction costs, against writing the same entries without it, and that hostile texts take linear time."""

from statistics import median

from driver.result import Result, medians


def measure(bench):
    output = bench.run(
        bench.binary("session-bench"), "redaction",
        "--entries", 20_000 if bench.quick else 50_000, "--rounds", 5 if bench.quick else 11,
    )
    rounds = output["rounds"]
    raw = medians(rounds)
    raw["nanosecondsPerEntry"] = raw["alone"] / output["entries"] * 1e9
    return [Result(
        "redaction",
        f"writing {output['entries']:,} entries: processor time, redacted against not",
        [sample["redacted"] / sample["plain"] for sample in rounds],
        "the look at every third byte of every payload",
        at_most=1.2,
        raw=raw,
    ), _linearity(bench)]


def _linearity(bench):
    """The worst of many texts that were made to take long, each at one size and at ten times that size."""
    output = bench.run(
        bench.binary("session-bench"), "hostility",
        "--bytes", 100_000 if bench.quick else 1_000_000, "--rounds", 3,
    )
    ratios = {
        case["name"]: [sample["large"] / sample["small"] for sample in case["rounds"]] for case in output["cases"]
    }
    worst = max(ratios, key=lambda name: median(ratios[name]))
    return Result(
        "redaction",
        f"processor time of ten times {output['bytes']:,} bytes of hostile text, the worst of {len(ratios)} texts",
        ratios[worst],
        f"that text: {worst[:40]}",
        at_most=12,
        raw={"cases": {name: median(values) for name, values in ratios.items()}},
    )
