"""Tests of slugs: words stay separate, and different names get different slugs."""

import pytest

from articles.models import Column, Topic
from articles.slugs import CODE, slug_of, slug_of_name
from tests.cast import MakeColumn, Person
from tests.desk.filling import change_url, filled


@pytest.mark.promise("A slug has the words of its text", section="columns")
@pytest.mark.parametrize(
    ("text", "slug"),
    [
        # Letters with and without accents
        ("Łódź after dark", "lodz-after-dark"),
        ("Ørsted and Ærø", "orsted-and-aero"),
        ("Işık", "isik"),
        ("Straße", "strasse"),
        ("Grüße", "grusse"),
        ("Þór and Đorđe", "thor-and-dorde"),
        ("Œuvre", "oeuvre"),
        ("Ħamrun", "hamrun"),
        ("e\u0301tude naïve", "etude-naive"),
        # Punctuation ends a word
        ("War—again", "war-again"),
        ("Yes–no", "yes-no"),
        ("Right/wrong", "right-wrong"),
        ("Left,right", "left-right"),
        ("Now…what", "now-what"),
        ("well...maybe", "well-maybe"),
        ("end.Start", "end-start"),
        ("Ask:why", "ask-why"),
        ("Über·ich", "uber-ich"),
        ("e-mail — really", "e-mail-really"),
        ("2024/25 and 9/11", "2024-25-and-9-11"),
        ("(not) “really”", "not-really"),
        # but not an apostrophe, an abbreviation, an ampersand or a thousands separator
        ("don’t, O'Connor, l`été", "dont-oconnor-lete"),
        ("Hawaiʻi", "hawaii"),
        ("U.S. votes, Ph.D.s do not", "us-votes-phds-do-not"),
        ("Ph.D. students", "phd-students"),
        ("A.I. is here", "ai-is-here"),
        ("AT&T", "att"),
        ("Arts & Letters", "arts-letters"),
        ("1,000 days", "1000-days"),
        ("3.5 million, 1,5 Millionen", "3-5-million-1-5-millionen"),
        # Numbers
        ("10⁶ reasons", "10-6-reasons"),
        ("10⁻⁶ grams", "10-6-grams"),
        ("½ the truth", "1-2-the-truth"),
        ("1½ truths", "1-1-2-truths"),
        ("CO₂ and m²", "co2-and-m2"),
        ("Top ۱۰", "top-10"),
        # Signs that tell names apart
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C++ or C#?", "c-plus-plus-or-c-sharp"),
        ("LGBTQ+ rights", "lgbtq-plus-rights"),
        ("#MeToo", "metoo"),
        ("Apple™ pie", "apple-pie"),
        # Nothing that a slug can hold
        ("論說", ""),
        ("!!!", ""),
        ("_-_", ""),
    ],
)
def test_a_slug_has_the_words_of_its_text(text: str, slug: str) -> None:
    assert slug_of(text) == slug


def test_a_long_text_gives_a_slug_that_fits_and_does_not_end_in_a_hyphen() -> None:
    assert slug_of("a " * 200) == "-".join("a" * 80)
    assert len(slug_of("x" * 500)) == 160


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("C", "C++", False),
        ("C", "C#", False),
        ("War/peace", "Warpeace", False),
        ("Андрей Белый", "Андреи\u0306 Белыи\u0306", True),  # composed and decomposed
        ("Élection", "E\u0301lection", True),
        ("Война", "ВОЙНА", True),
        ("Война", "Мир", False),
        ("Top ۱۰", "Top ۲۰", False),
        ("!!!", "???", False),
    ],
)
def test_names_share_a_slug_only_if_they_are_the_same(one: str, other: str, is_same: bool) -> None:
    assert (slug_of_name(one, "topic") == slug_of_name(other, "topic")) is is_same


def test_letters_that_a_slug_cannot_hold_give_a_code() -> None:
    head, _, code = slug_of_name("Война and peace", "topic").rpartition("-")
    assert (head, len(code)) == ("and-peace", CODE)
    assert slug_of_name("Война", "topic").startswith("topic-")


ADD_TOPIC = "/admin/articles/topic/add/"


@pytest.mark.parametrize(
    ("name", "typed", "slug"),
    [
        ("C++", "c", "c-plus-plus"),  # what the form's script typed
        ("C++", "", "c-plus-plus"),
        ("C!", "c", "c-2"),
        ("War—peace", "warpeace", "war-peace"),
        ("C++", "cpp", "cpp"),  # what the editor typed
        ("Война", "", slug_of_name("Война", "topic")),
    ],
)
def test_the_desk_makes_the_slug_of_a_new_name(
    editor: Person, name: str, typed: str, slug: str
) -> None:
    Topic.objects.create(name="C", slug="c")
    assert (
        editor.client.post(ADD_TOPIC, {"name": name, "slug": typed, "description": ""}).status_code
        == 302
    )
    assert Topic.objects.get(name=name).slug == slug


def test_a_saved_name_preserves_its_slug(editor: Person) -> None:
    topic = Topic.objects.create(name="C++", slug="c")
    editor.client.post(
        f"/admin/articles/topic/{topic.pk}/change/",
        {"name": "C++", "slug": "c", "description": "New"},
    )
    topic.refresh_from_db()
    assert (topic.slug, topic.description) == ("c", "New")


@pytest.mark.parametrize("typed", ["c-or-c", "", "c-plus-plus-or-c-sharp"])
def test_a_draft_follows_its_headline(editor: Person, make_column: MakeColumn, typed: str) -> None:
    column = make_column(headline="C++ or C#", slug=typed or "x", state="draft", published_at=None)
    editor.client.post(change_url(column), filled(column, slug=typed))
    assert Column.objects.get().slug == "c-plus-plus-or-c-sharp"
