"""Tests of what the scripts share; needs nothing but Python. `Scripts/test` runs it."""

import asyncio
import json
import os
import pathlib
import subprocess
import sys
import threading
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
os.environ.setdefault("SLACK_API_URL", "http://127.0.0.1:1/api/")
sys.path.insert(0, str(FOLDER))

from common import Tally  # noqa: E402


def run(program, **environment):
    """Runs a program that has all of common.py, as the scripts have it."""
    return subprocess.run(
        [sys.executable, "-c", "from common import *\n" + program],
        cwd=FOLDER,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


class TallyTests(unittest.TestCase):
    def test_more_than_enough_is_enough(self):
        """Ten threads add at once and jump over the number that is waited for."""
        tally = Tally("things", 3)
        start = threading.Barrier(10)

        def add(number):
            start.wait()
            tally.add(number)

        threads = [threading.Thread(target=add, args=(n,)) for n in range(10)]
        for thread in threads:
            thread.start()
        tally.wait()
        for thread in threads:
            thread.join()
        self.assertTrue(tally.add("an eleventh"))

    def test_it_is_not_enough_before_it_is(self):
        tally = Tally("things", 2)
        self.assertFalse(tally.add("one"))
        self.assertTrue(tally.add("two"))
        self.assertTrue(tally.add("three"))

    def test_what_comes_twice_counts_once(self):
        tally = Tally("things", 2)
        self.assertFalse(tally.add("one"))
        self.assertFalse(tally.add("one"))
        self.assertTrue(tally.add("two"))

    def test_a_loop_goes_on_while_it_waits(self):
        async def both():
            tally = Tally("things", 1)

            async def add():
                tally.add("one")

            await asyncio.gather(tally.waited(), add())

        asyncio.run(both())

    def test_what_does_not_come_ends_the_process_with_a_sentence(self):
        ended = run('t = Tally("answers", 3)\nt.add("one")\nt.add("two")\nt.wait()', DEADLINE="0.2")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("waited 0.2 s for 3 of: answers; had 2: 'one', 'two'\n", ended.stderr)
        self.assertIn("in wait", ended.stderr, "where each thread hangs")

    def test_so_it_does_where_nobody_waits_and_nothing_came(self):
        ended = run('t = Tally("answers", 1)\nthreading.Event().wait()', DEADLINE="0.2")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("waited 0.2 s for 1 of: answers; had 0: none\n", ended.stderr)

    def test_what_came_in_time_is_not_late_afterwards(self):
        ended = run(
            't = Tally("answers", 1)\nt.add("one")\nt.wait()\nt._late.join()\nreport(fine=True)',
            DEADLINE="0.2",
        )
        self.assertEqual((ended.returncode, ended.stdout), (0, '{"fine": true}\n'), ended.stderr)


class LineTests(unittest.TestCase):
    def test_lines_of_many_threads_stay_whole(self):
        ended = run(
            "def many(n):\n"
            "    for _ in range(2000): tell('answered', str(n))\n"
            "threads = [threading.Thread(target=many, args=(n,)) for n in range(8)]\n"
            "for t in threads: t.start()\n"
            "for t in threads: t.join()\n"
            "report(seen=[1])\n"
        )
        lines = ended.stdout.splitlines()
        self.assertEqual(json.loads(lines[-1]), {"seen": [1]})
        self.assertEqual(set(lines[:-1]), {f"answered {n}" for n in range(8)})
        self.assertEqual(len(lines), 16_001)


if __name__ == "__main__":
    unittest.main()
