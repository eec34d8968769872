"""The leak test: plant columns with unique words, and request all URLs as all visitors.

The responses are searched for these words. It runs in a transaction that is rolled back, so it is
safe on any database.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.core.mail.backends import locmem
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import OutboxEmail
from articles.models.cache_version import deferred_bump
from comments.models import Comment
from operations.leak_test import mails
from operations.leak_test.planted import PlantedData, plant
from operations.leak_test.urls import Address, every_address
from operations.leak_test.visitors import RequestVariant, TestVisitor, browser, create_visitors
from subscriptions.institutions import lookup
from subscriptions.metering import policy
from subscriptions.paywall import offer

MAIL_FORMS = ("account_signup", "account_request_login_code", "account_reset_password")
SEARCH = "articles:search"
COMMENT_URLS = (
    *(
        f"comments:{action}"
        for action in ("comment", "reply", "report", "edit", "delete", "appeal")
    ),
    "admin:comments_comment_change",
)
EMAIL_LABEL = "a newsletter or an alert"
ARCHIVE = "newsletters:issue"
ADDRESS = "stranger@stranger.example"
NOT_OPEN = 300  # status codes from here on are redirects and errors


Answer = HttpResponse | StreamingHttpResponse


@dataclass(frozen=True)
class Leak:
    url: str
    path: str
    who: str
    variant: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.url} ({self.path}), asked {self.variant} by {self.who}: {self.what}"


@dataclass
class Counts:
    """Totals for the command's output, updated while the test runs."""

    addresses: int = 0
    requests: int = 0
    emails: int = 0
    answers: Counter[int] = field(default_factory=Counter)


def leaks(counts: Counts, *, at: datetime, url_prefix: str = "") -> Iterator[Leak]:
    """Yield each leak when it is found, and update `counts`.

    `url_prefix` limits the URLs to names with this prefix.
    """
    with _planted(at) as planted:
        issues = mails.issues(planted, at=at)
        archived = [Address(ARCHIVE, issue.get_absolute_url()) for issue in issues]
        every = [*archived, *every_address(lambda name: _values(name, planted))]
        addresses = [address for address in every if address.name.startswith(url_prefix)]
        counts.addresses = len(addresses)
        columns = [each.column.pk for each in planted.columns]
        comments = Comment.objects.filter(column__in=columns).values_list("pk", flat=True)
        for name in COMMENT_URLS:
            if name.startswith(url_prefix):
                addresses += [Address(name, reverse(name, args=[key])) for key in comments]
        for visitor in create_visitors(at, planted):
            if SEARCH.startswith(url_prefix):
                yield from _by_searching(visitor, planted, counts)
            own = [url for url in visitor.secret_urls if url.name.startswith(url_prefix)]
            for address in [*addresses, *own]:
                yield from _by_requests(visitor, address, planted, counts)
        yield from _by_email(planted, counts, at)
        if not EMAIL_LABEL.startswith(url_prefix):
            return
        # Newsletters and alerts: only recipients with an entitlement may receive the full text.
        for email in mails.render_mails(planted, issues, at=at):
            counts.emails += 1
            for word, location in planted.words_hidden_from(email.opened).items():
                if word in email.text:
                    yield Leak(EMAIL_LABEL, email.subject, email.who, "by e-mail", location)


@contextmanager
def _planted(at: datetime) -> Iterator[PlantedData]:
    """Create the columns for the duration of the block; send no e-mails."""
    mailbox = f"{locmem.__name__}.EmailBackend"
    logging.disable(logging.ERROR)  # most requests are refused, which would fill the log
    try:
        with transaction.atomic(), deferred_bump(), override_settings(EMAIL_BACKEND=mailbox):
            planted = plant(at)
            try:
                yield planted
            finally:
                planted.emails.remove_bytes()
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
        # These caches of the process may contain rows that were rolled back.
        caches["local"].clear()
        policy.current.cache_clear()
        offer.lowest.cache_clear()
        lookup.current.cache_clear()


