"""What is printed: one line for each target, failures whole, and at the end the skips and the sums."""

from . import expected


def line(run):
    """One line for a target that has run; short enough for a narrow terminal."""
    outcome = run.outcome
    parts = [f"{outcome.passed} passed"]
    if outcome.failed:
        parts.append(f"{len(outcome.failed)} failed")
    if outcome.skipped:
        parts.append(f"{len(outcome.skipped)} skipped")
    mark = "✘" if run.faults else "✔"
    return f"{mark} {run.target:24} {run.seconds:5.1f} s  {', '.join(parts)}"


def failure(run):
    """All there is to say about a target that failed."""
    rule = "-" * 40
    said = run.log.rstrip() or "(it printed nothing)"
    return "\n".join([rule, said, rule] + [f"{run.target}: {fault}" for fault in run.faults])


def skips(skipped, word):
    """The skipped tests by name, as target, test and reason; `word` says which kind of skip it is."""
    return [f"{word}: {target}: {test}\n    {reason}" for target, test, reason in skipped]


def verdict(runs, allowed, is_strict):
    """What was skipped and what failed, the sums, and whether all is well.

    `allowed` is what ``expected.read`` gave; with `is_strict` a skip that is not in it is a failure.
    """
    skipped = sorted({(run.target, *skip) for run in runs for skip in run.outcome.skipped})
    surprises = expected.unexpected(skipped, allowed)
    lines = skips([skip for skip in skipped if skip not in surprises], "skipped")
    lines += skips(surprises, "skipped, unexpectedly" if is_strict else "skipped")
    if surprises and is_strict:
        lines.append("Provide what they need, or allow it in Tests/expected-skips.txt.")
    broken = list(dict.fromkeys(run.target for run in runs if run.faults))
    if broken:
        lines.append(f"tests failed in: {', '.join(broken)}")
    passed = sum(run.outcome.passed for run in runs)
    # A crash or a hang has no failed test to its name, and is one all the same.
    failed = sum(max(len(run.outcome.failed), bool(run.faults)) for run in runs)
    if is_strict:
        failed += len(surprises)
    sums = f"{passed} passed, {failed} failed"
    if skipped:
        sums += f", {len(skipped)} skipped"
    return lines, sums, failed == 0 and passed > 0
