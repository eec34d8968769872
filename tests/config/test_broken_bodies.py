"""Bodies and headers that no browser sends, 400 in words, never a 500."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config import asgi
from config.content_type import SiteASGIRequest, SiteWSGIRequest, is_readable
from tests.cast import MakeColumn, Person

pytestmark = pytest.mark.promise(
    "No body and no Content-Type causes a 500 at any URL", section="hostile"
)


MULTIPART = "multipart/form-data; boundary=b"
NAME = b'Content-Disposition: form-data; name="%s"'


def body_part(head: bytes, body: bytes = b"words") -> bytes:
    return b"--b\r\n" + head + b"\r\n\r\n" + body + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--b--\r\n"


# Nobody can read these.
REFUSED = {
    "part head of 9 kB": (MULTIPART, form(body_part(NAME % b"text" + b"; x=" + b"y" * 9000))),
    "900 headers in a part": (MULTIPART, form(body_part(NAME % b"text" + b"\r\nX: y" * 900))),
    "3000 fields": (
        MULTIPART,
        form(*(body_part(NAME % b"f%d" % number) for number in range(3000))),
    ),
    "150 files": (
        MULTIPART,
        form(*(body_part(NAME % b"f%d" % number + b"; filename=a") for number in range(150))),
    ),
    "base64 of one letter": (
        MULTIPART,
        form(
            body_part(NAME % b"file_1" + b"; filename=a\r\nContent-Transfer-Encoding: base64", b"A")
        ),
    ),
    "no boundary": ("multipart/form-data", form(body_part(NAME % b"text"))),
    "empty boundary": ("multipart/form-data; boundary=", b"x"),
    "boundary in quotes, empty": ('multipart/form-data; boundary=""', b"x"),
    "boundary of a control character": ("multipart/form-data; boundary=\x01", b"x"),
    "boundary that ends with a blank": ('multipart/form-data; boundary="b b "', b"x"),
    "boundary of Latin-1": ("multipart/form-data; boundary=b\xfc", b"x"),
    "boundary in an unknown charset": (
        "multipart/form-data; boundary*=nothing''b",
        form(body_part(NAME % b"text")),
    ),
    "boundary in UTF-8 that is none": (
        "multipart/form-data; boundary*=utf-8''b%ff",
        form(body_part(NAME % b"text")),
    ),
    "base64 as charset": (f"{MULTIPART}; charset=base64", form(body_part(NAME % b"text"))),
    "rot13 as charset": (f"{MULTIPART}; charset=rot13", form(body_part(NAME % b"text"))),
    "idna as charset": (f"{MULTIPART}; charset=idna", form(body_part(NAME % b"text", b"a" * 100))),
    "undefined as charset": (f"{MULTIPART}; charset=undefined", form(body_part(NAME % b"text"))),
    "UTF-16 as charset": (f"{MULTIPART}; charset=utf-16", form(body_part(NAME % b"text"))),
    "unknown charset": (f"{MULTIPART}; charset=nothing", form(body_part(NAME % b"text"))),
    "NUL as charset": (f"{MULTIPART}; charset=\x00", form(body_part(NAME % b"text"))),
    "urlencoded in base64": ("application/x-www-form-urlencoded; charset=base64", b"text=a"),
    "3000 urlencoded fields": (
        "application/x-www-form-urlencoded",
        b"&".join(b"a%d=1" % i for i in range(3000)),
    ),
}
# These can be read, though not as they were meant: the form answers, or nothing arrives.
ODD = {
    "no name": (MULTIPART, form(body_part(b"Content-Disposition: form-data"))),
    "no Content-Disposition": (MULTIPART, form(body_part(b"Content-Type: text/plain"))),
    "empty name": (MULTIPART, form(body_part(NAME % b""))),
    "file without a name": (
        MULTIPART,
        form(body_part(b"Content-Disposition: form-data; filename=x")),
    ),
    "name in UTF-8 that is none": (
        MULTIPART,
        form(body_part(b"Content-Disposition: form-data; name*=UTF-8''a%ff%zz")),
    ),
    "name in an unknown charset": (
        MULTIPART,
        form(body_part(b"Content-Disposition: form-data; name*=nothing''text")),
    ),
    "file name in an unknown charset": (
        MULTIPART,
        form(body_part(NAME % b"text" + b"; filename*=nothing''a")),
    ),
    "file name cut off": (MULTIPART, form(body_part(NAME % b"text" + b"; filename*=utf-8'a"))),
    "part of an unknown charset": (
        MULTIPART,
        form(body_part(NAME % b"text" + b"\r\nContent-Type: text/a; charset=no")),
    ),
    "field _charset_": (
        MULTIPART,
        form(body_part(NAME % b"_charset_", b"nothing"), body_part(NAME % b"text")),
    ),
    "quoted-printable": (
        MULTIPART,
        form(body_part(NAME % b"text" + b"\r\nContent-Transfer-Encoding: qp", b"=ZZ")),
    ),
    "bytes that are no UTF-8": (
        MULTIPART,
        form(body_part(NAME % b"text", b"\xff\xfe"), body_part(NAME % b"\xff\xfe")),
    ),
    "head that is no UTF-8": (MULTIPART, form(body_part(b"\xff\xfe: \xfd"))),
    "NUL": (
        MULTIPART,
        form(
            body_part(NAME % b"text", b"a\x00b"),
            body_part(NAME % b"file_1" + b'; filename="a\x00b"'),
        ),
    ),
    "file called ..": (MULTIPART, form(body_part(NAME % b"file_1" + b'; filename=".."'))),
    "file name of 700 letters": (
        MULTIPART,
        form(body_part(NAME % b"file_1" + b"; filename=" + b"a" * 700)),
    ),
    "cut off in a part": (MULTIPART, body_part(NAME % b"text")[:-5]),
    "cut off in a head": (MULTIPART, b"--b\r\nContent-Dispo"),
    "cut off in a file": (
        MULTIPART,
        body_part(NAME % b"file_1" + b"; filename=a.pdf", b"%PDF")[:-3],
    ),
    "nothing but the end": (MULTIPART, form()),
    "nothing": (MULTIPART, b""),
    "lines end with LF": (MULTIPART, form(body_part(NAME % b"text")).replace(b"\r", b"")),
    "another type": ("multipart/mixed; boundary=b", form(body_part(NAME % b"text"))),
    "JSON that is none": ("application/json", b"{"),
    "a type that is none": (";;;=\x01", b"x"),
    "fields as files": (
        MULTIPART,
        form(
            *(
                body_part(NAME % name + b"; filename=a.txt")
                for name in (
                    b"text",
                    b"name",
                    b"email",
                    b"amount",
                    b"login",
                    b"page",
                    b"next",
                    b"csrfmiddlewaretoken",
                )
            )
        ),
    ),
    "files as fields": (
        MULTIPART,
        form(*(body_part(NAME % name) for name in (b"file_1", b"file_2", b"photo", b"image"))),
    ),
}
READERS_FORMS = (
    "/story-ideas/",
    "/comments/notice/",
    "/donate/",
    "/contracts/cancel/",
    "/accounts/login/",
)


@pytest.fixture(autouse=True)
def as_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test client makes its requests itself: of our kind, as the WSGI application does."""
    monkeypatch.setattr("django.test.client.WSGIRequest", SiteWSGIRequest)


