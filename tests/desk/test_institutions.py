"""The publisher writes down an institution; what is mistyped is refused beside the field and opens
nothing.
"""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.reader import Reader
from subscriptions.models import (
    Entitlement,
    Institution,
    InstitutionDomain,
    InstitutionNetwork,
    InstitutionSeat,
)
from subscriptions.paywall import rule
from tests.cast import DAY, NOON, Person

pytestmark = pytest.mark.promise(
    "A mistyped IP range or domain is refused and can never mean everyone",
    section="institutions",
)


ADD = "admin:subscriptions_institution_add"
CHANGE = "admin:subscriptions_institution_change"


def filled(networks: list[Any] = [], domains: list[Any] = [], **changes: Any) -> dict[str, Any]:  # noqa: B006 - read only
    """The form as a browser sends it; rows are texts, or rows that stand already."""
    form = {
        "name": "Uni Example",
        "starts_at_0": "2026-11-01",
        "starts_at_1": "00:00:00",
        "ends_at_0": "2027-11-01",
        "ends_at_1": "00:00:00",
        "seats": "2",
        "contact": "library@uni.example",
        "taken_seats-TOTAL_FORMS": 0,
        "taken_seats-INITIAL_FORMS": 0,
    }
    return {
        **form,
        **_rows("networks", "text", networks),
        **_rows("domains", "domain", domains),
        **changes,
    }


def _rows(prefix: str, field: str, values: list[Any]) -> dict[str, Any]:
    status = [row for row in values if not isinstance(row, str)]
    rows: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(values),
        f"{prefix}-INITIAL_FORMS": len(status),
    }
    for position, row in enumerate([*status, *(row for row in values if isinstance(row, str))]):
        rows[f"{prefix}-{position}-{field}"] = row if isinstance(row, str) else str(row)
        if not isinstance(row, str):
            rows |= {
                f"{prefix}-{position}-id": row.pk,
                f"{prefix}-{position}-institution": row.institution_id,
            }
    return rows


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def opens(address: str) -> bool:
    return rule.is_entitled(Reader(address=address), at=NOON)


@pytest.fixture
def university(publisher: Person) -> Institution:
    answer = publisher.client.post(reverse(ADD), filled(["198.51.100.0/24"], ["uni.example"]))
    assert answer.status_code == 302, words(answer)
    return Institution.objects.get()


def change(person: Person, institution: Institution, **changes: Any) -> Any:
    networks = changes.pop("networks", list(institution.networks.all()))
    domains = changes.pop("domains", list(institution.domains.all()))
    seats = institution.taken_seats.count()
    forms = {"taken_seats-TOTAL_FORMS": seats, "taken_seats-INITIAL_FORMS": seats}
    return person.client.post(
        reverse(CHANGE, args=[institution.pk]), filled(networks, domains, **{**forms, **changes})
    )


def seated(registered: Person, institution: Institution) -> InstitutionSeat:
    EmailAddress.objects.create(user=registered.user, email="ada@uni.example", verified=True)
    return InstitutionSeat.objects.get(institution=institution, user=registered.user)


def test_what_is_written_down_opens_at_once(university: Institution) -> None:
    assert opens("198.51.100.9")
    assert not opens("198.51.101.9")
    network = InstitutionNetwork.objects.get()
    assert (network.text, network.family) == ("198.51.100.0/24", 4)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0.0.0.0/0", "too wide"),
        ("::/0", "too wide"),
        ("198.51.100.7/24", "Did you mean 198.51.100.0/24?"),
        ("everyone", "is no address"),
        (" ", ""),
    ],
)
def test_a_mistyped_range_is_refused_beside_its_field(
    typed: str, sentence: str, publisher: Person
) -> None:
    answer = publisher.client.post(reverse(ADD), filled([typed]))
    if sentence:
        assert answer.status_code == 200
        assert sentence in words(answer)
        assert f'value="{typed}"' in words(answer)
    assert not InstitutionNetwork.objects.exists()
    assert not opens("8.8.8.8")


