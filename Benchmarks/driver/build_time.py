"""The clean debug build of somebody else's test target that imports RepriseTesting, and what is in it."""

import shutil
import subprocess

from driver.bench import note
from driver.result import Result

GOAL = 30
HEAVY = ("NIO", "CNIO", "ArgumentParser", "SlackServer", "SlackLiveTransport", "CCurl", "RepriseCommands")
PACKAGE = """// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "somebody",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "reprise", path: "{path}")],
    targets: [
        .testTarget(
            name: "BotTests",
            dependencies: [.product(name: "RepriseTesting", package: "reprise")]
        )
    ]
)
"""
TEST = """import RepriseTesting
import Testing

@Test func imports() {}
"""


def measure(bench):
    folder = bench.folder / ".build" / "somebody"
    _write(folder, bench.folder.parent)
    subprocess.run(["swift", "package", "resolve"], cwd=folder, check=True, capture_output=True)
    subprocess.run(["swift", "package", "clean"], cwd=folder, check=True)
    note("building a package that imports RepriseTesting")
    timing = bench.time("swift", "build", "--quiet", "--build-tests", "--package-path", folder)
    # Every target of every dependency gets a folder; those that were compiled have objects in it.
    folders = (folder / ".build" / "debug").glob("*.build")
    built = sorted(path.stem for path in folders if any(path.rglob("*.o")))
    heavy = [name for name in built if name.startswith(HEAVY)]
    if heavy or "RepriseTesting" not in built:
        raise RuntimeError(f"a test target builds what it should not: {heavy} among {built}")
    return [Result(
        "build", f"clean debug build of a test target that imports RepriseTesting, in {GOAL} s",
        [timing.wall / GOAL],
        f"compiling {len(built)} targets, none of them heavy: {', '.join(built)}", at_most=1.0,
        raw={"wall": timing.wall, "processor": timing.processor, "targets": built},
    )]


def _write(folder, package):
    shutil.rmtree(folder / "Tests", ignore_errors=True)
    (folder / "Tests" / "BotTests").mkdir(parents=True)
    (folder / "Package.swift").write_text(PACKAGE.format(path=package))
    (folder / "Tests" / "BotTests" / "BotTests.swift").write_text(TEST)
