"""Fixture size against the payloads alone and against a HAR file, each through gzip -6."""

import subprocess

from driver.result import Result


def measure(bench):
    generated = bench.session(20_000 if bench.quick else 100_000)
    real = bench.folder.parent / "Fixtures" / "rtm-2017.jsonl.gz"
    return _sizes(bench, generated, "generated session") + _sizes(bench, real, "real sitting of 2017")


def _sizes(bench, path, words):
    fixture = path.stat().st_size
    payloads = _compressed(bench, "payloads", path)
    archive = _compressed(bench, "har", path)
    raw = {"fixture": fixture, "payloads": payloads, "har": archive}
    return [
        Result("sizes", f"{words}: fixture against its payloads alone", [fixture / payloads],
               "what a payload does not say: times, kinds, header fields", at_most=1.05, raw=raw),
        Result("sizes", f"{words}: fixture against gzipped HAR", [fixture / archive],
               "the payloads, which are in both", at_most=0.5, raw=raw),
    ]


def _compressed(bench, verb, path):
    writer = subprocess.Popen(
        [bench.binary("session-bench"), verb, "--from", path], stdout=subprocess.PIPE)
    packer = subprocess.Popen(["gzip", "-6n"], stdin=writer.stdout, stdout=subprocess.PIPE)
    writer.stdout.close()
    size = 0
    while chunk := packer.stdout.read(1 << 20):
        size += len(chunk)
    packer.stdout.close()
    if packer.wait() or writer.wait():
        raise RuntimeError(f"session-bench {verb} failed on {path}")
    return size
