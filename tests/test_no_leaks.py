"""No page gives hidden text to a test visitor; and if any access check is removed, the leak test
finds the leak.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.safestring import mark_safe

from accounts import reader
from accounts.mail import compose
from accounts.models import User
from accounts.reader import Reader
from articles import feeds
from articles.models import Column, ColumnText
from articles.pages import column_page, structured_data
from articles.search import backends, index
from articles.text import teaser
from comments.threads import emails
from comments.threads.admission import Admission
from newsletters.issues import column_blocks
from operations.leak_test import mails, planted, visitors
from operations.leak_test.runner import Counts, Leak, leaks
from operations.leak_test.urls import every_address
from operations.management.commands import check_leaks
from subscriptions import entitlements
from subscriptions.institutions import lookup
from subscriptions.links import redemption
from subscriptions.models import Entitlement, MeterPolicy
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason

pytestmark = [
    pytest.mark.rolls_back,
    pytest.mark.slow,
    pytest.mark.promise(
        "Forged, ended, revoked and other columns' gift links open nothing",
        section="gift links",
    ),
    pytest.mark.promise(
        "The leak test covers replies, ideas and their files",
        section="submissions",
    ),
]

Patch = pytest.MonkeyPatch
DOORS = {
    "articles:front",
    "articles:column",
    "articles:gift-link",
    "articles:give",
    "articles:columnist",
    "articles:topic",
    "articles:series",
    "articles:search",
    "comments:comment",
    "comments:thread",
    "articles:feed",
    "articles:topic-feed",
    "articles:columnist-feed",
    "articles:sitemap",
    "articles:news-sitemap",
    "articles:robots",
    "subscriptions:reading",
    "newsletters:newsletter",
    "newsletters:follow",
    "admin:articles_column_change",
    "admin:submissions_storyidea_change",
    "admin:submissions_storyidea_file",
    "admin:submissions_reply_change",
    "submissions:story-ideas",
    "submissions:right-of-reply",
    "account_login",
    "health-ready",
}


def a_text() -> str:
    """Return the text of the last planted walled column, or "" while they are still being
    created.
    """
    column = Column.objects.filter(state="published", wall="subscribers").order_by("-pk").first()
    return ColumnText.objects.get(pk=column.pk).body if column else ""


@pytest.mark.promise(
    "No URL, feed, search result, structured data or e-mail shows hidden text to a test visitor",
    section="paywall",
)
@pytest.mark.postgres  # dev.py check runs the same on SQLite
def test_no_door_gives_a_walled_text_to_a_stranger(db: None) -> None:
    message = StringIO()
    before = (Column.objects.count(), User.objects.count(), MeterPolicy.objects.get().network_burst)
    call_command("check_leaks", stdout=message)
    assert "No leaks found." in message.getvalue()
    assert (
        Column.objects.count(),
        User.objects.count(),
        MeterPolicy.objects.get().network_burst,
    ) == before


def test_every_door_is_asked() -> None:
    names = {address.name for address in every_address(lambda _: ["1"])}
    assert names >= DOORS
    paths = [
        address.path
        for address in every_address(lambda name: ["a", "b"] if name == "slug" else ["1"])
    ]
    assert {
        "/columns/a/",
        "/columns/b/",
        "/topics/b/feed/",
        "/feed/",
        "/admin/articles/column/1/change/",
    } <= set(paths)
    assert not [path for path in paths if "%" in path or "<" in path]


def test_the_planted_words_are_there_to_be_found(db: None) -> None:
    """A subscriber sees all of them, so cleaning has removed none; and none is in a teaser."""
    at = timezone.now()
    field = planted.plant(at)
    user = User.objects.create_user("subscriber@reader.example", None)
    Entitlement.objects.create(user=user, starts_at=at)
    client = visitors.browser()
    client.force_login(user)
    for each in field.columns:
        assert len(each.words) >= 12
        if each.is_live:
            page = client.get(each.column.get_absolute_url()).content.decode()
            assert [word for word in each.words if word not in page] == []
            assert [word for word in each.words if word in each.column.teaser] == []
            assert "As anyone may read" in each.column.teaser


def test_the_strangers_are_shown_a_wall_and_not_a_trouble(db: None) -> None:
    at = timezone.now()
    field = planted.plant(at)
    metered = next(each.column for each in field.columns if each.column.wall == "metered")
    for visitor in visitors.create_visitors(at, field):
        answer = visitor.client.get(metered.get_absolute_url())
        assert answer.status_code == 200, visitor.who
        assert 'class="wall"' in answer.content.decode(), visitor.who


# Faults: each removes the access check of one page


def reading_grants(patch: Patch) -> None:
    patch.setattr(
        rule, "admit", lambda piece, reader, *, at: Access(piece.pk, True, Reason.ENTITLED)
    )


def looking_is_enough(patch: Patch) -> None:
    patch.setattr(Access, "grants", lambda access, column_pk: True)


def nothing_is_ever_over(patch: Patch) -> None:
    patch.setattr(Column, "is_live", lambda column, at: True)


def ended_gift_links_open(patch: Patch) -> None:
    patch.setattr(redemption, "_link_state", lambda *given, **named: redemption.LinkState.OPENED)


def a_gift_link_opens_every_column(patch: Patch) -> None:
    def brought(
        column_pk: int, reader: Reader, *, at: datetime, **more: Any
    ) -> redemption.PresentedLink | None:
        held = redemption.tokens_of_kind(reader.tokens, **more)
        opened = redemption.LinkState.OPENED
        return (
            redemption.PresentedLink(held[0].link_pk, held[0].device, opened, at) if held else None
        )

    patch.setattr(redemption, "find", brought)


def robots_are_readers(patch: Patch) -> None:
    patch.setattr(reader, "is_robot", lambda request: False)


def feeds_include_the_body(patch: Patch) -> None:
    patch.setattr(feeds, "texts_for", lambda accesses: ColumnText.objects.in_bulk())


def everyone_searches_everything(patch: Patch) -> None:
    patch.setattr(index, "_may_search_texts", lambda reader, *, at: True)


def bodies_are_indexed_for_everyone(patch: Patch) -> None:
    put = backends.put

    def put_twice(index: str, position: int, words: str) -> None:
        put(index, position, words)
        if index == backends.FULL:
            put(backends.EVERYONE, position, words)

    patch.setattr(backends, "put", put_twice)


def machines_read_the_body(patch: Patch) -> None:
    describe = structured_data.column_json_ld

    def with_body(column: Column, **given: Any) -> dict[str, Any]:
        return {
            **describe(column, **given),
            "articleBody": ColumnText.objects.get(pk=column.pk).body,
        }

    patch.setattr(structured_data, "column_json_ld", with_body)


def teasers_are_not_cut(patch: Patch) -> None:
    patch.setattr(teaser, "cut", lambda body: body)


def the_desk_checks_no_permissions(patch: Patch) -> None:
    patch.setattr(User, "has_perm", lambda *given: True)
    patch.setattr(User, "has_module_perms", lambda *given: True)


def contracts_never_end(patch: Patch) -> None:
    patch.setattr(
        lookup.InstitutionRange,
        "is_active_for",
        lambda held, key, at: held.first <= key <= held.last,
    )


def removed_members_read_on(patch: Patch) -> None:
    patch.setattr(entitlements, "end", lambda given, *, at: None)


def replies_are_for_everyone(patch: Patch) -> None:
    page_context = column_page.page_context

    def as_granted(column: Column, html: str, *, granted: bool, at: datetime) -> dict[str, Any]:
        return page_context(column, html, granted=True, at=at)

    patch.setattr(column_page, "page_context", as_granted)


def machines_read_every_reply(patch: Patch) -> None:
    besides = structured_data._replies
    patch.setattr(structured_data, "_replies", lambda column, opened: besides(column, True))


def emails_quote_the_body(patch: Patch) -> None:
    write = compose.compose

    def with_body(*given: Any, **named: Any) -> Any:
        site_email = write(*given, **named)
        site_email.body = f"{site_email.body}\n{a_text()}"
        return site_email

    patch.setattr(compose, "compose", with_body)


def threads_skip_admission(patch: Patch) -> None:
    patch.setattr(Admission, "may_read", True)


def mails_quote_comments_to_everyone(patch: Patch) -> None:
    patch.setattr(emails, "_quoted", lambda comment, user, at: comment.text)


def mailings_bring_the_body(patch: Patch) -> None:
    printed = column_blocks.render_block

    def with_body(
        each: column_blocks.ColumnAccess, address: str, **options: Any
    ) -> column_blocks.ColumnBlock:
        body = ColumnText.objects.get(pk=each.column.pk).body
        return replace(printed(each, address, **options), html=mark_safe(body))

    patch.setattr(column_blocks, "render_block", with_body)


def any_account_will_do(patch: Patch) -> None:
    def accounts_of(addresses: Iterable[str]) -> dict[str, User]:
        return {user.email: user for user in User.objects.filter(email__in=list(addresses))}

    patch.setattr(mails, "accounts_of", accounts_of)


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (reading_grants, "articles:column"),
    (looking_is_enough, "articles:column"),
    (looking_is_enough, "articles:gift-link"),
    (ended_gift_links_open, "articles:column"),
    (a_gift_link_opens_every_column, "articles:column"),
    (robots_are_readers, "articles:column"),
    (nothing_is_ever_over, "articles:column"),
    (feeds_include_the_body, "articles:feed"),
    (feeds_include_the_body, "articles:topic-feed"),
    (everyone_searches_everything, "articles:search"),
    (bodies_are_indexed_for_everyone, "articles:search"),
    (machines_read_the_body, "articles:column"),
    (teasers_are_not_cut, "articles:column"),
    (teasers_are_not_cut, "articles:feed"),
    (the_desk_checks_no_permissions, "admin:articles_column"),
    (contracts_never_end, "articles:column"),
    (removed_members_read_on, "articles:column"),
    (replies_are_for_everyone, "articles:column"),
    (machines_read_every_reply, "articles:column"),
    (the_desk_checks_no_permissions, "admin:submissions_storyidea_change"),
    (the_desk_checks_no_permissions, "admin:submissions_storyidea_file"),
    (the_desk_checks_no_permissions, "admin:submissions_reply_change"),
    (emails_quote_the_body, "an e-mail"),
    (threads_skip_admission, "comments:thread"),
    (threads_skip_admission, "comments:comment"),
    (threads_skip_admission, "comments:reply"),
    (threads_skip_admission, "comments:report"),
    (mails_quote_comments_to_everyone, "an e-mail"),
    (mailings_bring_the_body, "a newsletter"),
    (any_account_will_do, "a newsletter"),
    (mailings_bring_the_body, "newsletters:issue"),
]


@pytest.mark.promise(
    "The leak test fails when the check at any single place is removed",
    section="paywall",
)
@pytest.mark.promise(
    "E-mails to test visitors, alerts, digests and the archive leak nothing (`check_leaks`)",
    section="newsletters",
)
@pytest.mark.promise(
    "Leaks through comments, permalinks, forms and e-mails would be found",
    section="comments",
)
@pytest.mark.parametrize(("take_off", "door"), FAULTS)
def test_a_door_without_its_gate_is_found(
    take_off: Callable[[Patch], None], door: str, db: None, monkeypatch: Patch
) -> None:
    take_off(monkeypatch)
    leak = first(leaks(Counts(), at=timezone.now(), url_prefix=door))
    assert leak is not None
    assert leak.url.startswith(door)


def first(found: Iterable[Leak]) -> Leak | None:
    return next(iter(found), None)


@pytest.mark.promise(
    "`check_leaks` names the place of a leak and exits with an error",
    section="paywall",
)
def test_the_command_names_the_door_and_fails(db: None, monkeypatch: Patch) -> None:
    leak = Leak("articles:feed", "/feed/", "a visitor", "plainly", "the last word of a column")
    monkeypatch.setattr(check_leaks, "leaks", lambda asked, *, at: iter([leak]))
    message = StringIO()
    with pytest.raises(CommandError, match="1 leaks, through: articles:feed") as problem:
        call_command("check_leaks", stdout=StringIO(), stderr=message)
    assert problem.value.returncode == 1
    assert (
        "LEAK: articles:feed (/feed/), asked plainly by a visitor: the last word of a column"
        in message.getvalue()
    )
