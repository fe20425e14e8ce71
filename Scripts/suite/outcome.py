"""What became of the tests of one target."""

import dataclasses


@dataclasses.dataclass
class Outcome:
    """Counts of test functions; a parameterised one counts once."""

    passed: int = 0
    # Names of tests.
    failed: list = dataclasses.field(default_factory=list)
    # Names and reasons.
    skipped: list = dataclasses.field(default_factory=list)
    # Names of tests that had begun when the process ended, and had not ended themselves.
    unfinished: list = dataclasses.field(default_factory=list)

    def __add__(self, other):
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.unfinished + other.unfinished,
        )
