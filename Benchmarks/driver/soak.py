"""A thousand sockets for a minute: every event reaches every one of them, and every ping has its pong."""

from driver.bench import Server
from driver.result import Result

SOCKETS = 1_000
# From the first socket on; connecting all of them takes a few seconds.
HEAD_START = 20


def measure(bench):
    seconds = 10 if bench.quick else 60
    with Server(bench.binary("slack-server"), seconds, HEAD_START, 1_000) as server:
        sample = bench.run(bench.binary("live-bench"), "soak", "--url", server.url,
                           "--sockets", SOCKETS, "--events", seconds)
    expected = SOCKETS * seconds
    lost = sample["eventsMissing"] + sample["eventsMisplaced"] + sample["pongsMissing"] + sample["socketsLost"]
    name = f"{SOCKETS:,} sockets for {seconds} s, one event and one ping a second each: delivered in order"
    return [
        Result("soak", name, [1 - lost / expected], "the burst after each event: all pings come at once",
               at_least=1.0, raw=sample)
    ]
