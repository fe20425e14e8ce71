"""What redaction costs, against writing the same entries without it, in one process."""

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
    )]
