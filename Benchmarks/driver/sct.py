"""Schedules until a known bug is found, in programs that other schedulers were measured by (SCT-Swift)."""

import csv
import math
from concurrent.futures import ThreadPoolExecutor

from driver.bench import note
from driver.result import Result

TOOLS = ["POS", "PCT3", "QLearning-RF", "RFF", "PERIOD"]
CS = "CS"
BOUND = "the depth of the bug, and how soon the strategies try what it needs"
# The goal for the geometric mean over the CS family: what RFF needs.
GOAL = 5.0


def measure(bench):
    programs = bench.run(bench.binary("sct-bench"), "list")
    programs.pop("peak", None)
    trials = 5 if bench.quick else 20
    note(f"{len(programs)} programs, {trials} trials each")
    with ThreadPoolExecutor(bench.cores) as pool:
        found = dict(zip(programs, pool.map(lambda name: _trials(bench, name, trials), programs)))
    published = _published(bench.folder / "Published" / "sct.csv")
    if bench.options.json != "-":
        _print(programs, found, published)
    return _results(programs, found, published)


def _trials(bench, name, trials):
    # As many schedules as the field uses.
    found = bench.run(bench.binary("sct-bench"), "trials", "--program", name, "--trials", trials,
                      "--schedules", 10_000)
    found.pop("peak", None)
    return found


def _published(path):
    """The rows of the published table, by the name of the program alone."""
    with open(path, encoding="utf-8", newline="") as file:
        return {row["benchmark"].split("/")[-1]: row for row in csv.DictReader(file)}


def mean_of(tool, row):
    """A tool's mean in words: with the trials that found anything where not all did."""
    count, mean = row.get(f"{tool} found of 20", ""), row.get(f"{tool} mean schedules to bug", "")
    if not count:
        return ""
    if count == "0" or not mean:
        return "–"
    return mean if count == "20" else f"{mean} ({count} of 20)"


def geometric_mean(numbers):
    return math.exp(sum(math.log(number) for number in numbers) / len(numbers))


def _print(programs, found, published):
    head = ["program", "found", "mean", "median", "worst", *TOOLS, "schedules a second"]
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    family = None
    for name in programs:
        if programs[name] != family:
            family = programs[name]
            print(f"| **{family}** |" + " |" * (len(head) - 1))
        one = found[name]
        mean = "–" if one["mean"] is None else f"{one['mean']:.1f}"
        cells = [name, f"{one['found']} of {one['trials']}", mean, one["median"], one["worst"]]
        cells += [mean_of(tool, published.get(name, {})) for tool in TOOLS] + [f"{one['perSecond']:.0f}"]
        print("| " + " | ".join("–" if cell is None else str(cell) for cell in cells) + " |")
    print()


def _results(programs, found, published):
    names = [name for name in programs if programs[name] == CS]
    whole = [name for name in names if found[name]["found"] == found[name]["trials"]]
    results = [
        Result("sct", "CS: programs found in all trials, of all", [len(whole) / len(names)], BOUND, at_least=1,
               raw={"missed": sorted(set(names) - set(whole))}),
    ]
    if whole:
        results.append(Result("sct", "CS: schedules in the geometric mean", [
            geometric_mean([found[name]["mean"] for name in whole])], BOUND, at_most=GOAL))
    for name in names:
        period = float(published[name]["PERIOD mean schedules to bug"])
        if found[name]["mean"] is not None:
            results.append(Result("sct", f"{name}: mean schedules against PERIOD's",
                                  [found[name]["mean"] / period], BOUND, at_most=1, raw=found[name]))
    others = [name for name in programs if programs[name] != CS]
    results += [Result("sct", f"{name}: trials that found it, of all", [found[name]["found"] / found[name]["trials"]],
                       BOUND, raw=found[name]) for name in others]
    return results
