"""One row of the table."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Result:
    """A ratio measured several times, and what it should be."""

    suite: str
    name: str
    ratios: list
    bound: str
    at_most: float | None = None
    at_least: float | None = None
    raw: dict = field(default_factory=dict)

    @property
    def median(self):
        return statistics.median(self.ratios)

    @property
    def budget(self):
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "none"

    @property
    def verdict(self):
        if not self.ratios:
            return "not measured"
        if self.at_most is not None:
            return "met" if self.median <= self.at_most else "missed"
        if self.at_least is not None:
            return "met" if self.median >= self.at_least else "missed"
        return "for information"

    def as_json(self):
        ratio = None
        if self.ratios:
            ratio = {"min": min(self.ratios), "median": self.median, "max": max(self.ratios)}
        return {
            "suite": self.suite,
            "name": self.name,
            "budget": {"atMost": self.at_most, "atLeast": self.at_least},
            "ratio": ratio,
            "verdict": self.verdict,
            "boundBy": self.bound,
            "raw": self.raw,
        }


def skipped(suite, name, why):
    """A row that says why there is no figure."""
    return Result(suite, name, [], why)


def medians(samples):
    """The median of each number that the samples have in common."""
    return {
        key: statistics.median(sample[key] for sample in samples)
        for key, value in samples[0].items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }
