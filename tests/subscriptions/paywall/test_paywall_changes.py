"""Every change of a wall, a price or the meter is in the audit log, with user and time."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.models import Series, Source
from articles.publishing.save import save_column
from subscriptions.models import MeterPolicy, PaywallChange, Plan, Price
from tests.cast import NOON, MakeColumn, Person
from tests.desk.filling import change_url, filled

pytestmark = pytest.mark.promise(
    "Every change of a wall, default, price, promotion or the meter records who and when",
    section="publishing",
)


What = PaywallChange.What


def changes() -> list[tuple[str, str, str, str]]:
    return [
        (each.what, each.field, each.before, each.after)
        for each in PaywallChange.objects.order_by("pk")
    ]


@pytest.fixture(autouse=True)
def nothing_yet(db: None) -> None:
    PaywallChange.objects.all().delete()


def test_a_wall(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="On ports")
    assert changes() == []
    editor.client.post(change_url(column), filled(column, headline="On harbours", wall="free"))
    change = PaywallChange.objects.get()
    assert (change.by, change.at, change.subject, change.subject_pk) == (
        editor.user,
        NOON,
        "On harbours",
        column.pk,
    )
    assert changes() == [("wall", "Wall", "metered", "free")]
    column.refresh_from_db()
    save_column(column, by=None, at=NOON, body="<p>Another text.</p>")
    assert PaywallChange.objects.count() == 1


def test_the_meter_at_the_desk_and_on_the_command_line(publisher: Person) -> None:
    form = {"anonymous": 2, "registered": 5, "network_burst": 30, "network_per_day": 10}
    publisher.client.post(reverse("admin:subscriptions_meterpolicy_change", args=[1]), form)
    call_command("meter_policy", "--registered", "6", stdout=None)
    assert changes() == [
        ("policy", "Free columns without an account", "3", "2"),
        ("policy", "Free columns with a free account", "5", "6"),
    ]
    assert [change.by for change in PaywallChange.objects.order_by("pk")] == [publisher.user, None]


def test_what_columns_of_a_series_begin_with(editor: Person) -> None:
    series = Series.objects.create(name="Letters", slug="letters")
    assert changes() == []
    form = {
        "name": "Letters home",
        "slug": "letters",
        "default_wall": "free",
        "then_wall": "metered",
        "then_after": 24,
    }
    editor.client.post(reverse("admin:articles_series_change", args=[series.pk]), form)
    assert changes() == [
        ("wall", "Wall of its columns", "", "free"),
        ("wall", "Then", "", "metered"),
        ("wall", "Then, after hours", "", "24"),
    ]
    assert {(each.by, each.subject) for each in PaywallChange.objects.all()} == {
        (editor.user, "Letters home")
    }


def test_what_an_agency_allows(db: None) -> None:
    source = Source.objects.create(name="Newsource")
    source.may_wall = True
    source.save()
    assert ("wall", "Columns may be metered", "no", "yes") in changes()


def test_a_price_made_changed_and_deleted(db: None) -> None:
    plan = Plan.objects.get()
    price = Price.objects.create(plan=plan, amount=900, interval="year")
    assert ("price", "Amount", "", "900") in changes()
    price.listed = False
    price.save()
    assert changes()[-1] == ("price", "Listed", "yes", "no")
    price.delete()
    assert ("price", "Amount", "900", "") in changes()


def test_what_did_not_change_is_not_noted(db: None) -> None:
    MeterPolicy.objects.get().save()
    assert changes() == []


def test_a_record_that_fails_takes_the_change_with_it(
    make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = make_column()

    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("subscriptions.paywall.audit.log_changes", fail)
    column.wall = "free"
    with pytest.raises(RuntimeError):
        save_column(column, by=None, at=NOON)
    column.refresh_from_db()
    assert column.wall == "metered"


@pytest.mark.parametrize(
    ("who", "status"), [("publisher", 200), ("editor", 200), ("columnist", 403), ("moderator", 403)]
)
def test_the_record_is_for_reading(who: str, status: int, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    change = PaywallChange.objects.create(
        at=NOON, what=What.WALL, subject="x", field="Wall", before="a", after="b"
    )
    assert (
        person.client.get(reverse("admin:subscriptions_paywallchange_changelist")).status_code
        == status
    )
    for route in ("change", "delete"):
        address = reverse(f"admin:subscriptions_paywallchange_{route}", args=[change.pk])
        assert person.client.post(address, {"post": "yes", "after": "forged"}).status_code in (
            302,
            403,
        )
    assert person.client.get(reverse("admin:subscriptions_paywallchange_add")).status_code == 403
    change.refresh_from_db()
    assert change.after == "b"
