"""Tests of the personal feed: full texts while entitled, at a secret URL that its reader
controls.
"""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.responses import PRIVATE
from articles.models import Column, PersonalFeed, ReadColumn, Source
from articles.readers import personal_feeds
from subscriptions.models import Entitlement, FreeRead, NetworkArrivals, Refusal, Wall
from tests.articles.gift_link_steps import FIRST_WORD, LAST_WORD, text
from tests.cast import (
    DAY,
    HOUR,
    NETWORK,
    NOON,
    PASSWORD,
    SECOND,
    MakeColumn,
    Person,
    entitle,
    sign_in_recently,
)

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = "/account/feed/"
WALLED = [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
PROGRAM = {"User-Agent": "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 1 subscribers)"}


def has_feed(person: Person) -> str:
    """Return the path of the user's feed, which is created if needed."""
    personal_feeds.make(person.user, at=NOON)
    return path_of(person)


def path_of(person: Person) -> str:
    feed = PersonalFeed.objects.get(user=person.user)
    return reverse("articles:personal-feed", args=[personal_feeds.signed(feed)])


def fetch(path: str, **headers: str) -> Any:
    """Fetch as a feed reader does, without cookies."""
    return Client(REMOTE_ADDR=NETWORK).get(path, headers={**PROGRAM, **headers})


def whole(path: str) -> dict[str, bool]:
    """Map headlines to whether the whole text is there."""
    root = ElementTree.fromstring(fetch(path).content)
    entries = root.findall(f"{ATOM}entry")
    return {
        entry.findtext(f"{ATOM}title") or "": LAST_WORD in (entry.findtext(f"{ATOM}content") or "")
        for entry in entries
    }


# Content


@pytest.mark.promise(
    "A personal feed has whole texts only while its reader is entitled, to the second",
    section="saved",
)
@pytest.mark.parametrize("name", ["subscriber", "in_grace", "gifted"])
def test_whoever_is_entitled_gets_every_column_whole(
    name: str, make_column: MakeColumn, request: pytest.FixtureRequest
) -> None:
    for wall in Wall:
        make_column(wall, headline=wall)
    path = has_feed(request.getfixturevalue(name))
    assert whole(path) == {wall.value: True for wall in Wall}


@pytest.mark.promise(
    "A personal feed has whole texts only while its reader is entitled, to the second",
    section="saved",
)
@pytest.mark.parametrize("name", ["registered", "unverified", "lapsed", "editor", "columnist"])
def test_others_get_openings(
    name: str, make_column: MakeColumn, request: pytest.FixtureRequest
) -> None:
    """A free read, a free account or staff permissions give no full text here."""
    for wall in Wall:
        make_column(wall, headline=wall)
    path = has_feed(request.getfixturevalue(name))
    assert whole(path) == {wall.value: wall == Wall.FREE for wall in Wall}
    assert FIRST_WORD in text(fetch(path))


def test_an_editor_who_subscribes_gets_them_whole(editor: Person, make_column: MakeColumn) -> None:
    make_column(Wall.SUBSCRIBERS, headline="Walled")
    path = has_feed(editor)
    entitle(editor.user, since=DAY, until=DAY)
    assert whole(path) == {"Walled": True}


@pytest.mark.promise(
    "A personal feed has whole texts only while its reader is entitled, to the second",
    section="saved",
)
def test_it_begins_and_ends_on_the_second(
    registered: Person, make_column: MakeColumn, noon: Any
) -> None:
    make_column(Wall.SUBSCRIBERS, headline="Walled")
    path = has_feed(registered)
    Entitlement.objects.create(user=registered.user, starts_at=NOON, ends_at=NOON + HOUR)
    for moment, opens in (
        (NOON - SECOND, False),
        (NOON, True),
        (NOON + HOUR - SECOND, True),
        (NOON + HOUR, False),
    ):
        noon.move_to(moment)
        assert whole(path) == {"Walled": opens}, moment


def test_an_end_at_the_desk_counts_from_the_next_request(
    subscriber: Person, make_column: MakeColumn
) -> None:
    make_column(Wall.METERED, headline="Walled")
    path = has_feed(subscriber)
    first = fetch(path)
    Entitlement.objects.update(ends_at=timezone.now())
    again = fetch(path, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert LAST_WORD not in text(again)
    assert LAST_WORD in text(first)


@pytest.mark.promise(
    "Columns of agencies that forbid it stay teasers, and embargoes hold",
    section="saved",
)
@pytest.mark.parametrize(("allowed", "opens"), [(False, False), (True, True)])
@pytest.mark.parametrize("wall", [Wall.METERED, Wall.SUBSCRIBERS, Wall.FREE])
def test_an_agency_decides_about_its_text(
    wall: Wall, allowed: bool, opens: bool, subscriber: Person, make_column: MakeColumn
) -> None:
    agency = Source.objects.create(name="Wire")
    column = make_column(
        wall,
        headline="Wired",
        source=agency,
        full_text_feed=allowed,
        may_wall=True,
        copyright_notice="© Wire",
    )
    path = has_feed(subscriber)
    assert whole(path) == {"Wired": opens}
    assert "© Wire" in text(fetch(path))
    assert f"http://testserver{column.get_absolute_url()}" in text(fetch(path))


@pytest.mark.promise(
    "Columns of agencies that forbid it stay teasers, and embargoes hold",
    section="saved",
)
def test_an_embargo_holds_and_what_is_gone_is_gone(
    subscriber: Person, make_column: MakeColumn, noon: Any
) -> None:
    make_column(headline="Not before one", published_at=NOON + HOUR)
    make_column(headline="Withdrawn", state="withdrawn")
    make_column(headline="Draft", state="draft")
    make_column(
        headline="Over",
        source=Source.objects.create(name="Wire"),
        full_text_feed=True,
        expires_at=NOON,
    )
    path = has_feed(subscriber)
    assert whole(path) == {}
    assert "Not before one" not in text(fetch(path))
    noon.move_to(NOON + HOUR)
    assert whole(path) == {"Not before one": True}
    Column.objects.update(state="withdrawn")
    assert whole(path) == {}


@pytest.mark.promise(
    "Fetching a feed spends and records nothing, and uses no session",
    section="saved",
)
def test_a_fetch_spends_counts_and_notes_nothing(
    registered: Person, make_column: MakeColumn
) -> None:
    registered.client.post("/account/history/on/")
    make_column()
    path = has_feed(registered)
    answer = fetch(path)
    assert not answer.cookies
    assert not any(
        model.objects.exists() for model in (FreeRead, NetworkArrivals, Refusal, ReadColumn)
    )


@pytest.mark.promise(
    "Fetching a feed spends and records nothing, and uses no session",
    section="saved",
)
def test_a_browsers_own_session_is_not_asked(
    subscriber: Person, lapsed: Person, make_column: MakeColumn
) -> None:
    """The feed's owner decides the content, not the session of who fetches it."""
    make_column(Wall.SUBSCRIBERS)
    assert LAST_WORD not in text(subscriber.client.get(has_feed(lapsed)))
    assert LAST_WORD in text(lapsed.client.get(has_feed(subscriber)))


def test_it_costs_the_same_however_many_columns(
    subscriber: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    path = has_feed(subscriber)
    for number in (1, 12):
        for _ in range(number):
            make_column()
        # feed with reader, columns, bylines, topics, corrections, verified e-mail, facts, texts,
        # extras
        with django_assert_num_queries(9):
            fetch(path)


# Headers


@pytest.mark.promise(
    "The database alone opens no feed; logs and admin show neither its reader nor its URL",
    section="saved",
)
def test_nobody_else_keeps_finds_or_passes_it_on(
    subscriber: Person, make_column: MakeColumn
) -> None:
    make_column()
    path = has_feed(subscriber)
    answer = fetch(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert path not in text(answer), "What a service shows of a feed does not tell its address."
    assert subscriber.user.email not in text(answer)
    assert subscriber.user.name not in text(answer)


def test_a_program_that_has_it_already_is_told_so(
    subscriber: Person, gifted: Person, make_column: MakeColumn
) -> None:
    make_column()
    path, others = has_feed(subscriber), has_feed(gifted)
    tag = fetch(path)["ETag"]
    assert fetch(path, **{"If-None-Match": tag}).status_code == 304
    assert fetch(others, **{"If-None-Match": tag}).status_code == 200, (
        "Each feed has tags of its own."
    )
    make_column()
    assert fetch(path, **{"If-None-Match": tag}).status_code == 200


def test_only_looking_is_allowed(subscriber: Person) -> None:
    path = has_feed(subscriber)
    client = Client()
    assert client.head(path).status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(path).status_code == 405


# The secret URL


def test_an_address_that_is_not_one_tells_nothing(
    subscriber: Person, make_column: MakeColumn
) -> None:
    make_column(Wall.SUBSCRIBERS)
    path = has_feed(subscriber)
    salt = PersonalFeed.objects.get().salt
    secret = path.split("/")[-2]
    wrong = [
        "x",
        "1",
        salt,
        f"{salt}.",
        f".{secret}",
        secret[:-1],
        f"{secret}x",
        secret.swapcase(),
        "%00",
        "é" * 300,
    ]
    answers = [fetch(f"/feed/own/{each}/", **{"If-None-Match": '"x"'}) for each in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert not [
        answer for answer in answers if FIRST_WORD in text(answer) or "Column 1" in text(answer)
    ]


@pytest.mark.promise(
    "A new feed URL ends the old one at once, once under parallel clicks; closing the account ends"
    " it too",
    section="saved",
)
def test_a_new_address_ends_the_old_one_at_once(
    subscriber: Person, make_column: MakeColumn
) -> None:
    make_column(Wall.SUBSCRIBERS)
    old, salt = has_feed(subscriber), PersonalFeed.objects.get().salt
    tag = fetch(old)["ETag"]
    page = text(subscriber.client.get(PAGE))
    assert f'value="http://testserver{old}"' in page
    subscriber.client.post(f"{PAGE}change/", {"salt": salt})
    new = path_of(subscriber)
    assert new != old
    for answer in (fetch(old), fetch(old, **{"If-None-Match": tag})):
        assert answer.status_code == 404
    assert LAST_WORD in text(fetch(new))
    subscriber.client.post(f"{PAGE}change/", {"salt": salt})
    assert path_of(subscriber) == new, (
        "A second click on a page that is not true any more changes nothing."
    )


@pytest.mark.promise(
    "The database alone opens no feed; logs and admin show neither its reader nor its URL",
    section="saved",
)
def test_the_database_alone_opens_nothing(subscriber: Person, settings: Any) -> None:
    """The URL needs the site's secret key; a former key is accepted while it is a fallback."""
    old = has_feed(subscriber)
    row = PersonalFeed.objects.get()
    assert old.split("/")[-2] not in "".join(str(value) for value in vars(row).values())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the same site, which is long enough"
    assert fetch(old).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert fetch(old).status_code == 404


@pytest.mark.promise(
    "A new feed URL ends the old one at once, once under parallel clicks; closing the account ends"
    " it too",
    section="saved",
)
def test_an_account_that_is_closed_or_shut_takes_its_feed_along(
    subscriber: Person, gifted: Person
) -> None:
    paths = [has_feed(subscriber), has_feed(gifted)]
    subscriber.user.is_active = False
    subscriber.user.save()
    gifted.user.delete()
    assert [fetch(path).status_code for path in paths] == [404, 404]


# The settings page


def test_a_subscriber_makes_one_looks_at_it_and_ends_it(
    subscriber: Person, make_column: MakeColumn
) -> None:
    make_column(Wall.SUBSCRIBERS)
    answer = subscriber.client.get(PAGE)
    assert "Make your feed" in text(answer)
    assert answer["Cache-Control"] == PRIVATE
    assert not PersonalFeed.objects.exists(), "Looking makes none."
    subscriber.client.post(f"{PAGE}new/")
    path = path_of(subscriber)
    subscriber.client.post(f"{PAGE}new/")
    assert path_of(subscriber) == path, "Asked twice, there is one."
    assert f'value="http://testserver{path}"' in text(subscriber.client.get(PAGE))
    subscriber.client.post(f"{PAGE}end/")
    assert fetch(path).status_code == 404
    assert "Make your feed" in text(subscriber.client.get(PAGE))


@pytest.mark.parametrize("name", ["registered", "lapsed", "editor"])
def test_without_an_entitlement_none_is_made(name: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(name)
    person.client.post(f"{PAGE}new/")
    assert not PersonalFeed.objects.exists()
    page = text(person.client.get(PAGE))
    assert "Your account has no subscription at the moment." in page
    assert "Make your feed" not in page
    assert PAGE not in text(person.client.get("/account/"))


def test_whoever_let_the_subscription_end_is_told_and_may_still_end_it(lapsed: Person) -> None:
    path = has_feed(lapsed)
    assert "your feed brings the openings of columns" in text(lapsed.client.get(PAGE))
    assert PAGE in text(lapsed.client.get("/account/"))
    lapsed.client.post(f"{PAGE}end/")
    assert fetch(path).status_code == 404


@pytest.mark.promise(
    "Nobody else sees or changes a list, history or feed, and neither does the desk",
    section="saved",
)
def test_nobody_changes_or_ends_anothers(subscriber: Person, gifted: Person) -> None:
    path, salt = has_feed(subscriber), PersonalFeed.objects.get().salt
    assert path not in text(gifted.client.get(PAGE))
    gifted.client.post(f"{PAGE}change/", {"salt": salt})
    gifted.client.post(f"{PAGE}end/")
    assert path_of(subscriber) == path


@pytest.mark.parametrize("act", ["new/", "change/", "end/"])
def test_its_doors_need_a_session_a_post_and_the_forms_token(
    act: str, subscriber: Person, visitor: Person
) -> None:
    path, salt = has_feed(subscriber), PersonalFeed.objects.get().salt
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(subscriber.user)
    assert strict.post(f"{PAGE}{act}", {"salt": salt}).status_code == 403
    assert subscriber.client.get(f"{PAGE}{act}").status_code == 405
    assert visitor.client.post(f"{PAGE}{act}", {"salt": salt})["Location"].startswith(
        "/accounts/login/"
    )
    assert path_of(subscriber) == path


def test_the_readers_copy_says_when_and_not_where(subscriber: Person) -> None:
    path = has_feed(subscriber)
    answer = subscriber.client.get("/account/export/")
    assert answer.json()["own_feed"] == [{"made_at": "2026-11-18T12:00:00Z"}]
    assert PersonalFeed.objects.get().salt not in text(answer)
    assert path not in text(answer)


NEW = {"password1": "another quiet room", "password2": "another quiet room"}


def signed_in_at_two_browsers(person: Person) -> Client:
    here = Client()
    for browser in (here, Client()):
        browser.post("/accounts/login/", {"login": person.user.email, "password": PASSWORD})
    return here


def changes_password(client: Client) -> None:
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})


def signs_out_everywhere_else(client: Client) -> None:
    client.post("/accounts/sessions/")


@pytest.mark.promise("A feed URL ends when the password changes", section="saved")
@pytest.mark.parametrize("act", [changes_password, signs_out_everywhere_else])
def test_its_address_ends_with_the_password_and_with_other_sessions(
    subscriber: Person, act: Any
) -> None:
    here, stolen = signed_in_at_two_browsers(subscriber), has_feed(subscriber)
    act(here)
    assert fetch(stolen).status_code == 404
    assert fetch(path_of(subscriber)).status_code == 200
    assert "Your own feed has a new address too" in here.get("/account/").content.decode()


def test_its_address_ends_with_a_reset_of_the_password(subscriber: Person) -> None:
    stolen, here = has_feed(subscriber), Client()
    response = here.post("/accounts/password/reset/", {"email": subscriber.user.email})
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    chosen = here.post(response.headers["Location"], {"code": code[0]})
    here.post(chosen.headers["Location"], NEW)
    assert fetch(stolen).status_code == 404


def test_without_a_feed_nothing_is_said_of_it(registered: Person) -> None:
    here = signed_in_at_two_browsers(registered)
    changes_password(here)
    assert "new address" not in here.get("/account/").content.decode()
    assert not PersonalFeed.objects.exists()


def test_its_address_ends_with_a_password_set_at_the_desk(
    subscriber: Person, publisher: Person
) -> None:
    User.objects.filter(pk=publisher.user.pk).update(is_superuser=True)
    stolen = has_feed(subscriber)
    sign_in_recently(publisher.client)
    path = f"/admin/accounts/user/{subscriber.user.pk}/password/"
    answer = publisher.client.post(path, {**NEW, "usable_password": "true"}, follow=True)
    assert answer.status_code == 200
    assert fetch(stolen).status_code == 404
    assert "Your own feed" not in answer.content.decode()
