"""A seat at an institution on the account page, with its button."""

from typing import Any

from subscriptions.models import Institution, InstitutionSeat
from tests.cast import MakeReader, at_a_browser
from tests.subscriptions.institutions.test_institution_seats import university, with_address

__all__ = ["university"]


def test_the_account_page_says_whom_to_ask(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    for name in ("ada", "bob"):
        with_address(make_reader, f"{name}@uni.example")
    third = at_a_browser(with_address(make_reader, "cyn@uni.example"))
    page = third.client.get("/account/").content.decode()
    assert "every seat is taken" in page
    assert "library@uni.example" in page
    answer = third.client.post(f"/account/institutions/{university.pk}/seat/", follow=True)
    assert "no free seat" in answer.content.decode()
    InstitutionSeat.objects.filter(slot=1).delete()
    answer = third.client.post(f"/account/institutions/{university.pk}/seat/", follow=True)
    assert (
        "You have a seat at <strong>Uni Example</strong>, until 23 November 2026"
        in answer.content.decode()
    )


def test_nobody_else_can_ask_for_a_seat(university: Institution, registered: Any) -> None:
    assert registered.client.post(f"/account/institutions/{university.pk}/seat/").status_code == 404
    assert registered.client.get(f"/account/institutions/{university.pk}/seat/").status_code == 405
    assert "Reading with others" not in registered.client.get("/account/").content.decode()


def test_the_own_copy_names_the_seat(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    reader = at_a_browser(with_address(make_reader, "ada@uni.example"))
    assert reader.client.get("/account/export/").json()["institution_seats"] == [
        {"institution__name": "Uni Example", "claimed_at": "2026-11-18T12:00:00Z"}
    ]