def test_ranges_that_overlap_name_the_other(publisher: Person, university: Institution) -> None:
    for form_data in ("198.51.100.128/25", "198.51.99.0-198.51.100.0"):
        answer = publisher.client.post(reverse(ADD), filled([form_data], name="College"))
        assert "Uni Example has 198.51.100.0/24 already" in words(answer)
    answer = publisher.client.post(
        reverse(ADD), filled(["203.0.113.0/24", "203.0.113.9"], name="College")
    )
    assert "overlaps with a range above" in words(answer)
    assert (
        publisher.client.post(reverse(ADD), filled(["198.51.101.0/24"], name="College")).status_code
        == 302
    )


def test_a_range_may_be_replaced_by_a_part_of_itself(
    publisher: Person, university: Institution
) -> None:
    rows = [*university.networks.all(), "198.51.100.0/25"]
    assert (
        change(publisher, university, networks=rows, **{"networks-0-DELETE": "on"}).status_code
        == 302
    )
    assert opens("198.51.100.9")
    assert not opens("198.51.100.200")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("gmail.com", "Anyone can get an address"),
        ("@uni.example", "Write the part after the @"),
        ("*.uni.example", "Write the part after the @"),
        ("ac.uk", "is an ending"),
        ("UNI.example", "Uni Example has uni.example already"),
    ],
)
def test_a_mistyped_domain_is_refused(
    typed: str, sentence: str, publisher: Person, university: Institution
) -> None:
    answer = publisher.client.post(reverse(ADD), filled([], [typed], name="College"))
    assert sentence in words(answer)
    assert InstitutionDomain.objects.count() == 1


def test_a_contract_ends_after_it_starts(publisher: Person) -> None:
    answer = publisher.client.post(reverse(ADD), filled(ends_at_0="2026-11-01"))
    assert "cannot end before it starts" in words(answer)


def test_rights_follow_the_dates(
    publisher: Person, registered: Person, university: Institution
) -> None:
    seated(registered, university)
    assert (
        change(publisher, university, ends_at_0="2026-11-18", ends_at_1="12:00:00").status_code
        == 302
    )
    assert not opens("198.51.100.9")
    assert Entitlement.objects.get(user=registered.user).ends_at == NOON
    assert change(publisher, university, ends_at_0="2026-12-24").status_code == 302
    assert rule.is_entitled(registered.reader, at=NOON)


def test_seats_are_not_taken_by_a_number(
    publisher: Person, registered: Person, university: Institution
) -> None:
    university.seats = None
    university.save()
    seated(registered, university)
    InstitutionSeat.objects.create(
        institution=university, slot=2, user=publisher.user, claimed_at=NOON
    )
    assert "2 seats are taken" in words(change(publisher, university, seats="1"))


def test_the_desk_frees_a_seat(
    publisher: Person, registered: Person, university: Institution
) -> None:
    seat = seated(registered, university)
    page = publisher.client.get(reverse(CHANGE, args=[university.pk]))
    path = reverse("admin:subscriptions_institution_free_seat", args=[university.pk, seat.pk])
    assert path in words(page)
    assert "stops reading with Uni Example at once" in words(publisher.client.get(path))
    assert rule.is_entitled(registered.reader, at=NOON)
    publisher.client.post(path)
    assert not rule.is_entitled(registered.reader, at=NOON)
    assert (
        LogEntry.objects.latest("pk").change_message
        == "Freed the seat of registered@reader.example."
    )
    assert publisher.client.post(path).status_code == 404


@pytest.mark.parametrize("who", ["editor", "moderator", "registered"])
def test_others_at_the_desk_may_not(
    who: str, request: pytest.FixtureRequest, university: Institution, registered: Person
) -> None:
    seat = seated(registered, university)
    person: Person = request.getfixturevalue(who)
    path = reverse("admin:subscriptions_institution_free_seat", args=[university.pk, seat.pk])
    assert person.client.post(path).status_code in {302, 403}
    assert change(person, university).status_code in {302, 403}
    assert InstitutionSeat.objects.exists()
    assert Institution.objects.get().ends_at > NOON + 100 * DAY
