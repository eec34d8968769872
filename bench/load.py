"""Measure requests per second with wrk, or with Python threads if wrk is missing."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 8


def requests_a_second(url: str, *, cookie: str, seconds: int) -> float:
    wrk = shutil.which("wrk")
    return _by_wrk(wrk, url, cookie, seconds) if wrk else _by_threads(url, cookie, seconds)


def driver() -> str:
    return "wrk" if shutil.which("wrk") else "a small Python client"


def _by_wrk(wrk: str, url: str, cookie: str, seconds: int) -> float:
    headers = ["-H", f"Cookie: {cookie}"] if cookie else []
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *headers, url]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", printed)
    if rate is None or "Non-2xx" in printed:
        raise RuntimeError(f"{url} did not answer as it should:\n{printed}")
    return float(rate[1])


def _by_threads(url: str, cookie: str, seconds: int) -> float:
    counts = [0] * CONNECTIONS
    end = time.monotonic() + seconds

    def drive(position: int) -> None:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        while time.monotonic() < end:
            connection.request("GET", parts.path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise RuntimeError(f"{url} answered {answer.status}")
            counts[position] += 1

    threads = [threading.Thread(target=drive, args=(position,)) for position in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
