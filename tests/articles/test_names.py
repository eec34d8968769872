"""Tests that names of columnists, topics, series and agencies are unique, in any Unicode
spelling.
"""

import logging
import unicodedata
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Value

from articles import languages
from articles.importing import names
from articles.models import Columnist, Series, Source, Topic

pytestmark = pytest.mark.django_db
UNIQUE: list[type[Any]] = [Topic, Series, Source]
SPELLINGS = [
    "E\u0301lection",
    "  Élection ",
    "Élec\u200btion",
    "\u202eÉlection",
    "Élec\u00adtion",
    "Élection\U000e0061",
    "Élection\u3164",
    "\u2800 Élec\u115ftion",
]


def slug(model: type[Any], value: str) -> dict[str, str]:
    return {} if model is Source else {"slug": value}


@pytest.mark.parametrize("model", [*UNIQUE, Columnist])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_name_is_stored_in_one_spelling(model: type[Any], spelling: str) -> None:
    model.objects.create(name=spelling, **slug(model, "one"))
    assert model.objects.get().name == "Élection"
    assert model.objects.get(name=spelling).name == "Élection"


@pytest.mark.promise("A name has one spelling", section="columns")
@pytest.mark.parametrize("model", UNIQUE)
@pytest.mark.parametrize(
    "spelling",
    [*SPELLINGS, "élection", "ÉLECTION", "e\u0301LECTION", "Ｅ\u0301lection", "Élection\ufe0f"],
)
def test_another_spelling_is_no_other_name(model: type[Any], spelling: str) -> None:
    model.objects.create(name="Élection", **slug(model, "one"))
    other = model(name=spelling, **slug(model, "two"))
    with pytest.raises(ValidationError) as refusal:
        other.full_clean()
    assert "name" in refusal.value.message_dict


@pytest.mark.parametrize("name", ["Élections", "Election", "Ecole"])
def test_another_name_is_another(name: str) -> None:
    Topic.objects.create(name="Élection", slug="one")
    Topic(name=name, slug="two").full_clean()
    topic = Topic.objects.get()
    topic.name = "élection"
    topic.full_clean()  # it may change its own case


def test_persian_and_emoji_names_stay_as_they_are_written() -> None:
    name = (
        "روزنامه\u200cنگار \U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    )
    Topic.objects.create(name=name, slug="one")
    assert Topic.objects.get().name == name


@pytest.mark.promise("A name has one spelling", section="columns")
@pytest.mark.parametrize("name", ["Андрей Белый", "Élise Roy", "Nguyễn Ái", "ÅNGSTRÖM", "가나다"])
def test_an_import_finds_names_in_any_spelling(name: str) -> None:
    [one] = names.columnists([{"name": unicodedata.normalize("NFC", name)}])
    [two] = names.columnists([{"name": unicodedata.normalize("NFD", name)}])
    [three] = names.columnists([{"name": name.swapcase()}])
    assert one == two == three
    [topic], [same] = names.topics([name]), names.topics([unicodedata.normalize("NFD", name)])
    assert topic == same
    topic.slug = "changed-at-the-desk"
    topic.save()
    assert names.topics([name.swapcase()]) == [topic]


def test_an_import_makes_two_topics_of_c_and_c_plus_plus() -> None:
    assert [topic.slug for topic in names.topics(["C", "C++", "C#"])] == [
        "c",
        "c-plus-plus",
        "c-sharp",
    ]


def test_the_names_of_languages_are_composed() -> None:
    assert [
        name for name in languages.NAMES.values() if not unicodedata.is_normalized("NFC", name)
    ] == []
    assert languages.name("vi") == "Tiếng Việt"


def test_stored_names_are_rewritten_and_clashes_reported(caplog: pytest.LogCaptureFixture) -> None:
    alone = Topic.objects.create(name="Alone", slug="alone")
    taken, double = (
        Topic.objects.create(name="Élection", slug="one"),
        Topic.objects.create(name="Other", slug="two"),
    )
    Topic.objects.filter(pk=alone.pk).update(name=Value("Ame\u0301lie"))
    Topic.objects.filter(pk=double.pk).update(name=Value("E\u0301lection"))
    rewrite = import_module("articles.migrations.0004_names_in_one_form").rewrite
    with caplog.at_level(logging.WARNING):
        rewrite(apps, SimpleNamespace(connection=connection))
    stored = dict(Topic.objects.values_list("pk", "name"))
    assert stored == {alone.pk: "Amélie", taken.pk: "Élection", double.pk: "E\u0301lection"}
    assert f"'Élection' ({taken.pk} and {double.pk})" in caplog.text
