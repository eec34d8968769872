"""The right of reply: the desk invites, the invited person answers once, the desk publishes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.exceptions import Refusal
from accounts.mail import compose
from accounts.models import User
from accounts.signing import TokenSigner
from accounts.text.numbers import parse_number
from articles.models import Column
from submissions.models import Reply, ReplyAct

SIGNER = TokenSigner("standfirst.reply")
OPEN_FOR = timedelta(days=30)
State = Reply.State
# Possible actions by state, with the state that each leads to.
MOVES = {
    State.INVITED: {"close": State.CLOSED},
    State.RECEIVED: {"publish": State.PUBLISHED, "decline": State.DECLINED},
    State.PUBLISHED: {"withdraw": State.WITHDRAWN},
    State.WITHDRAWN: {"publish": State.PUBLISHED},
    State.DECLINED: {"publish": State.PUBLISHED},
    State.CLOSED: {},
}
ACT_LABELS = {
    "close": "Invitation taken back",
    "publish": "Published",
    "decline": "Declined",
    "withdraw": "Withdrawn",
}
NEEDS_A_REASON = ("decline", "withdraw")
EMAIL_TEMPLATES = {
    "publish": "reply_published",
    "decline": "reply_declined",
    "withdraw": "reply_withdrawn",
}


class ReplyError(Refusal):
    """Raised with a sentence if the reply's state has changed meanwhile."""


def invite(
    column: Column,
    *,
    name: str,
    role: str,
    signed_as: str,
    email: str,
    words: str,
    by: User,
    at: datetime,
) -> tuple[Reply, bool]:
    """Create the reply and mail the invitation.

    Return the reply, and whether the e-mail was sent.
    """
    reply = Reply(
        column=column, name=name, role=role, signed_as=signed_as, email=email, invited_by=by
    )
    reply.invited_at, reply.touched_at, reply.open_until = at, at, at + OPEN_FOR
    with transaction.atomic():
        reply.save()
        _record(reply, "Invited", by=by, note=words, at=at)
    context = {"reply": reply, "link": address(reply), "words": "\n\n".join(words.split("\n"))}
    return reply, compose.send(
        compose.compose("reply_invitation", email, {**context, **_about(column)})
    )


def receive(reply: Reply, *, name: str, role: str, text: str, at: datetime) -> None:
    """Store the text of the invited person, once, and mail the editor who invited."""
    with transaction.atomic():
        fresh = Reply.objects.select_for_update().get(pk=reply.pk)
        if not fresh.takes_text(at):
            raise ReplyError("This invitation has been answered already, or is over.")
        fresh.name, fresh.role, fresh.sent_text, fresh.text = name, role, text, text
        fresh.state, fresh.received_at = State.RECEIVED, at
        _save_act(fresh, "Received", by=None, text=text, at=at)
    # Send e-mails after the transaction, so that a slow mail server holds no lock.
    editor = fresh.invited_by
    if editor is not None and editor.is_active:
        url = absolute_url(reverse("admin:submissions_reply_change", args=[fresh.pk]))
        compose.send(
            compose.compose(
                "reply_received", editor.email, {"desk_url": url, **_about(fresh.column)}
            )
        )


def edit(
    reply: Reply,
    *,
    name: str,
    role: str,
    signed_as: str,
    text: str,
    by: User,
    seen: int,
    at: datetime,
) -> None:
    """Change the published version. `sent_text` stays as it was sent."""
    with transaction.atomic():
        fresh = _locked(reply, seen)
        fresh.name, fresh.role, fresh.signed_as, fresh.text = name, role, signed_as, text
        _save_act(fresh, "Edited", by=by, text=text, at=at)


def move(reply: Reply, act: str, *, reason: str, by: User, seen: int, at: datetime) -> bool:
    """Publish, decline, withdraw or close. Return whether the author was told by e-mail."""
    with transaction.atomic():
        fresh = _locked(reply, seen)
        leads_to = MOVES[State(fresh.state)].get(act)
        if leads_to is None:
            raise ReplyError(f"This reply is {fresh.get_state_display().lower()} by now.")
        fresh.state = leads_to
        if act == "publish":
            fresh.published_at = fresh.published_at or at
        _save_act(
            fresh,
            ACT_LABELS[act],
            by=by,
            note=reason,
            text=fresh.text if act == "publish" else "",
            at=at,
        )
    if act not in EMAIL_TEMPLATES or not fresh.email:
        return False
    context = {"reply": fresh, "reason": reason, **_about(fresh.column)}
    return compose.send(compose.compose(EMAIL_TEMPLATES[act], fresh.email, context))


def address(reply: Reply) -> str:
    """Return the invitation's signed URL. It gives access to this reply only, and to no column."""
    token = SIGNER.sign(str(reply.pk))
    return absolute_url(reverse("submissions:right-of-reply", args=[token]))


def of_address(signed: str) -> Reply | None:
    pk = parse_number(SIGNER.unsign(signed) or "")
    return None if pk is None else Reply.objects.select_related("column").filter(pk=pk).first()


def last_act(reply: Reply) -> int:
    act = reply.acts.order_by("-pk").first()
    return act.pk if act else 0


def _locked(reply: Reply, seen: int) -> Reply:
    fresh = Reply.objects.select_for_update().get(pk=reply.pk)
    if last_act(fresh) != seen:
        raise ReplyError("Somebody else has changed this reply. This is the present version.")
    return fresh


def _save_act(
    reply: Reply, what: str, *, by: User | None, at: datetime, note: str = "", text: str = ""
) -> None:
    reply.touched_at = at
    reply.save()
    _record(reply, what, by=by, note=note, text=text, at=at)


def _record(
    reply: Reply, what: str, *, by: User | None, at: datetime, note: str = "", text: str = ""
) -> None:
    ReplyAct.objects.create(reply=reply, what=what, by=by, note=note, text=text, at=at)


def _about(column: Column) -> dict[str, str]:
    return {
        "headline": column.headline,
        "address": absolute_url(column.get_absolute_url()),
    }
