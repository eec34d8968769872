"""The owner's page, the invitation link, and leaving a group."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail

from accounts.models import User
from accounts.responses import PRIVATE
from subscriptions.groups import group_seats
from subscriptions.models import Group, GroupSeat
from tests.cast import DAY, NOON, SECOND, MakeReader, Person, at_a_browser, entitle
from tests.subscriptions.groups.test_groups import member, owner, reads

pytestmark = pytest.mark.promise(
    "An invitation gives one reader a seat for 14 days, and reveals nothing about accounts",
    section="institutions",
)


__all__ = ["member", "owner"]
PAGE = "/account/group/"
FRIEND = "friend@elsewhere.example"


def invite(browser: Any, email: str = FRIEND) -> Any:
    return browser.post(PAGE, {"email": email}, follow=True)


def link(address: str = FRIEND) -> str:
    """Return the path in the newest e-mail to this address."""
    email = next(email for email in reversed(mail.outbox) if address in email.to)
    match = re.search(r"https?://[^/\s]+(/group/join/\S+/)", str(email.body))
    assert match
    return match[1]


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_says_who_sits_where(owner: User, member: User) -> None:
    browser = at_a_browser(owner).client
    invite(browser)
    answer = browser.get(PAGE)
    page = words(answer)
    assert "3 of 3 are taken." in page
    assert "joined on 18 November 2026" in page
    assert "Invited on 18 November 2026, not joined yet" in page
    assert 'name="email"' not in page
    assert answer["Cache-Control"] == PRIVATE


def test_without_a_group_the_page_says_what_one_is(registered: Person) -> None:
    assert "You have no such group yet" in words(registered.client.get(PAGE))
    assert at_a_browser().client.get(PAGE).status_code == 302


def test_an_invitation_is_a_letter_with_a_link(owner: User) -> None:
    assert "is on its way" in words(invite(at_a_browser(owner).client))
    email = mail.outbox[-1]
    assert email.to == [FRIEND]
    assert email.subject.startswith("Olga keeps a seat for you at ")
    assert "2 December 2026" in str(email.body)


def test_nothing_tells_whether_an_address_has_an_account(
    owner: User, make_reader: MakeReader
) -> None:
    known, browser = make_reader("known"), at_a_browser(owner).client
    pages = [
        words(invite(browser, email)).replace(email, "…")
        for email in (known.email, "nobody@reader.example")
    ]
    pages = [re.sub(r'value="[^"]{20,}"|seats/\d+/|seat-\d+', "", page) for page in pages]
    assert pages[0].count("…") == 2  # in the message and in the list
    assert pages[1].replace("3 of 3 are taken.", "").count("not joined yet") == 2
    assert mail.outbox[-1].subject == mail.outbox[-2].subject


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("not an address", "complete e-mail address"),
        ("", "Type the address"),
        ("olga@reader.example", "your own address"),
    ],
)
def test_what_is_refused_stays_typed(typed: str, sentence: str, owner: User) -> None:
    answer = invite(at_a_browser(owner).client, typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'value="{typed}"' in words(answer) or not typed
    assert not mail.outbox


def test_invitations_are_rationed(owner: User) -> None:
    Group.objects.update(seats=50)
    browser = at_a_browser(owner).client
    answers = [invite(browser, f"friend{number}@elsewhere.example") for number in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [422] * 2
    assert "friend11@elsewhere.example" in words(answers[-1])
    assert len(mail.outbox) == 10


def test_mail_that_is_down_keeps_the_seat(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.mail.compose.send", lambda letter: False)
    assert "isn’t going out" in words(invite(at_a_browser(owner).client))
    assert GroupSeat.objects.filter(email=FRIEND).exists()


def test_a_stranger_signs_up_or_in_and_comes_back(owner: User) -> None:
    invite(at_a_browser(owner).client)
    path, visitor = link(), at_a_browser().client
    answer = visitor.get(path)
    for route in ("signup", "login"):
        assert f'href="/accounts/{route}/?{urlencode({"next": path})}"' in words(answer)
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == (PRIVATE, "same-origin")
    assert visitor.post(path).status_code == 200
    assert GroupSeat.objects.get(email=FRIEND).user is None


def test_whoever_holds_the_link_joins_with_any_verified_account(
    owner: User, registered: Person
) -> None:
    invite(at_a_browser(owner).client)
    path = link()
    assert "Join Olga’s group" in words(registered.client.get(path))
    assert not reads(registered.user)
    answer = registered.client.post(path, follow=True)
    assert "You have a seat in <strong>Olga’s group</strong>" in words(answer)
    assert reads(registered.user)
    assert registered.client.get(path).status_code == 404


def test_an_unverified_account_waits(owner: User, unverified: Person) -> None:
    invite(at_a_browser(owner).client)
    answer = unverified.client.post(link())
    assert "Verify your address" in words(answer)
    assert not GroupSeat.objects.get(email=FRIEND).user


def test_owner_and_members_are_told_that_they_sit(owner: User, member: User) -> None:
    browser = at_a_browser(owner).client
    invite(browser)
    assert "your own group" in words(browser.get(link()))
    assert at_a_browser(member).client.post(link()).status_code == 409


@pytest.mark.parametrize(
    ("after", "status"), [(14 * DAY - SECOND, 200), (14 * DAY, 404), (timedelta(days=400), 404)]
)
def test_a_link_is_good_for_two_weeks(
    after: timedelta, status: int, owner: User, noon: Any
) -> None:
    invite(at_a_browser(owner).client)
    noon.move_to(NOON + after)
    assert at_a_browser().client.get(link()).status_code == status


def test_a_newer_link_replaces_the_former(owner: User, noon: Any) -> None:
    browser = at_a_browser(owner).client
    invite(browser)
    former, seat = link(), GroupSeat.objects.get(email=FRIEND)
    noon.move_to(NOON + 20 * DAY)
    browser = at_a_browser(owner).client
    assert "the link has run out" in words(browser.get(PAGE))
    browser.post(f"{PAGE}seats/{seat.pk}/again/")
    assert at_a_browser().client.get(former).status_code == 404
    assert at_a_browser().client.get(link()).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 5000, "WzEsMV0:x", "%00", "1:2:3"])
def test_a_guessed_link_opens_nothing(token: str, owner: User) -> None:
    invite(at_a_browser(owner).client)
    assert at_a_browser(owner).client.get(f"/group/join/{token}/").status_code == 404
    forged = link().replace("/group/join/W", "/group/join/X")
    assert at_a_browser().client.get(forged).status_code == 404


def test_removing_asks_once_ends_at_once_and_tells(owner: User, member: User) -> None:
    browser, path = (
        at_a_browser(owner).client,
        f"{PAGE}seats/{GroupSeat.objects.get(user=member).pk}/remove/",
    )
    assert "Take this seat back?" in words(browser.get(path))
    assert reads(member)
    browser.post(path)
    assert not reads(member)
    assert mail.outbox[-1].to == [member.email]
    assert "has ended" in mail.outbox[-1].subject
    assert browser.post(path).status_code == 404


def test_only_the_owner_removes_and_never_the_own_seat(
    owner: User, member: User, registered: Person
) -> None:
    theirs, own = (GroupSeat.objects.get(user=user).pk for user in (member, owner))
    for user, seat in ((registered.user, theirs), (member, theirs), (owner, own)):
        for act in ("remove", "again"):
            assert at_a_browser(user).client.post(f"{PAGE}seats/{seat}/{act}/").status_code == 404
    assert reads(member)


def test_a_member_leaves_from_the_account_page(owner: User, member: User) -> None:
    browser, seat = at_a_browser(member).client, GroupSeat.objects.get(user=member)
    path = f"{PAGE}seats/{seat.pk}/leave/"
    assert path in words(browser.get("/account/"))
    assert "Leave Olga’s group?" in words(browser.get(path))
    browser.post(path)
    assert not reads(member)
    own = GroupSeat.objects.get(user=owner)
    assert at_a_browser(owner).client.post(f"{PAGE}seats/{own.pk}/leave/").status_code == 404


def test_a_group_without_a_running_subscription_says_so(owner: User) -> None:
    owner.entitlements.all().delete()
    assert "isn’t running" in words(at_a_browser(owner).client.get(PAGE))


def test_the_own_copy_names_groups_and_the_invited(owner: User, member: User) -> None:
    saved = at_a_browser(owner).client.get("/account/export/").json()
    assert saved["own_group"]["seats"] == 3
    assert [each["email"] for each in saved["own_group"]["invited"]] == [member.email]
    saved = at_a_browser(member).client.get("/account/export/").json()
    assert [each["group"] for each in saved["group_seats"]] == ["Olga’s group"]


@pytest.mark.promise("Group invitations cannot flood a mailbox", section="institutions")
def test_one_mailbox_gets_four_invitations_an_hour_from_all_groups(
    noon: Any, make_reader: MakeReader
) -> None:
    browsers = []
    for number in range(3):
        user = make_reader(f"owner{number}")
        entitle(user, since=10 * DAY, until=20 * DAY)
        group_seats.sync_owned_group(user, at=NOON, seats=3)
        browsers.append(at_a_browser(user).client)
    for number, browser in enumerate(browsers[:2]):
        assert "is on its way" in words(invite(browser, f"friend+{number}@elsewhere.example"))
        seat = GroupSeat.objects.get(email=f"friend+{number}@elsewhere.example")
        again = f"{PAGE}seats/{seat.pk}/again/"
        assert "is on its way" in words(browser.post(again, follow=True))
    for refused in (invite(browsers[2]), browsers[1].post(again, follow=True)):
        assert "Too many invitations in a short time." in words(refused)
    assert len(mail.outbox) == 4
    assert "is on its way" in words(invite(browsers[2], "other@elsewhere.example"))
