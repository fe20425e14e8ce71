"""Tests of what runs the tests: that it cannot be green when something went wrong, or did not run.

A small program stands in for the built tests; it writes the event stream and ends as it is told.
"""

import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS))

from suite import expected, swift_testing, xctest  # noqa: E402


def test(name):
    return {"kind": "test", "payload": {"kind": "function", "id": name, "name": name, "displayName": name}}


def event(kind, name, **more):
    return {"kind": "event", "payload": {"kind": kind, "testID": name, **more}}


def lines(*records):
    return [json.dumps(record) for record in records]


def passing(name):
    return [test(name), event("testStarted", name), event("testEnded", name)]


class ReadingTests(unittest.TestCase):
    def test_each_end_is_told_apart(self):
        outcome = swift_testing.read(
            lines(
                *passing("fine"),
                test("wrong"),
                event("testStarted", "wrong"),
                event("issueRecorded", "wrong", issue={"isKnown": False}),
                event("issueRecorded", "wrong", issue={"isKnown": False}),
                event("testEnded", "wrong"),
                test("off"),
                event("testSkipped", "off", _comments=["no such tool"]),
                test("stuck"),
                event("testStarted", "stuck"),
            )
        )
        self.assertEqual(outcome.passed, 1)
        self.assertEqual(outcome.failed, ["wrong"])
        self.assertEqual(outcome.skipped, [("off", "no such tool")])
        self.assertEqual(outcome.unfinished, ["stuck"])

    def test_known_issues_and_warnings_are_no_failures(self):
        outcome = swift_testing.read(
            lines(
                *passing("fine"),
                event("issueRecorded", "fine", issue={"isKnown": True}),
                event("issueRecorded", "fine", issue={"isKnown": False, "isFailure": False}),
            )
        )
        self.assertEqual((outcome.passed, outcome.failed), (1, []))

    def test_suites_are_not_counted_and_an_issue_without_a_test_is_a_failure(self):
        suite = {"kind": "test", "payload": {"kind": "suite", "id": "S", "name": "S"}}
        outcome = swift_testing.read(
            lines(
                suite,
                event("testStarted", "S"),
                event("testSkipped", "S"),
                event("issueRecorded", None, issue={"isKnown": False}),
            )
        )
        self.assertEqual((outcome.passed, outcome.skipped), (0, []))
        self.assertEqual(outcome.failed, ["no test of its own"])

    def test_what_is_unknown_or_cut_off_is_passed_over(self):
        more = ['{"kind":"next year","payload":{}}', '{"kind":"eve']
        self.assertEqual(swift_testing.read(lines(*passing("fine")) + more).passed, 1)

    def test_xctest_is_read_from_what_it_prints(self):
        outcome = xctest.read(
            """\
Test Suite 'All tests' started at 2026-01-01 00:00:00.000
Test Case 'A.testOne' started at 2026-01-01 00:00:00.000
Test Case 'A.testOne' passed (0.1 seconds)
Test Case 'A.testTwo' started at 2026-01-01 00:00:00.000
/x/A.swift:3: error: A.testTwo : XCTAssertTrue failed
Test Case 'A.testTwo' failed (0.1 seconds)
Test Case 'A.testThree' started at 2026-01-01 00:00:00.000
/x/A.swift:9: A.testThree : Test skipped - not here
Test Case 'A.testThree' skipped (0.0 seconds)
Test Case 'A.testFour' started at 2026-01-01 00:00:00.000""".splitlines()
        )
        self.assertEqual(outcome.passed, 1)
        self.assertEqual(outcome.failed, ["A.testTwo"])
        self.assertEqual(outcome.skipped, [("A.testThree", "not here")])
        self.assertEqual(outcome.unfinished, ["A.testFour"])
        listed = xctest.listed(["Listing 2 tests in A.xctest:", "", "M.A/testOne", "M.A/testTwo"])
        self.assertEqual(listed, {"M": ["M.A/testOne", "M.A/testTwo"]})


class ExpectedTests(unittest.TestCase):
    def test_a_line_allows_one_test_and_a_star_all_of_a_target(self):
        allowed = expected.read("# why\n\nA | one | no tmpfs\nB | * | no tool\n")
        skipped = [("A", "one", ""), ("A", "two", ""), ("B", "three", "")]
        self.assertEqual(expected.unexpected(skipped, allowed), [("A", "two", "")])

    def test_a_line_without_a_reason_is_refused_by_its_number(self):
        for line in ["A | one", "A | one | ", "one"]:
            with self.assertRaisesRegex(expected.BadLine, "line 2"):
                expected.read("#\n" + line)

    def test_the_list_of_this_package_names_targets_that_there_are(self):
        tests = SCRIPTS.parent / "Tests"
        for target, _ in expected.read((tests / "expected-skips.txt").read_text()):
            self.assertTrue((tests / target).is_dir(), target)


