"""Limits of what signed-in readers do: by mailbox and by network, never by account."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Column
from comments.models import Comment, Commenter, Report
from comments.threads import display_names
from subscriptions.groups import group_seats
from subscriptions.models import Institution, InstitutionDomain
from tests.cast import DAY, NOON, MakeColumn, entitle
from tests.subscriptions.billing.test_once_a_mailbox import account

TRIES = 3
Network = Callable[[int], str]


def same_network(number: int) -> str:
    return f"2001:db8:0:{number:02x}::1"  # of one IPv6 /56


def other_network(number: int) -> str:
    return f"198.51.100.{number + 1}"


@pytest.fixture(autouse=True)
def fewer(settings: Any) -> None:
    """Lower limits, so that a test needs fewer requests."""
    limits = settings.ACCOUNT_RATE_LIMITS
    for action in ("comment_report", "comment_name", "group_invitation", "institution_seat"):
        limits = {**limits, action: "2/h/key", f"{action}_network": "4/h/key"}
    settings.ACCOUNT_RATE_LIMITS = {**limits, "group_invitation_mailbox": "90/h/key"}


@pytest.fixture
def column(noon: Any, make_column: MakeColumn) -> Column:
    return make_column("free")


def _is_refused(response: Any, sentence: str) -> bool:
    text = response.content.decode()
    refused = sentence in text
    assert refused == ("wait 60 minutes" in text or "back in 60 minutes" in text)
    return refused


def _reports(client: Client, number: int, column: Column) -> int:
    commenter = Commenter.objects.filter(
        name="Wanda Wide"
    ).first() or display_names.get_or_create_commenter(
        account("wanda@other.example").user, "Wanda Wide", at=NOON
    )
    done = 0
    for place in range(TRIES):
        comment = Comment.objects.create(
            column=column,
            commenter=commenter,
            text=f"Words {number} {place}",
            posted_at=NOON,
            state=Comment.State.VISIBLE,
            reader_number=commenter.user.reader_number,
            digest=f"{number} {place}",
        )
        response = client.post(f"/comments/{comment.pk}/report/", {"why": "insult"})
        done += not _is_refused(response, "reported many comments")
    assert Report.objects.filter(comment__text__startswith=f"Words {number}").count() == done
    return done


def _names(client: Client, number: int, column: Column) -> int:
    user = User.objects.get(pk=client.session["_auth_user_id"])
    display_names.get_or_create_commenter(user, f"Eve{'abc'[number]} Ox", at=NOON)
    responses = [
        client.post("/account/comments/settings/", {"name": f"Eve{'abc'[number]} Ox{'abc'[place]}"})
        for place in range(TRIES)
    ]
    return sum(not _is_refused(each, "changed your name many times") for each in responses)


def _invitations(client: Client, number: int, column: Column) -> int:
    responses = [
        client.post("/account/group/", {"email": f"friend{number}{place}@elsewhere.example"})
        for place in range(TRIES)
    ]
    return sum(not _is_refused(each, "Too many invitations") for each in responses)


def _seats(client: Client, number: int, column: Column) -> int:
    url = f"/account/institutions/{Institution.objects.get().pk}/seat/"
    responses = [client.post(url, follow=True) for _ in range(TRIES)]
    return sum(not _is_refused(each, "That was quick") for each in responses)


@pytest.mark.promise(
    "Reports, new names, group invitations and claims of seats are limited by mailbox and network",
    section="accounts",
)
@pytest.mark.parametrize("attempt", [_reports, _names, _invitations, _seats])
@pytest.mark.parametrize(
    ("address", "network", "most"),
    [
        ("ada+{}@mail.example", other_network, 2),
        ("ada{}@mail.example", same_network, 4),
        ("ada{}@mail.example", other_network, 6),
    ],
    ids=["one mailbox", "one network", "nothing in common"],
)
def test_other_accounts_give_no_more_attempts(
    attempt: Callable[[Client, int, Column], int],
    address: str,
    network: Network,
    most: int,
    column: Column,
) -> None:
    university = Institution.objects.create(
        name="University", seats=9, starts_at=NOON - DAY, ends_at=NOON + DAY
    )
    InstitutionDomain.objects.create(institution=university, domain="mail.example")
    done = 0
    for number in range(3):
        user = account(address.format(number)).user
        entitle(user, since=10 * DAY, until=20 * DAY)
        group_seats.sync_owned_group(user, at=NOON, seats=9)
        client = Client(REMOTE_ADDR=network(number))
        client.force_login(user)
        done += attempt(client, number, column)
    assert done == most
