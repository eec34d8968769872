"""E-mails about comments.

Each asks the paywall again: readers without access to the column get no text of the comment.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from accounts.absolute_urls import absolute_url
from accounts.mail import outbox
from accounts.models import User
from accounts.reader import Reader
from accounts.signing import TokenSigner
from accounts.text.numbers import parse_number
from articles.models import Columnist
from comments.models import Appeal, Comment, Commenter, LegalNotice, ModerationAct
from comments.models.commenters import LONGEST_NAME
from comments.threads import display_names
from subscriptions.paywall import rule

SIGNER = TokenSigner("standfirst.comments.mail")
KINDS = {  # kinds of e-mail, each with the field of the reader's setting
    "replies": "wants_replies",
    "decisions": "wants_decisions",
    "columns": "wants_own_columns",
}
KIND_OF = {"comment_reply": "replies", "comment_on_column": "columns"}  # all others are "decisions"
QUOTED_WORDS = 120


def token_for(commenter: Commenter, kind: str) -> str:
    """Return the token of an unsubscribe link, which ends one kind of e-mail for one reader."""
    return SIGNER.sign(f"{commenter.pk}.{kind}")


def from_token(token: str) -> tuple[Commenter, str] | None:
    key, _, kind = (SIGNER.unsign(token) or "").partition(".")
    pk = parse_number(key)
    if pk is None or kind not in KINDS:
        return None
    commenter = Commenter.objects.filter(pk=pk).first()
    return (commenter, kind) if commenter else None


def appeared(comment: Comment, *, at: datetime) -> None:
    """Mail the author of the comment above, and the column's columnists.

    The columnists get at most one e-mail an hour for each column.
    """
    if not comment.column.is_live(at):
        return
    parent = comment.parent
    answered = parent.commenter if parent and parent.is_visible else None
    if answered is not None and answered.pk != comment.commenter_id:
        _send("comment_reply", f"{comment.pk}", answered, comment, {"parent": parent}, at=at)
    # The key of the e-mail contains the hour, and the outbox sends each key once.
    hour = timezone.localtime(at).strftime("%Y-%m-%dT%H")
    already_emailed = {comment.commenter_id, answered.pk if answered else None}
    columnists = Columnist.objects.filter(bylines__column=comment.column, user__is_active=True)
    for columnist in columnists.select_related("user__commenter"):
        if columnist.user is None:
            continue
        try:
            commenter = display_names.get_or_create_commenter(
                columnist.user, columnist.name[:LONGEST_NAME], at=at
            )
        except ValidationError:
            # Another reader already has this name; the columnist chooses one at the first comment.
            continue
        if commenter.pk not in already_emailed:
            key = f"{comment.column_id} {commenter.pk} {hour}"
            _send("comment_on_column", key, commenter, comment, {}, at=at)


def approved(comment: Comment, act: ModerationAct, *, at: datetime) -> None:
    if comment.commenter:
        _send("comment_approved", f"{act.pk}", comment.commenter, comment, {"act": act}, at=at)


def hidden(comment: Comment, act: ModerationAct, *, at: datetime) -> None:
    words = {
        "act": act,
        "appeal_url": absolute_url(reverse("comments:appeal", args=[comment.pk])),
    }
    if comment.commenter:
        _send("comment_hidden", f"{act.pk}", comment.commenter, comment, words, at=at)


def restored(comment: Comment, act: ModerationAct, *, at: datetime) -> None:
    if comment.commenter:
        _send("comment_restored", f"{act.pk}", comment.commenter, comment, {"act": act}, at=at)


def appeal_refused(appeal: Appeal, *, at: datetime) -> None:
    comment = appeal.comment
    if comment.commenter:
        words = {"appeal": appeal}
        _send("comment_appeal_refused", f"{appeal.pk}", comment.commenter, comment, words, at=at)


def legal_notice_received(legal_notice: LegalNotice, *, at: datetime) -> None:
    _to_notifier("legal_notice_received", legal_notice, at=at)


def legal_notice_answered(legal_notice: LegalNotice, *, at: datetime) -> None:
    _to_notifier("legal_notice_answered", legal_notice, at=at)


def _to_notifier(name: str, legal_notice: LegalNotice, *, at: datetime) -> None:
    # No submitted text: anybody may enter another person's address in the form.
    if legal_notice.email:
        about = (
            absolute_url(legal_notice.comment.get_absolute_url()) if legal_notice.comment else ""
        )
        contact = absolute_url(reverse("articles:page", args=["contact"]))
        context = {"notice": legal_notice, "about": about, "contact_url": contact}
        outbox.send_once(
            name,
            f"{legal_notice.pk}",
            to=legal_notice.email,
            user=None,
            subscription=None,
            context=context,
            at=at,
        )


def _send(
    name: str, key: str, to: Commenter, comment: Comment, words: dict[str, Any], *, at: datetime
) -> None:
    kind = KIND_OF.get(name, "decisions")
    if not wants(to, kind):
        return
    off = absolute_url(reverse("comments:mail-off", args=[token_for(to, kind)]))
    column = comment.column
    is_public = column.is_live(at) or column.is_gone(at)
    context = {
        "comment": comment,
        # The headline of a column that is not public must not be revealed.
        "headline": column.headline if is_public else "a column",
        "quoted": _quoted(comment, to.user, at),
        "address": absolute_url(comment.get_absolute_url()),
        "settings_url": absolute_url(reverse("comments:own")),
        "off_url": off,
        **words,
    }
    outbox.send_once(
        name,
        key,
        to=to.user.email,
        user=to.user,
        subscription=None,
        context=context,
        at=at,
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _quoted(comment: Comment, user: User, at: datetime) -> str:
    """Return the comment's text if the recipient wrote it or may read the column now, else ""."""
    access = rule.check(comment.column, Reader(user=user), at=at)
    if not comment.is_by(user) and not access.grants(comment.column_id):
        return ""
    return " ".join(Truncator(comment.text).words(QUOTED_WORDS, truncate=" …").split())


def wants(commenter: Commenter, kind: str) -> bool:
    return bool(getattr(commenter, KINDS[kind]))


def end(commenter: Commenter, kind: str) -> None:
    setattr(commenter, KINDS[kind], False)
    commenter.save(update_fields=[KINDS[kind]])