def send(
    path: str, kind: str, body: bytes, *, method: str = "POST", client: Client | None = None
) -> tuple[int, str]:
    client = client or Client()
    client.raise_request_exception = False
    answer = client.generic(method, path, body, content_type=kind)
    return answer.status_code, "" if answer.streaming else answer.content.decode(errors="replace")


def test_servers_get_requests_of_our_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "articles.readers.statistics.start", lambda: None
    )  # its thread would write into the tests' database
    from config.wsgi import application

    assert application.request_class is SiteWSGIRequest
    assert asgi.application.request_class is SiteASGIRequest


@pytest.mark.django_db
@pytest.mark.parametrize("path", READERS_FORMS)
@pytest.mark.parametrize("body", REFUSED)
def test_an_unreadable_request_is_400_with_a_page(path: str, body: str) -> None:
    status, page = send(path, *REFUSED[body])
    assert status == 400
    assert "We couldn’t read that request." in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", READERS_FORMS)
@pytest.mark.parametrize("body", ODD)
def test_a_readable_request_is_answered_by_the_form(path: str, body: str) -> None:
    status, page = send(path, *ODD[body])
    assert status in {200, 302, 400, 422, 429}
    assert "Something broke" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind, body in REFUSED.values()])
def test_reading_a_page_does_not_depend_on_the_type_of_a_body(kind: str) -> None:
    assert send("/story-ideas/", kind, b"", method="GET")[0] == 200


def routes(resolver: Any, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


FILLED = {"int": "1", "uuid": str(uuid.UUID(int=1))}


def paths(*, of_the_desk: bool) -> list[str]:
    """Every address that the site has, with a 1 or an "a" for what varies; without those of
    expressions.
    """
    results = []
    for route in routes(get_resolver()):
        path = re.sub(
            r"<(?:(\w+):)?\w+>", lambda match: FILLED.get(match[1] or "", "a"), "/" + route
        )
        if (
            not set(path) & set("^$\\(?")
            and path.startswith("/admin/") == of_the_desk
            and "logout" not in path
        ):
            results.append(path)
    return results


# One of each cause: they are slow where thousands of parts have to be read.
CAUSES = [
    "part head of 9 kB",
    "no boundary",
    "boundary in an unknown charset",
    "base64 as charset",
    "unknown charset",
]


@pytest.mark.django_db
@pytest.mark.parametrize("body", [*CAUSES, "fields as files", "NUL", "cut off in a head"])
@pytest.mark.slow
def test_no_address_of_the_site_fails(body: str) -> None:
    kind, data = {**REFUSED, **ODD}[body]
    requested = paths(of_the_desk=False)
    assert len(requested) > 90
    assert [path for path in requested if send(path, kind, data)[0] >= 500] == []


@pytest.mark.django_db
@pytest.mark.slow
def test_no_form_of_the_desk_fails(
    publisher: Person, editor: Person, make_column: MakeColumn
) -> None:
    column = reverse("admin:articles_column_change", args=[make_column().pk])
    pages = [*(path for path in paths(of_the_desk=True) if path.endswith("/add/")), column]
    assert len(pages) > 20
    for person in (publisher, editor):
        for body in (*CAUSES, "fields as files"):
            kind, data = {**REFUSED, **ODD}[body]
            answers = [send(path, kind, data, client=person.client) for path in pages]
            assert [
                path for path, answer in zip(pages, answers, strict=True) if answer[0] >= 500
            ] == []
    status, page = send(column, *REFUSED["base64 as charset"], client=editor.client)
    assert status == 400
    assert "We couldn’t read that request." in page


@pytest.mark.parametrize(
    ("content_type", "readable"),
    [
        ("", True),
        ("application/json", True),
        ("text/plain; charset=utf-8", True),
        ("text/plain; charset=UTF8", True),
        ('text/plain; charset="utf-8"', True),
        ("text/plain; charset=latin-1", False),
        ("text/plain; charset=", False),
        ("text/plain; charset*=nothing''utf-8", False),
        ("a; charset=utf-8\x00", False),
    ],
)
def test_which_types_can_be_read(content_type: str, readable: bool) -> None:
    assert is_readable(content_type) == readable
