"""Tests of `load_columns`: values of an entry, a second import, and how names are found."""

import pytest

from articles.models import Column, Columnist, Correction, Revision, Source, Topic
from tests.articles.loading import BODY, FULL, Load, entry

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.promise(
        "`load_columns` follows its documented format, names every bad entry, and loads all or"
        " nothing",
        section="columns",
    ),
]


def test_a_whole_entry(load: Load, photo: str) -> None:
    lead = {"file": photo, "alt": "The sea", "caption": "It moves.", "credit": "Me"}
    assert load({**FULL, "lead_photo": lead}) == "1 column loaded: 1 new, 0 updated."
    column = Column.objects.get()
    assert (column.state, column.wall, column.dateline) == ("published", "subscribers", "(CNN)")
    assert [byline.columnist.name for byline in column.bylines.all()] == ["Ada Brook", "Bo Lund"]
    assert set(column.topics.values_list("slug", flat=True)) == {"foreign-policy", "rivers"}
    assert column.series is not None
    assert column.source == Source.objects.get(name="Meridian Wire")
    assert (column.may_wall, column.copyright_notice) == (True, "© 2024 Meridian Wire")
    assert column.corrections.get().text == "A name was wrong."
    assert column.lead_photo is not None
    assert column.lead_photo.files("wide", "webp")
    assert column.teaser.startswith("<p>Paragraph 0")
    assert Revision.objects.get().why == "Loaded from columns.json"


def test_the_least_entry_is_a_metered_draft(load: Load) -> None:
    load({"headline": "What is owed", "body_html": BODY})
    column = Column.objects.get()
    assert (column.slug, column.state, column.wall) == ("what-is-owed", "draft", "metered")


def test_a_second_load_leaves_what_is_missing_and_resets_what_is_null(load: Load) -> None:
    load(FULL)
    counts = load(
        {
            "slug": "a-column",
            "headline": "Another",
            "standfirst": None,
            "wall": None,
            "series": None,
        }
    )
    assert counts == "1 column loaded: 0 new, 1 updated."
    column = Column.objects.get()
    assert (column.headline, column.standfirst, column.wall, column.series) == (
        "Another",
        "",
        "metered",
        None,
    )
    assert (column.dateline, column.kicker) == ("(CNN)", "Opinion")
    assert column.bylines.count() == 2
    assert column.version == 2


def test_null_for_the_date_and_the_source(load: Load) -> None:
    load(FULL)
    load(
        {
            "slug": "a-column",
            "published_at": None,
            "source": None,
            "bylines": None,
            "corrections": None,
        }
    )
    column = Column.objects.get()
    assert (column.state, column.published_at, column.source, column.copyright_notice) == (
        "draft",
        None,
        None,
        "",
    )
    assert not column.bylines.exists()
    assert not Correction.objects.exists()


def test_columnists_are_matched_by_the_slug_of_their_name(load: Load) -> None:
    load(
        entry(bylines=[{"name": "Ada Brook", "bio": "Old."}]),
        entry(slug="b", bylines=[{"name": "ADA  brook"}]),
    )
    assert Columnist.objects.get().short_bio == "Old."
    load(entry(bylines=[{"name": "Ada Brook", "bio": "New."}]))
    assert Columnist.objects.get().short_bio == "New."


def test_a_bio_may_be_a_paragraph(load: Load) -> None:
    bio = (
        "Ada is a professor and director of the Brook Center for Classical and Civic Education. "
        * 8
    )
    load(entry(bylines=[{"name": "Ada Brook", "bio": bio.strip()}]))
    assert Columnist.objects.get().short_bio == bio.strip()


def test_names_in_other_scripts(load: Load) -> None:
    load(
        entry(
            bylines=[{"name": "山田 花子"}, {"name": "نجيب محفوظ"}], topics=["Литература", "文学"]
        )
    )
    load(entry(bylines=[{"name": "山田 花子"}]))
    assert Columnist.objects.count() == 2
    assert Topic.objects.count() == 2
    assert all(Columnist.objects.values_list("slug", flat=True))


@pytest.mark.parametrize(
    "year", ["1000-06-20T12:00:00Z", "1900-01-01", "9998-12-30T00:00:00+14:00"]
)
def test_dates_long_ago_and_far_ahead(load: Load, year: str) -> None:
    load(entry(published_at=year))
    assert Column.objects.get().state == "published"


def test_names_that_slugs_cannot_write_stay_apart(load: Load) -> None:
    load(
        entry(
            bylines=[
                {"name": name} for name in ("Ægir", "Gir", "Smith", "Smith Иван", "Łukasz", "Ukasz")
            ]
        )
    )
    slugs = set(Columnist.objects.values_list("slug", flat=True))
    assert {"aegir", "gir", "smith", "lukasz", "ukasz"} < slugs
    assert len(slugs) == 6


def test_a_topic_whose_slug_was_changed_is_found_by_its_name(load: Load) -> None:
    Topic.objects.create(name="Foreign policy", slug="abroad")
    load(entry(topics=["Foreign policy"]))
    assert Topic.objects.get().slug == "abroad"


def test_a_delivery_that_does_not_speak_of_rights_leaves_them(load: Load) -> None:
    load(FULL)
    load(
        {
            "slug": "a-column",
            "source": {"name": "Meridian Wire", "copyright": "© 2025 Meridian Wire"},
        }
    )
    column = Column.objects.get()
    assert (column.copyright_notice, column.may_wall) == ("© 2025 Meridian Wire", True)
    assert column.expires_at is not None
    assert column.canonical_url == "https://wire.example/a"
    load(
        {
            "slug": "a-column",
            "wall": "metered",
            "source": {"name": "Coast Press", "copyright": "© Coast"},
        }
    )
    column = Column.objects.get()
    assert (column.may_wall, column.expires_at, column.canonical_url) == (False, None, "")
