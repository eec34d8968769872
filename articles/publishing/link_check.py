"""Check that the links in a text answer.

Only public addresses are requested, for protection against SSRF.
"""

import hashlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri
from selectolax.lexbor import LexborHTMLParser

from accounts.exceptions import Refusal
from articles.models import LinkCheck

SECONDS = 5.0  # for connecting, and between two packets
LONGEST = 10.0  # seconds of one request, also if a server sends slowly without end
# seconds for all links of a text, because mails and payments wait for the same worker
LONGEST_CHECK = 60.0
MAX_REDIRECTS = 4
MOST_LINKS = 50  # of one text
AT_ONCE = 4
AGENT = "Mozilla/5.0 (compatible; Standfirst link check)"
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
WANTS_GET = {403, 404, 405, 501}  # answers of servers that refuse HEAD
ANSWERS_TO_SOMEBODY = {401, 403, 405, 406, 429, 503}  # the page exists but refuses robots
NOT_PUBLIC = "It does not lead to a public address."
NO_ANSWER = "The server does not answer."
NOT_CHECKED = "Not checked, because there was no time left. Check the links again."
TOO_FAR = "Too many redirects."
WORLD_V6 = ipaddress.ip_network(
    "2000::/3"
)  # other ranges may be gateways to private IPv4 addresses


class BrokenLink(Refusal):
    """The link is broken; the message is for the desk."""


def links_of(body: str) -> list[str]:
    tree = LexborHTMLParser(body).body
    results = (
        [node.attributes.get("href") or "" for node in tree.css("a[href]")]
        if tree is not None
        else []
    )
    return list(
        dict.fromkeys(each for each in results if each.startswith(("http://", "https://")))
    )[:MOST_LINKS]


def digest(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def known(addresses: Iterable[str]) -> dict[str, LinkCheck]:
    digests = [digest(each) for each in addresses]
    return {each.address: each for each in LinkCheck.objects.filter(digest__in=digests)}


def check(addresses: list[str], *, at: datetime) -> None:
    """Check all links in parallel and save the results.

    Links without a result after LONGEST_CHECK are not checked.
    """
    pool = ThreadPoolExecutor(AT_ONCE)
    requested = [pool.submit(problem_with, address) for address in addresses]
    wait(requested, timeout=LONGEST_CHECK)
    pool.shutdown(wait=False, cancel_futures=True)
    troubles = [
        each.result() if each.done() and not each.cancelled() else NOT_CHECKED for each in requested
    ]
    for address, error in zip(addresses, troubles, strict=True):
        messages = {"address": address, "error": error[:200], "checked_at": at}
        LinkCheck.objects.update_or_create(digest=digest(address), defaults=messages)


def problem_with(address: str) -> str:
    """Return why the link is broken, for the desk; empty if it works."""
    try:
        address = iri_to_uri(address)
        for _ in range(MAX_REDIRECTS):
            parts = urlsplit(address)
            status, onward = _request("HEAD", parts)
            if status in WANTS_GET:  # the body of the response is never read
                status, onward = _request("GET", parts)
            if status not in REDIRECTS or not onward:
                works = status < 400 or status in ANSWERS_TO_SOMEBODY
                return "" if works else f"It answers {status}."
            address = iri_to_uri(urljoin(address, onward))
    except BrokenLink as problem:
        return problem.message
    except (OSError, http.client.HTTPException, ValueError):
        return NO_ANSWER
    return TOO_FAR


def _request(method: str, parts: SplitResult) -> tuple[int, str]:
    if parts.scheme not in PORTS or not parts.hostname:
        raise BrokenLink(NOT_PUBLIC)
    port = parts.port or PORTS[parts.scheme]
    connection = _connection(parts.scheme, parts.hostname, port)
    end = Timer(LONGEST, _shut_down, [connection.sock])
    end.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()  # here, so that the request's timeout includes it
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "text/html,*/*"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location") or ""
    finally:
        end.cancel()
        connection.close()


def _shut_down(line: socket.socket) -> None:
    """Shut the socket down, so that a thread that waits for data ends."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _connection(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    """Return a connection to the checked IP address."""
    number = public_address(host, port)
    connection: Any = http.client.HTTPConnection(host, port, timeout=SECONDS)
    # By number: resolving the name again could return a private address (DNS rebinding).
    connection.sock = socket.create_connection((number, port), timeout=SECONDS)
    if scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(
            connection.sock, server_hostname=host, do_handshake_on_connect=False
        )
    made: http.client.HTTPConnection = connection
    return made


def public_address(host: str, port: int) -> str:
    """Return the host's first IP address.

    Raise BrokenLink unless all of its addresses are public.
    """
    try:
        results = [
            str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        ]
    except (OSError, UnicodeError) as problem:
        raise BrokenLink("There is no such host.") from problem
    if not results or not all(is_public(each) for each in results):
        raise BrokenLink(NOT_PUBLIC)
    return results[0]


def is_public(number: str) -> bool:
    ip = ipaddress.ip_address(number.split("%", maxsplit=1)[0])
    if ip.version == 6 and ip not in WORLD_V6:
        return False
    inner = getattr(ip, "sixtofour", None)  # the IPv4 address inside a 6to4 address
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)
