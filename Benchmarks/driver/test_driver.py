"""Tests of the driver, and a short run of every program that it measures with. `Scripts/test` runs them.

The programs are looked for in the folder that BENCHMARK_PRODUCTS names; without it only the driver is tested. Nothing
is measured here: a debug build on a busy machine says nothing about rates.
"""

import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import types
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from driver import bench, report, result, sct, sizes  # noqa: E402

PRODUCTS = os.environ.get("BENCHMARK_PRODUCTS")


class ResultTests(unittest.TestCase):
    def test_a_budget_is_met_by_the_median_at_its_very_bound(self):
        for ratios, verdict in [([9, 1.0, 0.5], "met"), ([1.01, 1.01, 0], "missed"), ([], "not measured")]:
            row = result.Result("s", "n", ratios, "b", at_most=1.0)
            self.assertEqual((row.verdict, row.budget), (verdict, "≤ 1"))
        for ratios, verdict in [([1.5], "met"), ([1.49], "missed")]:
            row = result.Result("s", "n", ratios, "b", at_least=1.5)
            self.assertEqual((row.verdict, row.budget), (verdict, "≥ 1.5"))
        row = result.Result("s", "n", [2], "b")
        self.assertEqual((row.verdict, row.budget), ("for information", "none"))

    def test_json_says_what_the_table_says_and_nothing_of_what_was_not_measured(self):
        row = result.Result("s", "n", [3, 1, 2], "b", at_most=2, raw={"x": 1})
        json = row.as_json()
        self.assertEqual(json["ratio"], {"min": 1, "median": 2, "max": 3})
        self.assertEqual((json["verdict"], json["raw"]), ("met", {"x": 1}))
        self.assertIsNone(result.skipped("s", "n", "why").as_json()["ratio"])

    def test_medians_are_taken_of_numbers_only(self):
        samples = [{"a": 1, "b": True, "c": "x"}, {"a": 5, "b": True, "c": "x"}, {"a": 2, "b": True, "c": "x"}]
        self.assertEqual(result.medians(samples), {"a": 2})


class ReportTests(unittest.TestCase):
    def test_the_table_has_a_cell_for_every_column(self):
        machine = {"processor": "p", "cores": 2, "system": "s", "swift": "w", "load": 3.0}
        rows = [result.Result("s", "n", [1, 2], "b", at_most=2), result.skipped("s", "m", "why")]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            report.write({"machine": machine, "loadAfter": 1.0}, rows, None)
        lines = printed.getvalue().splitlines()
        self.assertIn("provisional", lines[1])
        table = [line for line in lines if line.startswith("|")]
        self.assertEqual({line.count("|") for line in table}, {len(report.HEAD) + 1})
        self.assertEqual(table[2], "| n | ≤ 2 | 1.00 | 1.50 | 2.00 | met | b |")
        self.assertEqual(table[3], "| m | none |  |  |  | not measured | why |")


class YardstickTests(unittest.TestCase):
    def test_what_others_published_is_read_with_the_trials_that_found_nothing(self):
        rows = sct._published(FOLDER / "Published" / "sct.csv")
        self.assertEqual(len([name for name in rows if rows[name]["benchmark"].startswith("CS/")]), 22)
        means = {tool: sct.mean_of(tool, rows["reorder_100"]) for tool in sct.TOOLS}
        self.assertEqual((means["POS"], means["PCT3"], means["RFF"]), ("–", "7447.0 (1 of 20)", "5.8"))
        self.assertEqual(sct.mean_of("RFF", {}), "")

    def test_a_geometric_mean_is_of_ratios(self):
        self.assertAlmostEqual(sct.geometric_mean([1, 10, 100]), 10)


class Small(bench.Bench):
    """A bench whose programs are those of a folder, and whose sessions are small."""

    def __init__(self, folder):
        super().__init__(FOLDER, types.SimpleNamespace(quick=True))
        self.data = pathlib.Path(folder)

    events = 300

    def binary(self, product):
        return pathlib.Path(PRODUCTS, product).resolve()


