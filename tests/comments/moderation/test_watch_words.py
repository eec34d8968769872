"""Watch words at the desk: trying a text, and pasting a list."""

import pytest
from django.urls import reverse

from comments.models import CommentPolicy
from tests.cast import Person

TRY = reverse("admin:comments_commentpolicy_try")


@pytest.mark.promise("A text can be tested against the listed words", section="comments")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Buy v\u200di.a.g.r.a!", "It would be held. The word “viagra”."),
        ("Buy v\u200diagra!", "It would be held. The word “viagra”."),
        ("A cheap LOAN of it", "It would be held. The word “cheap loan”."),
        ("https://a.example https://b.example", "It would be held. More than 1 links."),
        ("Plain words.", "Nothing in this text would hold it."),
    ],
)
def test_watch_words_can_be_tested_with_a_text(text: str, said: str, moderator: Person) -> None:
    CommentPolicy(words="viagra\ncheap loan", most_links=1, first_wait=5).save()
    answer = moderator.client.post(TRY, {"text": text})
    assert answer.status_code == 200
    assert said in answer.content.decode()


@pytest.mark.parametrize("text", ["", "x" * 5000, "\x00", "\u202e"])
def test_an_empty_or_too_long_test_text_is_refused(text: str, moderator: Person) -> None:
    answer = moderator.client.post(TRY, {"text": text})
    assert answer.status_code == 400
    assert "would" not in answer.content.decode().partition("<form class")[0]


@pytest.mark.parametrize("who", ["registered", "columnist", "publisher"])
def test_testing_watch_words_needs_permission_to_view_the_policy(
    who: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.post(TRY, {"text": "words"}).status_code in {302, 403}


def test_a_pasted_list_of_watch_words_is_cleaned(moderator: Person) -> None:
    CommentPolicy(first_wait=0).save()
    address = reverse("admin:comments_commentpolicy_change", args=[CommentPolicy.SINGLETON_PK])
    page = moderator.client.get(address)
    assert TRY in page.content.decode()
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    form_data = {
        name: value for name, value in values.items() if value is not None and value is not False
    }
    pasted = "Casino\r\n\r\n  cheap   loan \r\ncasino\r\n\r\n漢字\r\nCASINO\r\n"
    answer = moderator.client.post(address, {**form_data, "words": pasted})
    assert answer.status_code == 302, answer.context["errors"]
    assert CommentPolicy.current().words == "Casino\ncheap loan\n漢字"
