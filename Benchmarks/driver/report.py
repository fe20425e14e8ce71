"""The table, and the JSON."""

import json
import sys

HEAD = ["what", "budget", "min", "median", "max", "verdict", "what bounds it"]


def write(document, results, path):
    if path == "-":
        json.dump(document, sys.stdout, indent=2)
        print()
        return
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2)
            file.write("\n")
    machine = document["machine"]
    print(f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; {machine['swift']}")
    words = "the machine was busy, so these are provisional" if machine["load"] > 2 else "the machine was idle"
    print(f"Load average {machine['load']:.1f} before and {document['loadAfter']:.1f} after: {words}.\n")
    print(_row(HEAD))
    print(_row(["---"] * len(HEAD)))
    for result in results:
        print(_row(_cells(result)))


def _cells(result):
    figures = ["", "", ""]
    if result.ratios:
        figures = [f"{value:.2f}" for value in (min(result.ratios), result.median, max(result.ratios))]
    return [result.name, result.budget, *figures, result.verdict, result.bound]


def _row(cells):
    return "| " + " | ".join(cells) + " |"