def _values(placeholder: str, planted: PlantedData) -> list[str]:
    key = str(planted.columns[0].column.pk)
    known = {
        **planted.emails.keys,
        "kind": ["columnist", "topic", "series"],
        "slug": planted.slugs,
        "object_id": [key],
        "pk": [key],
        "part": ["names", "columns-0"],
    }
    return known.get(placeholder, ["articles" if placeholder == "app_label" else "1"])


def _by_requests(
    visitor: TestVisitor, address: Address, planted: PlantedData, counts: Counts
) -> Iterator[Leak]:
    """Request the URL in all variants, and stop after the first that is redirected or refused."""
    for request_variant in visitor.variants:
        response = _request(visitor, address.path, request_variant, counts)
        leak = Leak(address.name or "a page", address.path, visitor.who, request_variant.name)
        yield from _find_leaks(response, leak, visitor, planted)
        if response.status_code >= NOT_OPEN:
            break


def _find_leaks(
    response: Answer, leak: Leak, visitor: TestVisitor, planted: PlantedData
) -> Iterator[Leak]:
    text = _text(response)
    for word, location in planted.words_hidden_from(visitor.opened).items():
        if word in text:
            yield replace(leak, what=location)


def _by_searching(visitor: TestVisitor, planted: PlantedData, counts: Counts) -> Iterator[Leak]:
    """Search for each hidden word.

    Finding its column reveals the word even if the page does not show it.
    """
    path = reverse(SEARCH)
    for each in planted.columns:
        for word, location in each.words.items():
            request_variant = RequestVariant("for a hidden word", query=urlencode({"q": word}))
            if each.column.slug in _text(_request(visitor, path, request_variant, counts)):
                yield Leak(
                    SEARCH, path, visitor.who, request_variant.name, f"{location} of {each.what}"
                )
    request_variant = RequestVariant("for a headline", query=urlencode({"q": "planted"}))
    yield from _find_leaks(
        _request(visitor, path, request_variant, counts),
        Leak(SEARCH, path, visitor.who, request_variant.name),
        visitor,
        planted,
    )


def _by_email(planted: PlantedData, counts: Counts, at: datetime) -> Iterator[Leak]:
    for name in MAIL_FORMS:
        browser().post(
            reverse(name),
            {"email": ADDRESS, "password1": "a quiet reading room"},
            secure=_is_https(),
        )
    emails = []
    for email in getattr(mail, "outbox", []):
        versions = [version.content for version in getattr(email, "alternatives", [])]
        text = " ".join([email.subject, str(email.body), *map(str, versions)])
        emails.append((email.subject, text))
    # The outbox sends after the commit, which is rolled back here; so read the queued e-mails.
    for outbox_email in OutboxEmail.objects.filter(sent_at=None, claimed_at=at):
        text = " ".join(map(str, outbox_email.unsent.values()))
        emails.append((outbox_email.subject, text))
    for subject, text in emails:
        counts.emails += 1
        for word, location in planted.words_hidden_from(()).items():
            if word in text.lower():
                yield Leak("an e-mail", subject, "a stranger", "by e-mail", location)


def _request(
    visitor: TestVisitor, path: str, request_variant: RequestVariant, counts: Counts
) -> Answer:
    response = cast(
        Answer,
        visitor.client.generic(
            request_variant.method,
            path,
            QUERY_STRING=request_variant.query,
            headers=request_variant.headers,
            secure=_is_https(),
        ),
    )
    counts.requests += 1
    counts.answers[response.status_code] += 1
    return response


def _is_https() -> bool:
    return bool(settings.SITE_URL.startswith("https:"))


def _text(response: Answer) -> str:
    body = response.getvalue()
    return f"{response.headers}\n{response.cookies}\n{body.decode(errors='replace')}".lower()
