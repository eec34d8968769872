"""A form with an old token, as after signing out and in again in another tab: the words come
back.
"""

import re
from html import unescape

import pytest
from django.test import Client

from comments.models import Comment, CommentPolicy
from submissions.models import StoryIdea
from tests.cast import MakeColumn, Person
from tests.comments.conftest import introduced, policy, post_comment
from tests.submissions.conftest import make_reply

__all__ = ["introduced", "make_reply", "policy", "post_comment"]

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
OLD = "a" * 64
LONG = 'A <b>long</b> "comment" & more.\n\n' + "word " * 380


def strict(person: Person) -> Client:
    """The same browser, at a site that looks at tokens (the test client leaves that out)."""
    person.client.handler.enforce_csrf_checks = True
    person.client.cookies["csrftoken"] = "b" * 32
    return person.client


def fields(page: str) -> dict[str, str]:
    results = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    results.update(
        re.findall(r'<textarea id="words[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S)
    )
    return {name: unescape(value) for name, value in results.items()}


@pytest.mark.promise("A form with an expired token keeps its input", section="accounts")
def test_a_comment_with_a_stale_token_can_be_sent_again_with_one_click(
    registered: Person, make_column: MakeColumn, policy: CommentPolicy
) -> None:
    address = f"{make_column('free').get_absolute_url()}comments/"
    sent = {"csrfmiddlewaretoken": OLD, "name": "Ada Reader", "text": LONG}
    client = strict(registered)
    answer = client.post(address, sent, headers=OURS)
    page = answer.content.decode()
    assert (answer.status_code, Comment.objects.count()) == (403, 0)
    assert "no-store" in answer["Cache-Control"]
    assert page.count('<button class="button" type="submit">') == 1
    assert "<b>long</b>" not in page
    again = fields(page)
    assert (again["text"], again["name"]) == (LONG, "Ada Reader")
    assert again["csrfmiddlewaretoken"] != OLD
    assert client.post(address, again, headers=OURS).status_code == 302
    assert Comment.objects.get().text == LONG.strip()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (
            "/story-ideas/",
            {"text": "An idea of mine", "email": "ada@example.org", "consent": "on", "page": "x"},
        ),
        ("/comments/notice/", {"words": "It is unlawful", "address": "/comments/1/"}),
        ("/comments/1/reply/", {"text": "A reply"}),
        ("/comments/1/report/", {"why": "other", "words": "It is rude"}),
        ("/account/subscription/1/cancel/", {"words": "Too dear"}),
    ],
)
def test_every_long_form_of_readers_comes_back(
    path: str, sent: dict[str, str], registered: Person
) -> None:
    answer = strict(registered).post(path, {**sent, "csrfmiddlewaretoken": OLD}, headers=OURS)
    again = fields(answer.content.decode())
    assert answer.status_code == 403
    assert {name: again[name] for name in sent} == sent
    assert not StoryIdea.objects.exists()


@pytest.mark.promise("A form from another site is not resubmitted", section="accounts")
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
        {},
    ],
)
def test_another_sites_form_is_not_repeated(headers: dict[str, str], registered: Person) -> None:
    sent = {"text": "pay the stranger", "csrfmiddlewaretoken": OLD}
    answer = strict(registered).post("/story-ideas/", sent, headers=headers)
    assert answer.status_code == 403
    assert b"pay the stranger" not in answer.content


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/admin/articles/column/add/", "/accounts/password/change/"]
)
def test_signing_in_and_the_desk_are_not_repeated(path: str, editor: Person) -> None:
    sent = {"text": "words", "password": "hush hush", "csrfmiddlewaretoken": OLD}
    answer = strict(editor).post(path, sent, headers=OURS)
    assert answer.status_code == 403
    assert b"hush hush" not in answer.content


def test_a_broken_request_gets_the_plain_page(registered: Person) -> None:
    body = b"--b\r\n" + b"x" * 3000 + b"\r\n\r\n--b--\r\n"
    answer = strict(registered).generic(
        "POST",
        "/comments/1/reply/",
        body,
        content_type="multipart/form-data; boundary=b",
        headers=OURS,
    )
    assert answer.status_code in {400, 403}


def test_the_text_of_a_signed_out_reader_is_shown_again(
    visitor: Person, make_column: MakeColumn
) -> None:
    address = f"{make_column('free').get_absolute_url()}comments/"
    answer = visitor.client.post(address, {"text": "Words of mine"})
    assert b"Words of mine" in answer.content
