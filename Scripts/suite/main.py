"""The command line of `Scripts/run-tests`."""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys

from . import expected, report, running

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def main():
    options = _options()
    allowed = expected.read((ROOT / "Tests/expected-skips.txt").read_text())
    own = running.Runner(options.program or _program(), options.patience)
    targets = options.targets or [folder.name for folder in sorted(ROOT.glob("Tests/*Tests"))]
    work = [(own, target) for target in targets]
    for target, program in options.also:
        work.append((running.Runner(program, options.patience), target))
    runs = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            for run in pool.map(lambda each: each[0].run(each[1]), work * options.times):
                runs.append(run)
                print(report.line(run), flush=True)
                if run.faults:
                    print(report.failure(run), flush=True)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            return 130
    lines, sums, is_fine = report.verdict(runs, allowed, options.strict)
    for line in lines:
        print(line)
    if options.sums:
        pathlib.Path(options.sums).write_text(sums + "\n")
    else:
        print(sums, flush=True)
    return 0 if is_fine else 1


def _options():
    parser = argparse.ArgumentParser(
        prog="Scripts/run-tests", description="Runs test targets, each in a process of its own."
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: every Tests/*Tests")
    parser.add_argument("--times", type=int, default=1, help="how often to run each (1)")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes at a time (1)")
    parser.add_argument(
        "--patience", type=float, default=600, help="seconds after which a target hangs (600)"
    )
    parser.add_argument("--program", help="the built test bundle; default: that of the package")
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="TARGET=BUNDLE",
        type=lambda text: tuple(text.split("=", 1)),
        help="a target of another package, and its built test bundle (repeatable)",
    )
    parser.add_argument("--sums", metavar="FILE", help="write the closing line there instead")
    parser.add_argument(
        "--strict",
        action="store_true",
        default=bool(os.environ.get("CI")),
        help="fail on a skip that Tests/expected-skips.txt does not allow; default where CI is set",
    )
    return parser.parse_args()


def _program():
    """The path of the built test bundle, which on Linux is a program."""
    folder = subprocess.run(
        ["swift", "build", "--show-bin-path"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.strip()
    # By its name, as the packages that use this one may have put theirs beside it.
    program = pathlib.Path(folder, "reprisePackageTests.xctest")
    if not program.is_file():
        sys.exit(f"run-tests: no program {program}; run swift build --build-tests first, on Linux")
    return str(program)
