"""Tests of the link check, and that it never requests private addresses."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import LinkCheck
from articles.publishing import link_check
from articles.tasks import check_links, lighten_photo, queue_check_of_links
from newsletters.tasks import send
from subscriptions.tasks import process_event
from tests.cast import NOON

pytestmark = pytest.mark.promise(
    "Links are checked by the worker, never inside the own network, and never for long",
    section="publishing",
)


class Site(BaseHTTPRequestHandler):
    """A test server that answers by the first part of the path: a status, or where to redirect."""

    def do_HEAD(self) -> None:
        self.answer(head=True)

    def do_GET(self) -> None:
        self.answer(head=False)

    def answer(self, *, head: bool) -> None:
        query = self.path.partition("?")[0].strip("/")
        if query == "loop":
            self.reply(302, "/loop")
        elif query.startswith("to:"):
            self.reply(301, query.removeprefix("to:").replace("~", "/"))
        elif query == "no-head":
            self.reply(405 if head else 200)
        else:
            self.reply(int(query or 200))

    def reply(self, status: int, onward: str = "") -> None:
        self.send_response(status)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve on loopback, which these tests accept as public."""
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    monkeypatch.setattr(link_check, "is_public", lambda number: number == "127.0.0.1")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("200", ""),
        ("404", "It answers 404."),
        ("500", "It answers 500."),
        ("403", ""),
        ("no-head", ""),
        ("to:~200", ""),
        ("to:~410", "It answers 410."),
        ("loop", link_check.TOO_FAR),
        ("to:file:~~~etc~passwd", link_check.NOT_PUBLIC),
        ("to:http:~~10.0.0.1~", link_check.NOT_PUBLIC),
    ],
)
def test_what_an_answer_means(site: str, path: str, trouble: str) -> None:
    assert link_check.problem_with(f"{site}/{path}") == trouble


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://192.168.0.1:8000/",
        "http://172.16.9.9/",
        "http://169.254.169.254/latest/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[2002:a00:1::]/",
        "http://[64:ff9b::a00:1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[::10.0.0.1]/",
        "http://[::ffff:0:10.0.0.1]/",
        "http://[fec0::1]/",
        "http://2130706433/",
        "ftp://example.org/",
        "http:///nowhere",
    ],
)
def test_nothing_inside_is_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*args: object, **kwargs: object) -> None:
        raise AssertionError("It was asked.")

    monkeypatch.setattr("socket.create_connection", asked)
    assert link_check.problem_with(address) in {link_check.NOT_PUBLIC, "There is no such host."}


@pytest.mark.parametrize(
    "address",
    ["http://[", "http://a b/", "https://" + "x" * 300 + ".example/", "http://example:99999/"],
)
def test_nonsense_does_not_answer(address: str) -> None:
    assert link_check.problem_with(address)


def test_each_address_once_and_not_too_many() -> None:
    body = (
        '<p><a href="https://a.example/">a</a><a href="https://a.example/">b</a><a'
        ' href="mailto:x@y.z">m</a></p>'
    )
    assert link_check.links_of(body) == ["https://a.example/"]
    many = "".join(f'<p><a href="https://{n}.example/">a</a></p>' for n in range(80))
    assert len(link_check.links_of(many)) == link_check.MOST_LINKS


def test_what_was_found_is_kept_and_replaced(site: str, db: None) -> None:
    for _ in range(2):
        link_check.check([f"{site}/200", f"{site}/404"], at=NOON)
    assert sorted(LinkCheck.objects.values_list("error", flat=True)) == ["", "It answers 404."]


def test_an_address_in_other_letters_is_asked_as_browsers_ask_it(site: str) -> None:
    assert link_check.problem_with(f"{site}/200?q=ü") == ""
    assert link_check.problem_with(f"{site}/to:~200?q=é") == ""
    assert link_check.problem_with(f"{site}/404?q=ü") == "It answers 404."


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: " + b"x"]
)
def test_who_never_ends_is_not_listened_to_for_ever(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that sends a little regularly never causes a socket timeout."""
    _check_takes_limited_time("http", said, monkeypatch)


@pytest.mark.promise(
    "At most one link check for each column is queued, and none exceeds its time limit",
    section="publishing",
)
@pytest.mark.parametrize(
    "said", [b"\x16\x03\x03\xff\xff" + b"x", b"\x16\x03\x03\x40\x00\x02\x00\x40\x00" + b"x"]
)
def test_a_handshake_that_never_ends_is_given_up(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _check_takes_limited_time("https", said, monkeypatch)


def _check_takes_limited_time(scheme: str, message: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "is_public", lambda number: number == "127.0.0.1")
    monkeypatch.setattr(link_check, "LONGEST", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        talk = threading.Thread(target=_go_on, args=[server, message], daemon=True)
        talk.start()
        asking = threading.Thread(
            target=link_check.problem_with,
            args=[f"{scheme}://127.0.0.1:{server.getsockname()[1]}/"],
            daemon=True,
        )
        asking.start()
        asking.join(5)
        assert not asking.is_alive()


def _go_on(server: socket.socket, message: bytes) -> None:
    line, _ = server.accept()
    with line, suppress(OSError):
        while True:
            line.sendall(message)
            time.sleep(0.05)
            message = message if message.endswith(b"\n") else b"x"


@pytest.mark.parametrize(
    ("number", "expected"), [("2606:4700::1111", True), ("93.184.216.34", True), ("::1", False)]
)
def test_what_is_public(number: str, expected: bool) -> None:
    assert link_check.is_public(number) is expected


@pytest.mark.django_db
def test_a_check_of_many_slow_links_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker also handles payments and e-mails; links that were not checked are reported."""
    gate = threading.Event()
    monkeypatch.setattr(link_check, "LONGEST_CHECK", 0.3)
    monkeypatch.setattr(
        link_check, "problem_with", lambda address: "" if "quick" in address else str(gate.wait(5))
    )
    links = ["https://quick.example/", *[f"https://slow.example/{number}" for number in range(49)]]
    start = time.monotonic()
    try:
        link_check.check(links, at=NOON)
    finally:
        gate.set()
    assert time.monotonic() - start < 2
    known = link_check.known(links)
    assert known[links[0]].error == ""
    assert {known[each].error for each in links[1:]} == {link_check.NOT_CHECKED}


def test_payments_come_before_everything_else_in_the_worker() -> None:
    order: list[Any] = [process_event, send, check_links]
    assert [each.priority for each in order] == sorted(
        (each.priority for each in order), reverse=True
    )
    assert process_event.priority > 0 > check_links.priority
    assert send.priority > lighten_photo.priority


@pytest.mark.promise(
    "At most one link check for each column is queued, and none exceeds its time limit",
    section="publishing",
)
@pytest.mark.django_db
def test_however_often_it_is_asked_for_one_check_of_a_column_waits() -> None:
    for key in (1, 1, 2, 1, 2, 1):
        queue_check_of_links(key)
    waiting = DBTaskResult.objects.ready()
    assert sorted(each.args_kwargs["args"] for each in waiting) == [[1], [2]]
    waiting.update(status=TaskResultStatus.SUCCESSFUL)
    queue_check_of_links(1)
    assert waiting.all().count() == 1