class RunningTests(unittest.TestCase):
    """The whole of it, with a program in the place of the tests."""

    def run_tests(self, records, body="", *options, **environment):
        """Runs a target whose program writes these events and then does `body`."""
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "xPackageTests.xctest")
            program.write_text(
                f"#!{sys.executable}\n"
                "import os, sys, time\n"
                "if '--list-tests' in sys.argv: sys.exit()\n"
                "stream = sys.argv[sys.argv.index('--event-stream-output-path') + 1]\n"
                f"open(stream, 'w').write({chr(10).join(lines(*records))!r})\n"
                "print('◇ noise of a test that is fine')\n"
                f"{body}\n"
            )
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
            command = [SCRIPTS / "run-tests", "--program", program, *options, "FooTests"]
            variables = {name: value for name, value in os.environ.items() if name != "CI"}
            return subprocess.run(
                command, env={**variables, **environment}, capture_output=True, text=True, timeout=60
            )

    def assert_red(self, ended, *sentences):
        self.assertEqual(ended.returncode, 1, ended.stdout + ended.stderr)
        for sentence in sentences:
            self.assertIn(sentence, ended.stdout)

    def test_what_is_fine_is_one_line_and_the_sum(self):
        ended = self.run_tests(passing("a") + passing("b"), "print('whatever')")
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        first, last = ended.stdout.splitlines()
        self.assertRegex(first, r"^✔ FooTests +[0-9.]+ s  2 passed$")
        self.assertEqual(last, "2 passed, 0 failed")

    def test_a_failure_is_shown_whole_without_the_noise(self):
        wrong = [test("b"), event("testStarted", "b"), event("issueRecorded", "b", issue={})]
        wrong += [event("testEnded", "b")]
        body = "print('✘ it was 3'); sys.exit(1)"
        ended = self.run_tests(passing("a") + wrong, body)
        self.assert_red(ended, "✘ it was 3", "FooTests: failed: b", "tests failed in: FooTests")
        self.assertNotIn("noise", ended.stdout)
        self.assertEqual(ended.stdout.splitlines()[-1], "1 passed, 1 failed")

    def test_a_target_in_which_nothing_ran_is_red(self):
        self.assert_red(self.run_tests([], "sys.exit(69)"), "no test ran", "0 passed, 1 failed")
        off = [test("a"), event("testSkipped", "a", _comments=["no tool"])]
        self.assert_red(self.run_tests(off), "no test ran", "0 passed, 1 failed, 1 skipped")

    def test_a_crash_is_red_and_names_what_was_running(self):
        running = [test("b"), event("testStarted", "b")]
        body = "print('Fatal error: at last', flush=True); os.abort()"
        ended = self.run_tests(passing("a") + running, body)
        self.assert_red(ended, "Fatal error: at last", "crashed: SIGABRT", "did not end: b")

    def test_a_hang_is_ended_with_all_that_it_started_and_named(self):
        running = [test("b"), event("testStarted", "b")]
        with tempfile.TemporaryDirectory() as folder:
            left = pathlib.Path(folder, "pid")
            body = (
                "import subprocess\n"
                "child = subprocess.Popen(['sleep', '1000'])\n"
                f"open({str(left)!r}, 'w').write(str(child.pid))\n"
                "time.sleep(1000)"
            )
            ended = self.run_tests(passing("a") + running, body, "--patience", "2")
            self.assert_red(ended, "hung: it was killed after 2 s", "did not end: b")
            state = pathlib.Path("/proc", left.read_text(), "stat")
            self.assertTrue(not state.exists() or state.read_text().rsplit(")")[1].split()[0] == "Z")

    def test_what_tests_leave_among_the_temporary_files_goes_with_them(self):
        with tempfile.TemporaryDirectory() as folder:
            note = pathlib.Path(folder, "left")
            body = (
                "left = os.path.join(os.environ['TMPDIR'], 'folder', 'file')\n"
                "os.makedirs(os.path.dirname(left))\n"
                "open(left, 'w').close()\n"
                f"open({str(note)!r}, 'w').write(left)"
            )
            self.assertEqual(self.run_tests(passing("a"), body).returncode, 0)
            self.assertFalse(pathlib.Path(note.read_text()).parent.parent.exists())

    def test_targets_run_side_by_side_and_each_is_told_of_as_it_ends(self):
        # The first waits for the second to have begun.
        with tempfile.TemporaryDirectory() as folder:
            body = (
                f"begun = os.path.join({folder!r}, 'begun')\n"
                "first = any('Foo' in each for each in sys.argv)\n"
                "if not first: open(begun, 'w').close()\n"
                "while first and not os.path.exists(begun): time.sleep(0.01)"
            )
            ended = self.run_tests(passing("a"), body, "--jobs", "2", "BarTests")
            self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
            self.assertIn("✔ BarTests", ended.stdout)
            self.assertIn("✔ FooTests", ended.stdout)

    def test_in_turn_is_told_to_the_tests(self):
        body = "sys.exit('--no-parallel' in sys.argv)"
        self.assertEqual(self.run_tests(passing("a"), body).returncode, 0)
        self.assert_red(self.run_tests(passing("a"), body, "--in-turn"), "ended with status 1")

    def test_a_status_without_a_failed_test_is_red(self):
        self.assert_red(self.run_tests(passing("a"), "sys.exit(3)"), "ended with status 3")

    def test_a_skip_is_listed_by_name_and_red_only_in_CI(self):
        records = passing("a") + [test("b"), event("testSkipped", "b", _comments=["no tool"])]
        ended = self.run_tests(records)
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        self.assertIn("skipped: FooTests: b\n    no tool\n", ended.stdout)
        self.assertEqual(ended.stdout.splitlines()[-1], "1 passed, 0 failed, 1 skipped")
        ended = self.run_tests(records, CI="1")
        self.assert_red(ended, "skipped, unexpectedly: FooTests: b", "Tests/expected-skips.txt")
        self.assertEqual(ended.stdout.splitlines()[-1], "1 passed, 1 failed, 1 skipped")


if __name__ == "__main__":
    unittest.main()
