"""Tests of the demo content: loaded once, with demo users only if DEBUG is on."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.demo import people
from articles.models import Column, ColumnDailyStat, Columnist, Photo, Revision, Series, Topic
from articles.photos import renditions
from subscriptions.models import Entitlement, MeterMonth, Price, Subscription, Wall

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.promise(
        "`load_demo` is idempotent, and creates people only with DEBUG",
        section="columns",
    ),
]


@pytest.fixture(autouse=True)
def _small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Render one small width of each crop, because these tests are not about pictures."""
    small = {crop: (ratio, (40,)) for crop, (ratio, _) in renditions.CROPS.items()}
    monkeypatch.setattr(renditions, "CROPS", small)


def load_demo(*options: str) -> str:
    printed = StringIO()
    call_command("load_demo", *options, stdout=printed)
    return printed.getvalue()


def everything_there() -> list[Any]:
    kinds = (Column, Columnist, Topic, Series, Photo, Revision, User, Entitlement)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def test_the_site_looks_alive() -> None:
    load_demo()
    at = timezone.now()
    live = Column.objects.live(at)
    assert live.count() >= 14
    assert set(live.values_list("wall", flat=True)) == set(Wall.values)
    assert live.filter(source__isnull=False).exclude(copyright_notice="").count() == 2
    assert live.filter(published_at__gt=at - timedelta(days=1)).exists()
    assert Column.objects.filter(published_at__gt=at).exists(), "an embargo to look at"
    assert Column.objects.filter(state=Column.State.DRAFT).exists()
    assert Columnist.objects.exclude(long_bio="").exclude(portrait=None).count() == 6
    assert Topic.objects.exclude(description="").count() == 8


def test_the_series_is_numbered_as_it_appeared() -> None:
    load_demo()
    series = Series.objects.get()
    columns = series.columns.order_by("published_at").values_list("series_position", flat=True)
    assert list(columns) == list(range(1, len(columns) + 1))
    assert series.description


def test_a_second_run_changes_nothing() -> None:
    load_demo()
    before = everything_there()
    assert "loaded already" in load_demo()
    assert everything_there() == before


def test_what_the_desk_changed_stays() -> None:
    load_demo()
    column = Column.objects.live(timezone.now()).first()
    assert column is not None
    Column.objects.filter(pk=column.pk).update(headline="Ours now")
    Columnist.objects.update(short_bio="Rewritten.")
    Column.objects.filter(state=Column.State.DRAFT).delete()
    assert "1 column loaded: 1 new" in load_demo()
    column.refresh_from_db()
    assert column.headline == "Ours now"
    assert set(Columnist.objects.values_list("short_bio", flat=True)) == {"Rewritten."}


def test_refresh_dates_it_back_from_now() -> None:
    load_demo()
    Column.objects.exclude(published_at=None).update(
        published_at=timezone.now() - timedelta(days=900)
    )
    assert "0 new, 17 updated" in load_demo("--refresh")
    newest = Column.objects.live(timezone.now()).order_by("-published_at")[0]
    assert newest.published_at is not None
    assert newest.published_at > timezone.now() - timedelta(days=1)


def test_no_people_where_debug_is_off(settings: Any) -> None:
    settings.DEBUG = False
    assert "no demo people" in load_demo()
    assert not User.objects.exists()


def test_the_people_of_the_demo(settings: Any, client: Client) -> None:
    settings.DEBUG = True
    printed = load_demo()
    for part in (*people.AT_THE_DESK, *people.READERS):
        user = User.objects.get(email=f"{part}@demo.example")
        assert user.email in printed
        assert user.is_verified
        assert user.check_password("demo-password")
        assert user.is_staff is (part in people.AT_THE_DESK)
        assert list(user.groups.values_list("name", flat=True)) == ([part] if user.is_staff else [])
    assert Columnist.objects.get(user__email="columnist@demo.example").columns.exists()
    assert (
        Entitlement.objects.in_force(timezone.now()).get().user.email == "subscriber@demo.example"
    )
    assert "People:" not in load_demo()


def test_the_demos_subscriber_bought_in_the_sandbox(settings: Any) -> None:
    settings.DEBUG, settings.GATEWAY = True, "sandbox"
    load_demo()
    subscription = Subscription.objects.get()
    assert (subscription.status, subscription.gateway, subscription.what) == (
        "active",
        "sandbox",
        "Digital",
    )
    assert subscription.entitlement is not None
    assert subscription.entitlement.is_in_force(timezone.now())
    assert sorted(Price.objects.values_list("amount", "plan__seats")) == [
        (399, 1),
        (699, 4),
        (3900, 1),
    ]


def test_the_desks_charts_have_something_to_show(settings: Any) -> None:
    settings.DEBUG = True
    load_demo()
    numbers = list(ColumnDailyStat.objects.values_list("column", "day", "kind", "number"))
    assert {kind for _, _, kind, _ in numbers} == set(ColumnDailyStat.Kind.values)
    assert MeterMonth.objects.values("period").distinct().count() == 3
    load_demo()
    assert list(ColumnDailyStat.objects.values_list("column", "day", "kind", "number")) == numbers


def test_no_invented_numbers_on_a_public_site() -> None:
    load_demo()
    assert not ColumnDailyStat.objects.exists()
    assert not MeterMonth.objects.exists()


def test_what_was_really_counted_is_not_mixed_with_the_demos(settings: Any) -> None:
    load_demo()
    column = Column.objects.live(timezone.now())[0]
    ColumnDailyStat.objects.create(
        column=column, day=timezone.localdate(), kind=ColumnDailyStat.Kind.FREE, number=1
    )
    settings.DEBUG = True
    load_demo()
    assert ColumnDailyStat.objects.count() == 1
