"""Web API calls per second: this transport, AsyncHTTPClient and aiohttp, against one server."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from driver.bench import Server, note
from driver.result import Result, medians, skipped

# Calls in flight: at least so many times AsyncHTTPClient's rate, and aiohttp's.
GOALS = {1: (1.0, 1.0), 16: (1.5, 3.0), 64: (1.5, 3.0)}
ANSWER = (
    '{"ok":true,"channel":"C0BENCH0001","ts":"1700000000.000200","message":{"user":"U0BENCHBOT",'
    '"type":"message","ts":"1700000000.000200","bot_id":"B0BENCH001","text":"The build is green again, '
    'and the release can go out today.","team":"T0BENCH001"}}'
)
BOUND = {
    1: "the round trip: waking the curl thread, two system calls, the server",
    16: "the curl thread, which has one core; the server has the other",
    64: "the curl thread, which has one core; the server has the other",
}


def measure(bench):
    clients = {"reprise": [bench.binary("live-bench"), "calls"]}
    missing = {}
    if bench.binary("ahc-bench").exists():
        clients["AsyncHTTPClient"] = [bench.binary("ahc-bench")]
    else:
        missing["AsyncHTTPClient"] = "AsyncHTTPClient was not built; --clients builds it"
    python = _aiohttp(bench)
    if python:
        clients["aiohttp"] = [python, bench.folder / "Clients" / "aiohttp_client.py"]
    else:
        missing["aiohttp"] = "aiohttp could not be installed from PyPI"
    results = []
    with _server(bench) as (url, name):
        for in_flight in GOALS:
            samples = _samples(bench, clients, url, in_flight)
            results += _rows(samples, in_flight, name)
    return results + [skipped("calls", f"calls against {name}", why) for name, why in missing.items()]


def _samples(bench, clients, url, in_flight):
    samples = {name: [] for name in clients}
    seconds = 1 if bench.quick else 2
    for number in range(3 if bench.quick else 7):
        order = list(clients)
        turn = number % len(order)
        for name in order[turn:] + order[:turn]:
            samples[name].append(_flat(_run(bench, name, clients[name], url, in_flight, seconds)))
    return samples


def _run(bench, name, command, url, in_flight, seconds):
    if name == "reprise":
        return bench.run(*command, "--url", url, "--in-flight", in_flight, "--seconds", seconds)
    return bench.run(*command, url, in_flight, seconds)


def _flat(sample):
    return {**sample, **sample["latency"]}


def _rows(samples, in_flight, server):
    goals = dict(zip(["AsyncHTTPClient", "aiohttp"], GOALS[in_flight], strict=True))
    return [
        Result(
            "calls",
            f"Web API calls, {in_flight} in flight, against {name} (server: {server})",
            [ours["perSecond"] / theirs["perSecond"]
             for ours, theirs in zip(samples["reprise"], samples[name], strict=True)],
            BOUND[in_flight],
            at_least=goals[name],
            raw={"reprise": medians(samples["reprise"]), name: medians(samples[name])},
        )
        for name in samples if name != "reprise"
    ]


def _aiohttp(bench):
    """A Python that has aiohttp; None if there is no way to get one."""
    folder = bench.folder / ".build" / "venv"
    python = folder / "bin" / "python"
    probe = [python, "-c", "import aiohttp"]
    if python.exists() and subprocess.run(probe, capture_output=True).returncode == 0:
        return python
    note("installing aiohttp from PyPI")
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "aiohttp==3.14.5"], check=True,
                       capture_output=True)
        return python
    return None


@contextlib.contextmanager
def _server(bench):
    """nginx if it is installed, and else the loopback Slack."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not nginx:
        with Server(bench.binary("slack-server")) as server:
            yield server.url, "loopback Slack"
        return
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        port = _free_port()
        configuration = os.path.join(folder, "nginx.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(_nginx_configuration(folder, port))
        process = subprocess.Popen([nginx, "-p", folder, "-c", configuration, "-e", "stderr"])
        try:
            url = f"http://127.0.0.1:{port}/api/"
            _wait_for(url)
            yield url, "nginx"
        finally:
            process.terminate()
            process.wait()


def _nginx_configuration(folder, port):
    return f"""
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location /api/ {{
            default_type "application/json; charset=utf-8";
            return 200 '{ANSWER}';
        }}
    }}
}}
"""


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url):
    for _ in range(100):
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(url, timeout=5):
                return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")
