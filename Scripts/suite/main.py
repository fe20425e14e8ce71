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
    own = running.Runner(options.program or _program(), options.patience, options.in_turn)
    targets = options.targets or _targets()
    work = [(own, target) for target in targets]
    for target, program in options.also:
        work.append((running.Runner(program, options.patience, options.in_turn), target))
    runs = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            # Each is told of as it ends.
            begun = [pool.submit(runner.run, target) for runner, target in work * options.times]
            for future in concurrent.futures.as_completed(begun):
                run = future.result()
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
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="how many processes at a time (one for each processor)",
    )
    parser.add_argument(
        "--patience", type=float, default=1200, help="seconds after which a target hangs (1200)"
    )
    parser.add_argument(
        "--in-turn", action="store_true", help="run one test of a target after the other"
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


def _targets():
    """Every folder of tests, largest first: what takes longest is not left for the end, where nothing runs beside it."""
    folders = ROOT.glob("Tests/*Tests")
    sizes = {
        folder.name: sum(file.stat().st_size for file in folder.rglob("*.swift")) for folder in folders
    }
    return sorted(sizes, key=lambda name: (-sizes[name], name))


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
