"""Publishers keep the meter, the plans and the rights to read."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from subscriptions.models import Entitlement, MeterPolicy
from subscriptions.paywall import rule
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person, entitle, prose

pytestmark = [
    pytest.mark.promise(
        "An entitlement without an end date needs a confirmation",
        section="institutions",
    ),
    pytest.mark.promise(
        "Permissions of every desk URL for every role, by link and by forged form; a URL without a"
        " row fails",
        section="desk",
    ),
    pytest.mark.promise("Permissions by URL and by forged form", section="desk"),
]


LIST = "admin:subscriptions_entitlement_changelist"
POLICY = {"anonymous": 2, "registered": 4, "network_burst": 30, "network_per_day": 10}


def test_the_policy_is_one_row_that_the_list_leads_to(publisher: Person) -> None:
    row = reverse("admin:subscriptions_meterpolicy_change", args=[MeterPolicy.SINGLETON_PK])
    assert (
        publisher.client.get(reverse("admin:subscriptions_meterpolicy_changelist")).headers[
            "Location"
        ]
        == row
    )
    assert publisher.client.get(reverse("admin:subscriptions_meterpolicy_add")).status_code == 403
    delete = reverse("admin:subscriptions_meterpolicy_delete", args=[MeterPolicy.SINGLETON_PK])
    assert publisher.client.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.promise("Changes of wall, price and policy are logged", section="desk")
def test_a_changed_policy_is_in_force_and_in_the_log(
    publisher: Person, visitor: Person, make_column: MakeColumn
) -> None:
    columns = [make_column() for _ in range(3)]
    row = reverse("admin:subscriptions_meterpolicy_change", args=[MeterPolicy.SINGLETON_PK])
    assert publisher.client.post(row, POLICY).status_code == 302
    pages = [visitor.reads(column).content.decode() for column in columns]
    assert "last free column" in pages[1]
    assert "all 2 of your free columns" in pages[2]
    assert LogEntry.objects.get().object_id == "1"


def test_an_account_cannot_give_less_than_none(publisher: Person) -> None:
    row = reverse("admin:subscriptions_meterpolicy_change", args=[MeterPolicy.SINGLETON_PK])
    answer = publisher.client.post(row, {**POLICY, "registered": 1})
    assert "cannot give fewer free columns" in answer.content.decode()
    assert MeterPolicy.objects.get().registered == 5


@pytest.mark.promise(
    "An entitlement granted at the desk opens columns, and ending it closes them",
    section="paywall",
)
def test_a_right_opens_and_its_end_closes(
    publisher: Person, registered: Person, make_column: MakeColumn
) -> None:
    column = make_column("subscribers", body=prose())
    form = {
        "user": registered.user.pk,
        "source": "complimentary",
        "note": "A prize",
        "starts_at_0": "2026-11-18",
        "lasts": "open",
    }
    add = reverse("admin:subscriptions_entitlement_add")
    assert publisher.client.post(add, {**form, "starts_at_1": "12:00:00"}).status_code == 302
    entitlement = Entitlement.objects.get()
    assert entitlement.granted_by == publisher.user
    assert "word5x39" in registered.reads(column).content.decode()
    publisher.client.post(
        reverse(LIST), {"action": "end_now", "_selected_action": [entitlement.pk]}
    )
    entitlement.refresh_from_db()
    assert entitlement.ends_at == NOON
    assert "word5x39" not in registered.reads(column).content.decode()
    assert LogEntry.objects.filter(object_id=str(entitlement.pk)).count() == 2


@pytest.mark.parametrize(
    ("lasts", "day", "sentence"),
    [
        ("until", "", "Say until when"),
        ("open", "2026-12-18", "This is an end"),
        ("", "2026-12-18", "This field is required"),
        ("until", "2026-11-17", "cannot come before the start"),
    ],
)
def test_a_right_without_an_end_is_meant(
    lasts: str, day: str, sentence: str, publisher: Person, registered: Person
) -> None:
    form = {
        "user": registered.user.pk,
        "source": "complimentary",
        "starts_at_0": "2026-11-18",
        "lasts": lasts,
    }
    form |= {"starts_at_1": "12:00:00", "ends_at_0": day, "ends_at_1": "12:00:00" if day else ""}
    answer = publisher.client.post(reverse("admin:subscriptions_entitlement_add"), form)
    assert sentence in answer.content.decode()
    assert not Entitlement.objects.exists()


def test_a_complimentary_right_ends_to_the_second(
    publisher: Person, registered: Person, make_column: MakeColumn
) -> None:
    form = {
        "user": registered.user.pk,
        "source": "complimentary",
        "starts_at_0": "2026-11-18",
        "lasts": "until",
    }
    form |= {"starts_at_1": "12:00:00", "ends_at_0": "2026-11-19", "ends_at_1": "12:00:00"}
    assert (
        publisher.client.post(reverse("admin:subscriptions_entitlement_add"), form).status_code
        == 302
    )
    column = make_column("subscribers")
    assert rule.check(column, registered.reader, at=NOON + DAY - SECOND).granted
    assert not rule.check(column, registered.reader, at=NOON + DAY).granted


def test_what_is_over_keeps_its_end(publisher: Person, lapsed: Person) -> None:
    entitlement = Entitlement.objects.get(user=lapsed.user)
    publisher.client.post(
        reverse(LIST), {"action": "end_now", "_selected_action": [entitlement.pk]}
    )
    entitlement.refresh_from_db()
    assert entitlement.ends_at == NOON - DAY


def test_an_editor_cannot_end_a_right_by_a_forged_form(editor: Person, registered: Person) -> None:
    entitlement = entitle(registered.user, since=DAY, until=DAY)
    answer = editor.client.post(
        reverse(LIST), {"action": "end_now", "_selected_action": [entitlement.pk]}
    )
    assert answer.status_code == 403
    entitlement.refresh_from_db()
    assert entitlement.ends_at == NOON + DAY


@pytest.mark.parametrize("who", ["editor", "moderator", "columnist"])
def test_plans_are_the_publishers(who: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.get(reverse("admin:subscriptions_plan_changelist")).status_code == 403