@unittest.skipUnless(PRODUCTS, "BENCHMARK_PRODUCTS names no folder")
class ProgramTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bench = Small(folder.name)
        # Sessions are said to be generated, which is no news here.
        self.enterContext(contextlib.redirect_stderr(io.StringIO()))

    def session_bench(self, *words):
        return self.bench.run(self.bench.binary("session-bench"), *words)

    def test_a_session_is_read_alike_at_every_depth(self):
        path = self.bench.session(self.bench.events)
        events, entries = [self.session_bench(verb, "--from", path) for verb in ["events", "entries"]]
        self.assertTrue(events.pop("peak") and entries.pop("peak"))
        self.assertEqual(events, entries)
        self.assertTrue(events["complete"])
        self.assertTrue(self.session_bench("records", "--from", path))

    def test_a_session_is_replayed_whole(self):
        path = self.bench.session(self.bench.events)
        self.assertEqual(self.session_bench("replay", "--from", path)["entries"], self.bench.events)

    def test_a_session_is_written_as_other_formats(self):
        rows = sizes._sizes(self.bench, self.bench.session(self.bench.events), "small")
        self.assertEqual(len(rows), 2)
        self.assertTrue(all(0 < row.median < 2 for row in rows), [row.ratios for row in rows])

    def test_redaction_is_timed_against_none(self):
        output = self.session_bench("redaction", "--entries", 200, "--rounds", 1)
        self.assertEqual(len(output["rounds"]), 1)
        self.assertGreater(output["rounds"][0]["redacted"], 0)

    def test_hostile_texts_are_timed_at_two_sizes(self):
        output = self.session_bench("hostility", "--bytes", 2_000, "--rounds", 1)
        self.assertGreater(len(output["cases"]), 20)
        self.assertTrue(all(case["rounds"][0]["large"] > 0 for case in output["cases"]))

    def test_schedules_are_counted(self):
        program = self.bench.binary("schedule-bench")
        for verb in ["yields", "structured", "replays"]:
            self.assertGreater(self.bench.run(program, verb, "--seconds", 0.05)["schedules"], 0, verb)

    def test_the_bug_of_a_program_is_found_and_counted(self):
        program = self.bench.binary("sct-bench")
        self.assertEqual(self.bench.run(program, "list")["account"], sct.CS)
        found = self.bench.run(program, "trials", "--program", "account", "--trials", 2, "--schedules", 500)
        self.assertEqual((found["trials"], found["found"]), (2, 2))
        self.assertGreaterEqual(found["worst"], found["median"])

    def test_calls_are_answered_by_the_loopback_slack(self):
        with bench.Server(self.bench.binary("slack-server")) as server:
            program, address = self.bench.binary("live-bench"), ["--url", server.url]
            rate = self.bench.run(program, "calls", *address, "--in-flight", 4, "--seconds", 0.2)
            self.assertGreater(rate["perSecond"], 0)
            pair = self.bench.run(
                program, "compare", *address, "--pairs", 1, "--count", 20, "--load", "calls",
                "--in-flight", 2, "--to", self.bench.data / "recorded.jsonl.gz",
            )
            self.assertEqual(len(pair["pairs"]), 1)

    def test_frames_that_are_pushed_are_taken(self):
        with bench.Server(self.bench.binary("slack-server"), 50) as server:
            taken = self.bench.run(
                self.bench.binary("live-bench"), "drain", "--url", server.url, "--frames", 50,
                "--recorded", "true", "--to", self.bench.data / "drained.jsonl.gz",
            )
            self.assertGreater(taken["perSecond"], 0)

    def test_a_verb_that_is_not_there_is_an_error(self):
        for product in ["session-bench", "schedule-bench", "sct-bench", "live-bench"]:
            ended = subprocess.run([self.bench.binary(product), "sing"], capture_output=True)
            self.assertNotEqual(ended.returncode, 0, product)


if __name__ == "__main__":
    unittest.main()
