"""Send a mailing in batches.

Several workers may do so at once, and each of them may die at any moment.
"""

import logging
import secrets
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from allauth.account.models import EmailAddress
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, transaction

from accounts.email_addresses import canonical_or_lower
from accounts.mail.compose import message_id_host
from accounts.models import User
from accounts.reader import Reader
from newsletters.issues.render import IssueWriter
from newsletters.models import Delivery, Mailing, Recipient
from newsletters.sending import bounces, recipients, smtp
from newsletters.sending.alerts import AlertRenderer
from newsletters.sending.smtp import Connection, Withheld

BATCH = 50  # e-mails
TAKEN_BACK_AFTER = timedelta(
    minutes=5
)  # much longer than EMAIL_TIMEOUT, so that the worker is surely dead
PATIENCE = timedelta(minutes=5)  # until an e-mail that failed for now is tried again
MOST_TRIES = 12
REFUSALS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPSenderRefused,
)
REFUSED_BY_API = {400, 422}  # HTTP status for an e-mail or address that is not valid
GONE = "Unsubscribed, suppressed, or nothing to send."
DOUBT = "The mail server may have accepted it: the worker stopped before the answer."

State = Delivery.State
logger = logging.getLogger(__name__)


class Writer(Protocol):
    """Renders the e-mails of one mailing."""

    def write(self, recipient: Recipient, reader: Reader) -> EmailMultiAlternatives | None: ...


class ServerError(Exception):
    """Raised if the mail server accepts nothing at the moment; ends the batch."""


def run(key: int, *, at: datetime) -> bool:
    """Send one batch, and return whether there is more to send now."""
    mailing = _sending(key, at)
    if mailing is None:
        return False
    if mailing.addressed_at is None:
        recipients.address(mailing, at=at)
    # A worker that claimed deliveries so long ago is dead; what it was sending is unsure.
    before = at - TAKEN_BACK_AFTER
    left = mailing.deliveries.left_by([State.CLAIMED], before=before)
    left.update(state=State.WAITING, claim="")
    doubtful = mailing.deliveries.left_by([State.SENDING], before=before)
    doubtful.update(state=State.UNSURE, claim="", error=DOUBT)
    claimed = _claim(mailing, at)
    if not claimed:
        finish(mailing, at)
        return False
    return _send(mailing, claimed, at)


def _sending(key: int, at: datetime) -> Mailing | None:
    """Return the mailing if it is due or being sent, and mark it as being worked on."""
    begun = Mailing.objects.filter(pk=key, state=Mailing.State.WAITING, due_at__lte=at)
    begun.update(state=Mailing.State.SENDING, started_at=at)
    mailings = Mailing.objects.filter(pk=key, state=Mailing.State.SENDING)
    mailings.update(worked_at=at)
    return mailings.select_related("issue__newsletter", "column").first()


def _claim(mailing: Mailing, at: datetime) -> list[Delivery]:
    """Claim the next deliveries for this worker."""
    ready = mailing.deliveries.ready(at).order_by("pk").values_list("pk", flat=True)
    while keys := list(ready[:BATCH]):
        claim = secrets.token_urlsafe(12)
        free = Delivery.objects.filter(pk__in=keys, state=State.WAITING)
        # Only rows that are still waiting are updated, so two workers never claim the same one.
        if free.update(state=State.CLAIMED, claim=claim, claimed_at=at):
            claimed = Delivery.objects.filter(claim=claim)
            return list(claimed.select_related("recipient").order_by("pk"))
    return []


@transaction.atomic
def finish(mailing: Mailing, at: datetime) -> None:
    """Mark the mailing as sent if no delivery is open and it has not been paused or stopped."""
    sending = Mailing.objects.select_for_update().filter(pk=mailing.pk, state=Mailing.State.SENDING)
    if sending.first() is None:
        return
    if not mailing.deliveries.still_open().exists():
        sending.update(state=Mailing.State.SENT, finished_at=at)


def _send(mailing: Mailing, claimed: list[Delivery], at: datetime) -> bool:
    writer = writer_of(mailing, at=at)
    subscribed = recipients.still_subscribed(mailing, claimed)
    accounts = accounts_of([each.recipient.address for each in claimed if each.recipient])
    left = list(claimed)
    try:
        with smtp.open_connection() as connection:
            for delivery in claimed:
                recipient = delivery.recipient if delivery.recipient_id in subscribed else None
                user = accounts.get(recipient.address) if recipient else None
                reader = Reader(user=user, may_spend=False)
                try:
                    mail = writer.write(recipient, reader) if recipient else None
                except DatabaseError:
                    raise  # not caused by this e-mail; the claims of the batch expire
                except Exception as problem:
                    logger.exception("An e-mail of mailing %s could not be written.", mailing.pk)
                    _wait(delivery, f"It could not be written: {problem}", at)
                else:
                    if mail is None:
                        delivery.move(State.LEFT, before=State.CLAIMED, error=GONE)
                    else:
                        _send_one(connection, delivery, mail, at)
                left.remove(delivery)
    except (ServerError, Withheld, OSError, smtplib.SMTPException) as problem:
        # Free the deliveries that were not reached; wait if the server is down.
        until = None if isinstance(problem, Withheld) else at + PATIENCE
        for delivery in left:
            delivery.move(State.WAITING, before=State.CLAIMED, claim="", not_before=until)
        return False
    return True


