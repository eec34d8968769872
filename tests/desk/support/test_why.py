"""Why was this reader refused, or let in? The page that answers it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.models import Column, Columnist, OldSlug
from subscriptions.links import gift
from subscriptions.models import FreeRead, Institution, InstitutionNetwork, NetworkArrivals, Refusal
from tests.cast import DAY, NETWORK, NOON, MakeColumn, Person

pytestmark = pytest.mark.promise(
    "The page that explains an access uses the paywall's own decision and spends nothing",
    section="desk",
)


WHY = "/admin/why/"


def search(who: Person, **about: str) -> Any:
    return who.client.get(WHY, about)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_reader_who_has_read_all_free_columns(
    publisher: Person, registered: Person, make_column: MakeColumn
) -> None:
    for number in range(5):
        registered.reads(make_column(headline=f"Counted {number}"))
    column = make_column(headline="One too many")
    page = text(search(publisher, reader="REGISTERED@reader.example", column=column.slug))
    assert "Refused: All free reads are spent" in page
    assert "You’ve read all 5 of your free columns this month." in page
    assert "Your free columns return on 1 December." in page
    assert "Counted in November 2026: 5; left: 0." in page
    assert "1. “Counted 0”" in page
    assert page.count("(this rung decided)") == 1
    assert FreeRead.objects.count() == 5
    assert not Refusal.objects.exists()


def test_a_reader_whose_right_ended(
    publisher: Person, lapsed: Person, make_column: MakeColumn
) -> None:
    column = make_column("subscribers", published_at=NOON - 5 * DAY)
    page = text(
        search(
            publisher,
            reader=lapsed.user.email,
            column=f"http://testserver{column.get_absolute_url()}?x=1",
        )
    )
    assert "Refused: For subscribers" in page
    assert (
        "Subscription, from 9 October 2026, 12:00:00 until 17 November 2026, 12:00:00: over."
        in page
    )
    then = search(
        publisher, reader=lapsed.user.email, column=column.slug, at_0="2026-11-17", at_1="11:59:59"
    )
    assert "Let in: An entitlement is in force" in text(then)
    assert "Refused" in text(
        search(
            publisher,
            reader=lapsed.user.email,
            column=column.slug,
            at_0="2026-11-17",
            at_1="12:00:00",
        )
    )


def test_a_new_visitor_in_an_institutions_network(
    publisher: Person, make_column: MakeColumn
) -> None:
    library = Institution.objects.create(
        name="City Library", starts_at=NOON - DAY, ends_at=NOON + DAY
    )
    first = f"{int.from_bytes(bytes([192, 0, 2, 0])):032x}"
    last = f"{int.from_bytes(bytes([192, 0, 2, 255])):032x}"
    InstitutionNetwork.objects.create(
        institution=library, text="192.0.2.0/24", family=4, first=first, last=last
    )
    column = make_column("subscribers")
    page = text(search(publisher, address=NETWORK, column=column.slug))
    assert "Let in: Reads from an address of an institution" in page
    assert "192.0.2.7 belongs to City Library" in page
    assert "Refused: For subscribers" in text(search(publisher, column=column.slug))


def test_the_visitor_by_the_number_on_the_own_page(
    publisher: Person, visitor: Person, make_column: MakeColumn
) -> None:
    visitor.reads(make_column(headline="Mine"))
    number = str(visitor.visitor_id)
    assert number in visitor.client.get("/account/reading/").content.decode()
    page = text(search(publisher, visitor=number, column=make_column().slug))
    assert "Let in: A free read" in page
    assert "1. “Mine”" in page
    assert "You have 1 free column left this month." in page, (
        "As the reader would see it: with this one counted."
    )
    assert NetworkArrivals.objects.get().newcomers == 1


def test_a_column_by_words_of_its_headline_or_an_old_address(
    publisher: Person, make_column: MakeColumn
) -> None:
    one, two = make_column(headline="Rivers and rain"), make_column(headline="Rivers and ice")
    assert "Several columns fit" in text(search(publisher, column="rivers"))
    assert f"column={two.slug}" in text(search(publisher, column="rivers"))
    assert search(publisher, column="and rain").context["case"].column == one
    OldSlug.objects.create(slug="once-upon", column=two)
    assert search(publisher, column="once-upon").context["case"].column == two


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"column": "nothing-such"}, "No column has this address"),
        ({"column": ""}, "This field is required"),
        (
            {"column": "x", "reader": "nobody@reader.example"},
            "Nobody has an account with this address",
        ),
        ({"column": "x", "address": "192.0.2.777"}, "This is no internet address"),
        ({"column": "x", "visitor": "'; drop"}, "letters, digits"),
        ({"column": "x", "gift_link": "https://x.example/1.abc"}, "no gift link of ours"),
        ({"column": "x", "at_0": "yesterday", "at_1": "12:00"}, "Enter a valid date"),
        ({"column": "x", "at_0": "9999-12-31", "at_1": "23:59"}, "between 2000 and 2100"),
    ],
)
def test_invalid_values_are_refused_beside_the_field(
    publisher: Person, about: dict[str, str], told: str
) -> None:
    answer = search(publisher, **about)
    assert answer.status_code == 200
    assert told in text(answer)


def test_what_is_not_live_was_not_shown(
    publisher: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    draft = make_column(state="draft", published_at=None)
    page = text(search(publisher, reader=subscriber.user.email, column=draft.slug))
    assert "Refused: The column is not live" in page
    assert "Nothing was shown of it" in page


@pytest.mark.parametrize(
    ("who", "status"), [("publisher", 200), ("moderator", 200), ("editor", 403), ("columnist", 403)]
)
def test_who_may_ask(who: str, status: int, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.get(WHY).status_code == status


def test_only_of_columns_that_one_may_know_of(moderator: Person, make_column: MakeColumn) -> None:
    draft = make_column(headline="Unheard of", state="draft", published_at=None)
    moderator.user.groups.get().permissions.remove(
        *moderator.user.groups.get().permissions.filter(codename="see_every_column")
    )
    assert "No column has this address" in text(search(moderator, column=draft.slug))
    assert "Unheard" not in text(search(moderator, column="nheard"))


@pytest.mark.promise(
    "The page that explains an access names only columns that the user may see",
    section="desk",
)
def test_what_was_read_is_named_to_those_only_who_may_know_of_it(
    columnist: Person, publisher: Person, registered: Person, make_column: MakeColumn
) -> None:
    """A columnist who may ask here learns no headline of another's column that became a draft
    again.
    """
    permissions = Permission.objects.filter(codename__in=["explain_entitlement", "view_user"])
    columnist.user.user_permissions.add(*permissions)
    own = make_column(columnists=(Columnist.objects.get(user=columnist.user),))
    another = make_column()
    registered.reads(another)
    Column.objects.filter(pk=another.pk).update(state="draft", headline="Unheard of")
    about = {"reader": registered.user.email, "column": own.slug}
    assert "1. A column that is not named here" in text(search(columnist, **about))
    assert "Unheard of" not in text(search(columnist, **about))
    assert "1. “Unheard of”" in text(search(publisher, **about))


def test_readers_cannot_open_the_page(registered: Person) -> None:
    assert registered.client.get(WHY).status_code == 302
    assert registered.client.get(reverse("admin:readers")).status_code == 302


@pytest.mark.promise(
    "The page that explains an access tells nothing about accounts to staff who may not see them",
    section="desk",
)
def test_who_may_not_see_accounts_learns_nothing_about_them(
    moderator: Person,
    publisher: Person,
    subscriber: Person,
    registered: Person,
    make_column: MakeColumn,
) -> None:
    column = make_column("subscribers")
    link = gift.get_or_create_link(subscriber.user, column.pk, at=NOON)
    assert link is not None
    path = f"http://testserver/gift/{gift.token_of(link)}/"
    questions = [
        {"gift_link": path},
        *({"reader": email} for email in (subscriber.user.email, "nobody@x.example")),
    ]
    pages = [
        text(search(moderator, column=column.slug, **question)) for question in [{}, *questions]
    ]
    assert len({page.partition('id="content"')[2] for page in pages}) == 1
    assert "Someone new, without an account" in pages[0]
    assert 'name="reader"' not in pages[0]
    moderator.user.user_permissions.add(Permission.objects.get(codename="view_user"))
    assert "An entitlement is in force" in text(
        search(moderator, column=column.slug, reader=subscriber.user.email)
    )
    assert "A link of Subscriber" in text(search(publisher, column=column.slug, gift_link=path))
