"""Sign up, confirm and unsubscribe.

Before the confirmation nothing is stored: the link in the e-mail has all data.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.mail import compose
from accounts.models import User
from newsletters.models import Follow, Newsletter, Recipient, SignUp, Suppression
from newsletters.signups import signup_choices, tokens
from newsletters.signups.signup_choices import NEWSLETTER, SignupChoice
from newsletters.signups.tokens import Leaving, SignupRequest


def send_confirmation(signup_request: SignupRequest) -> bool:
    """Mail a confirmation link (double opt-in). Return False if the e-mail could not be sent."""
    # Return True as for all other addresses: nobody may learn that this one is suppressed.
    if Suppression.objects.filter(address=signup_request.address).exists():
        return True
    context = {
        "choices": signup_choices.choices_from(signup_request.names),
        "confirm_url": tokens.confirm_url(signup_request),
    }
    return compose.send(compose.compose("newsletter_confirm", signup_request.address, context))


def confirm(signup_request: SignupRequest, *, at: datetime) -> Recipient:
    """Store a confirmed sign-up. Confirming again changes nothing."""
    return _grant(signup_request.address, signup_choices.choices_from(signup_request.names), at)


def with_account(user: User, names: Iterable[str], *, at: datetime) -> Recipient:
    """Sign up an account without confirmation, because its address is already verified."""
    return _grant(user.email, signup_choices.choices_from(names), at)


@transaction.atomic
def _grant(address: str, wanted: list[SignupChoice], at: datetime) -> Recipient:
    recipient, _ = Recipient.objects.get_or_create(address=address, defaults={"confirmed_at": at})
    for each in wanted:
        if each.kind == NEWSLETTER:
            SignUp.objects.get_or_create(
                recipient=recipient, newsletter=each.target, defaults={"since": at}
            )
        else:
            Follow.objects.update_or_create(
                recipient=recipient,
                defaults={"rhythm": each.rhythm},
                create_defaults={"rhythm": each.rhythm, "since": at, each.kind: each.target},
                **{each.kind: each.target},
            )
    return recipient


@transaction.atomic
def leave(leaving: Leaving) -> str:
    """Unsubscribe at once, and return the name of what was left, for the page."""
    recipient = leaving.recipient
    if leaving.what == tokens.EVERYTHING:
        recipient.sign_ups.all().delete()
        recipient.follows.all().delete()
        return "everything"
    kind, _, keys = leaving.what.partition(":")
    if kind == NEWSLETTER:
        newsletter = Newsletter.objects.filter(pk=keys).first()
        recipient.sign_ups.filter(newsletter=newsletter).delete()
        return f"“{newsletter}”" if newsletter else "this newsletter"
    follows = recipient.follows.filter(pk__in=keys.split(",")).with_names()
    names = [str(follow.what) for follow in follows]
    follows.delete()
    return " and ".join(names) or "what you followed"


@transaction.atomic
def choose(
    recipient: Recipient,
    newsletters: Iterable[Newsletter],
    rhythms: dict[int, str],
    *,
    at: datetime,
) -> None:
    """Set the newsletters and rhythms of a recipient.

    An empty rhythm ends the follow; missing ones stay.
    """
    chosen = {each.pk for each in newsletters}
    recipient.sign_ups.exclude(newsletter__in=chosen).delete()
    have = set(recipient.sign_ups.values_list("newsletter_id", flat=True))
    SignUp.objects.bulk_create(
        [SignUp(recipient=recipient, newsletter_id=key, since=at) for key in chosen - have],
        ignore_conflicts=True,
    )
    for key, rhythm in rhythms.items():
        follow = recipient.follows.filter(pk=key)
        if rhythm:
            follow.update(rhythm=rhythm)
        else:
            follow.delete()