def writer_of(mailing: Mailing, *, at: datetime) -> Writer:
    return IssueWriter(mailing.issue, at=at) if mailing.issue else AlertRenderer(mailing, at=at)


def accounts_of(addresses: Iterable[str]) -> dict[str, User]:
    """Return active accounts with these verified addresses, by address."""
    proved = EmailAddress.objects.filter(
        email__in=list(addresses), verified=True, user__is_active=True
    )
    return {canonical_or_lower(each.email): each.user for each in proved.select_related("user")}


def _send_one(
    connection: Connection, delivery: Delivery, mail: EmailMultiAlternatives, at: datetime
) -> None:
    mail.extra_headers["Message-ID"] = message_id(delivery)
    try:
        connection.send(mail, partial(_mark_sending, delivery))
    except Withheld:
        connection.abort()
        raise
    except REFUSALS as refusal:
        _refused(delivery, refusal, at)
    except Exception as problem:
        connection.abort()
        _connection_failed(delivery, problem, at)
    else:
        # Also if another worker has already marked it "unsure".
        ours = Delivery.objects.filter(pk=delivery.pk, claim__in=[delivery.claim, ""])
        sent = ours.filter(state__in=[State.SENDING, State.UNSURE])
        sent.update(state=State.SENT, claim="", sent_at=at, error="")


def _mark_sending(delivery: Delivery) -> None:
    """Mark as being sent, just before the e-mail is complete.

    Raises Withheld if it must not be sent.
    """
    sending = Delivery.objects.filter(mailing__state=Mailing.State.SENDING)
    ours = sending.filter(pk=delivery.pk, state=State.CLAIMED, claim=delivery.claim)
    if not ours.update(state=State.SENDING):
        raise Withheld


def _refused(delivery: Delivery, refusal: smtplib.SMTPException, at: datetime) -> None:
    """Handle a refusal of the server: permanent (5xx), temporary (4xx), or of the sender."""
    code, words = getattr(refusal, "smtp_code", 0), getattr(refusal, "smtp_error", b"")
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(refusal.recipients.values()))
    words = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    error = f"{code} {words}"
    if isinstance(refusal, smtplib.SMTPSenderRefused):
        # The server refuses our own address, so it would refuse the whole batch.
        raise ServerError(error)
    if not 500 <= code < 600:
        _wait(delivery, error, at)
        return
    _failed(delivery, error)
    if delivery.recipient and bounces.mailbox_is_gone(code, words):
        address = delivery.recipient.address
        bounces.suppress([bounces.BounceEvent(bounces.Reason.BOUNCE, address, error)], at=at)


def _wait(delivery: Delivery, error: str, at: datetime) -> None:
    if delivery.tries + 1 >= MOST_TRIES:
        _failed(delivery, error)
    else:
        delivery.wait(until=at + PATIENCE, error=error)


def _failed(delivery: Delivery, error: str) -> None:
    Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim).update(
        state=State.FAILED, claim="", error=error[:300]
    )


def _connection_failed(delivery: Delivery, problem: Exception, at: datetime) -> None:
    """Handle a broken connection. Before _mark_sending() nothing was sent; after it, nobody knows.

    A provider's API that answers with an error status has not accepted the e-mail.
    """
    status = getattr(problem, "status_code", None)
    # A header or an address that is not valid: trying again would not help.
    is_invalid = isinstance(problem, ValueError) or status in REFUSED_BY_API
    if is_invalid or type(problem).__name__ == "AnymailRecipientsRefused":
        _failed(delivery, str(problem))
        return
    logger.warning("A mailing stops for a while: %s", problem)
    if status:
        _wait(delivery, str(problem), at)
    else:
        # Does nothing if the state is still CLAIMED: _send() then lets the e-mail wait.
        delivery.move(State.UNSURE, before=State.SENDING, error=f"{DOUBT} {problem}"[:300])
    raise ServerError(str(problem)) from problem


def message_id(delivery: Delivery) -> str:
    """Return a Message-ID that is the same for each attempt.

    So mail servers can drop duplicates.
    """
    return f"<mailing-{delivery.mailing_id}-{delivery.pk}@{message_id_host()}>"
