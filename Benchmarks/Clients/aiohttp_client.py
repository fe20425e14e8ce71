"""Calls per second by aiohttp with so many in flight, in the same words as the other clients.

usage: aiohttp_client.py URL IN-FLIGHT SECONDS
"""

import asyncio
import json
import sys
import time

import aiohttp

FORM = {
    "channel": "C0BENCH0001",
    "text": "The build is green again, and the release can go out today.",
    "thread_ts": "1700000000.000100",
    "unfurl_links": "false",
}
HEADERS = {"authorization": "Bearer xoxb" + "-1-2-bench"}


async def worker(session, url, end, latencies):
    now = time.perf_counter()
    while now < end:
        async with session.post(url, data=FORM, headers=HEADERS) as response:
            body = await response.read()
            assert response.status == 200 and body
        then = time.perf_counter()
        latencies.append(then - now)
        now = then


async def run(session, url, in_flight, seconds):
    latencies = []
    end = time.perf_counter() + seconds
    await asyncio.gather(*(worker(session, url, end, latencies) for _ in range(in_flight)))
    return latencies


async def main(base, in_flight, seconds):
    url = base + "chat.postMessage"
    async with aiohttp.ClientSession() as session:
        await run(session, url, in_flight, 0.3)
        processor, start = time.process_time(), time.perf_counter()
        latencies = sorted(await run(session, url, in_flight, seconds))
        elapsed, used = time.perf_counter() - start, time.process_time() - processor
    count = len(latencies)
    print(json.dumps({
        "calls": count,
        "perSecond": count / elapsed,
        "processorMicroseconds": used / count * 1e6,
        "latency": {
            "p50": latencies[count // 2] * 1e6,
            "p99": latencies[min(count - 1, int(0.99 * count))] * 1e6,
        },
    }))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
