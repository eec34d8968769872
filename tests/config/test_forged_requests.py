"""Requests that nobody's browser sends: each gets a plain answer, and changes nothing for
others.
"""

import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from tests.cast import Person

pytestmark = pytest.mark.promise(
    "Forged paths, sessions and form data are refused without a 500",
    section="http",
)


BOUNDARY = "multipart/form-data; boundary=b"
HUGE_HEAD = b"--b\r\n" + b"x" * 3000 + b"\r\n\r\n--b--\r\n"


def test_no_header_moves_the_site_to_another_path() -> None:
    """Or a kept page would carry that path in its links to everyone."""
    assert RequestFactory().get("/columns/", SCRIPT_NAME="/elsewhere").path == "/columns/"


def test_gunicorn_takes_no_path_from_a_header() -> None:
    values = runpy.run_path(str(Path(settings.BASE_DIR) / "config" / "gunicorn.py"))
    assert values["forwarder_headers"] == ""


@pytest.mark.parametrize(
    "path",
    ["/nowhere/", "/static/nothing.css", "/accounts/login/"],
    ids=["nowhere", "static", "sign-in"],
)
@pytest.mark.django_db
def test_a_broken_form_is_no_error_of_ours(path: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.generic("POST", path, HUGE_HEAD, content_type=BOUNDARY)
    assert answer.status_code in {400, 404}


@pytest.mark.parametrize(
    "key", [r"aaaaaaaaaaaa\000aaaa", r"aaaaaaaaaaaa\047", "a" * 9000], ids=["nul", "quote", "long"]
)
def test_an_invalid_session_cookie_signs_nobody_in(key: str, visitor: Person) -> None:
    answer = visitor.client.get("/account/", headers={"Cookie": f'sessionid="{key}"'})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/accounts/login/?next=/account/",
    )
