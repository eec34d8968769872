"""Tests of the confirmation before a topic, series, columnist or agency is deleted: plain words for
editors.
"""

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from articles.models import Column, Columnist, ColumnistLink, Series, Source, Topic
from newsletters.models import Follow, Recipient
from tests.cast import NOON, MakeColumn, Person

pytestmark = pytest.mark.promise(
    "The question before a name is deleted is in plain words", section="desk"
)
INTERNAL = [
    "Column topic",
    "column topic",
    "Byline",
    "byline:",
    "Follow:",
    "follow:",
    "object (",
    "column-",
    "Series rule",
]


def asked(desk: Person, thing: Any) -> str:
    address = reverse(f"admin:articles_{thing._meta.model_name}_delete", args=[thing.pk])
    html = unescape(desk.client.get(address).content.decode()).partition('<div id="content"')[2]
    text = html.partition("</form>")[0]
    assert not [word for word in INTERNAL if word in text.replace(address, "")], text
    return text


def follow(number: int, **what: Any) -> None:
    for place in range(number):
        recipient, _ = Recipient.objects.get_or_create(
            address=f"reader{place}@mail.example", defaults={"confirmed_at": NOON}
        )
        Follow.objects.create(recipient=recipient, since=NOON, **what)


def test_a_topic(editor: Person, make_column: MakeColumn) -> None:
    topic = Topic.objects.create(name="Rivers & <b>", slug="rivers")
    for _ in range(3):
        make_column().topics.add(topic)
    follow(2, topic=topic)
    text = asked(editor, topic)
    assert "The topic “<bdi>Rivers & <b></bdi>” will be gone. This cannot be undone." in text
    assert "3 columns filed under it stay, without this topic." in text
    assert "2 readers who follow it will get no more e-mails about it." in text
    address = reverse("admin:articles_topic_delete", args=[topic.pk])
    assert editor.client.post(address, {"post": "yes"}).status_code == 302
    assert (Topic.objects.count(), Column.objects.count()) == (0, 3)


def test_a_series(editor: Person, make_column: MakeColumn) -> None:
    series = Series.objects.create(name="Ports", slug="ports")
    make_column(series=series)
    assert "1 column of it stays, without a series." in asked(editor, series)


def test_a_columnist_who_is_named_cannot_be_deleted(
    editor: Person, make_column: MakeColumn
) -> None:
    ada = Columnist.objects.create(name="Ada", slug="ada")
    ColumnistLink.objects.create(columnist=ada, label="Site", url="https://ada.example")
    follow(1, columnist=ada)
    text = asked(editor, ada)
    assert "The links on the columnist’s page are deleted too." in text
    assert "1 reader who follows this columnist" in text
    make_column(columnists=(ada,))
    text = asked(editor, ada)
    assert "cannot be deleted now" in text
    assert "1 column names “Ada” as a columnist: change the bylines first." in text
    editor.client.post(reverse("admin:articles_columnist_delete", args=[ada.pk]), {"post": "yes"})
    assert Columnist.objects.filter(pk=ada.pk).exists()


def test_an_agency_whose_columns_are_here_cannot_be_deleted(
    editor: Person, make_column: MakeColumn
) -> None:
    wire = Source.objects.create(name="Wire")
    make_column(source=wire)
    make_column(source=wire)
    assert "2 columns come from “Wire”: choose another agency there first." in asked(editor, wire)


def test_several_topics_at_once(editor: Person, make_column: MakeColumn) -> None:
    topics = [Topic.objects.create(name=name, slug=name.lower()) for name in ("One", "Two")]
    make_column().topics.add(topics[0])
    chosen = {"action": "delete_selected", "_selected_action": [topic.pk for topic in topics]}
    html = editor.client.post(reverse("admin:articles_topic_changelist"), chosen).content.decode()
    assert "Column topic" not in html
    assert "Topic “One”" in html
    assert "1 column filed under it stays, without this topic." in html
    editor.client.post(reverse("admin:articles_topic_changelist"), {**chosen, "post": "yes"})
    assert not Topic.objects.exists()


def test_who_may_not_delete_is_refused(columnist: Person) -> None:
    topic = Topic.objects.create(name="One", slug="one")
    assert (
        columnist.client.get(reverse("admin:articles_topic_delete", args=[topic.pk])).status_code
        == 403
    )
