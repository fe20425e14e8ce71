"""What a newcomer, a user and a developer wait for: builds from nothing and after a touch, against their budgets.

Everything is built from a fresh clone of the last commit, with the packages already fetched. Beside each time stands
its processor time as a multiple of a fixed piece of work on the same machine, the clean debug build of
swift-argument-parser alone: a noisy machine moves the time and leaves the multiple where it is.
"""

import resource
import shutil
import subprocess
import time

from driver.bench import Timing, note
from driver.result import Result

HEAVY = ("NIO", "CNIO", "ArgumentParser", "SlackServer", "SlackLiveTransport", "SlackWorkspace", "CCurl",
         "RepriseCommands")
PACKAGE = """// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "{name}",
    platforms: [.macOS(.v15)],
    dependencies: [{dependency}],
    targets: [.testTarget(name: "SomeTests", dependencies: [.product(name: "{product}", package: "{package}")])]
)
"""
TEST = """import {product}
import Testing

@Test func imports() {{}}
"""
TOUCHED = "Sources/SlackWire/Text/PrintableText.swift"


def measure(bench):
    folder = bench.folder / ".build" / "build-times"
    shutil.rmtree(folder, ignore_errors=True)
    clone = folder / "reprise"
    _run("git", "clone", "--quiet", bench.folder.parent, clone)
    yardstick = _package(folder / "yardstick", "swift-argument-parser", "ArgumentParser",
                         '.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")')
    light = _package(folder / "light", "reprise", "RepriseTesting", f'.package(name: "reprise", path: "{clone}")')
    for package in (clone, yardstick, light):
        _run("swift", "package", "resolve", "--package-path", package)

    note("building the yardstick: swift-argument-parser alone")
    unit = _time("swift", "build", "--quiet", "--product", "ArgumentParser", "--package-path", yardstick).processor
    rows = []

    def row(name, goal, timing):
        rows.append(Result(
            "build", f"{name}, in {goal} s", [timing.wall / goal],
            f"{timing.processor / unit:.1f} times the processor time of the yardstick", at_most=1.0,
            raw={"wall": timing.wall, "processor": timing.processor, "yardsticks": timing.processor / unit},
        ))

    note("building a package that imports RepriseTesting")
    timing = _time("swift", "build", "--quiet", "--build-tests", "--package-path", light)
    row(f"clean debug build of a test target that imports RepriseTesting ({_built(light)} targets)", 45, timing)

    note("running Scripts/demo")
    row("Scripts/demo until its first line of result", 150, _time(clone / "Scripts" / "demo", until="line"))

    build = ("swift", "build", "--quiet", "--package-path", clone)
    note("building the tests, and again after a touch")
    rest = _time(*build, "--build-tests")
    (clone / TOUCHED).write_text((clone / TOUCHED).read_text() + "// touched\n")
    row("the tests again after a touch of a file of SlackWire", 60, _time(*build, "--build-tests"))
    rows[-1].raw["tests"] = {"wall": rest.wall, "processor": rest.processor}

    note("building the command in release")
    row("clean release build of the command", 300, _time(*build, "-c", "release", "--product", "reprise"))
    shutil.rmtree(folder)
    return rows


def _package(folder, package, product, dependency):
    (folder / "Tests" / "SomeTests").mkdir(parents=True)
    (folder / "Package.swift").write_text(
        PACKAGE.format(name=folder.name, dependency=dependency, product=product, package=package))
    (folder / "Tests" / "SomeTests" / "SomeTests.swift").write_text(TEST.format(product=product))
    return folder


def _built(folder):
    """How many targets were compiled; none of them may be one that a test target has no use for."""
    # Every target of every dependency gets a folder; those that were compiled have objects in it.
    folders = (folder / ".build" / "debug").glob("*.build")
    built = sorted(path.stem for path in folders if any(path.rglob("*.o")))
    heavy = [name for name in built if name.startswith(HEAVY)]
    if heavy or "RepriseTesting" not in built:
        raise RuntimeError(f"a test target builds what it should not: {heavy} among {built}")
    return len(built)


def _run(*command):
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def _time(*command, until="end"):
    """Times a command with all its children, to its end or to its first line; the rest is waited for all the same."""
    words = [str(word) for word in command]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        line = process.stdout.readline()
        wall = time.perf_counter() - start
        output = line + process.stdout.read()
    if until == "end":
        wall = time.perf_counter() - start
    if process.returncode != 0 or (until == "line" and not line):
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timing(wall, processor, output)
