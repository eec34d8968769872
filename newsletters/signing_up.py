"""Signing up, confirming, leaving. Before a confirmation nothing is kept: the wish travels in the mail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import mail
from newsletters import links
from newsletters.links import Leaving, Wish
from newsletters.models import Newsletter, Recipient, SignUp, Suppression

KIND = "newsletter:"


def wished(names: Iterable[str]) -> list[Newsletter]:
    """The open lists of these names, in the house's order; unknown names are left out."""
    slugs = [name.removeprefix(KIND) for name in names if name.startswith(KIND)]
    return list(Newsletter.objects.filter(slug__in=slugs, is_open=True))


def ask(wish: Wish) -> bool:
    """Mail the question whether it was really the address's owner; False where the mail did not go.

    To an address that must get no mail none goes, and whoever typed it learns nothing of that.
    """
    if Suppression.objects.filter(address=wish.address).exists():
        return True
    context = {"lists": wished(wish.names), "confirm_url": links.confirm_url(wish)}
    return mail.send(mail.compose("newsletter_confirm", wish.address, context))


@transaction.atomic
def confirm(wish: Wish, *, at: datetime) -> Recipient:
    """The owner has said yes. Saying it again changes nothing."""
    recipient, _ = Recipient.objects.get_or_create(address=wish.address, defaults={"confirmed_at": at})
    for newsletter in wished(wish.names):
        SignUp.objects.get_or_create(recipient=recipient, newsletter=newsletter, defaults={"since": at})
    return recipient


def leave(leaving: Leaving) -> str:
    """At once; the name of what was left, for the page that says so."""
    sign_ups = leaving.recipient.sign_ups.select_related("newsletter")
    if leaving.what == links.EVERYTHING:
        sign_ups.all().delete()
        return "everything"
    newsletter = Newsletter.objects.filter(pk=leaving.what.removeprefix(KIND)).first()
    sign_ups.filter(newsletter=newsletter).delete()
    return f"“{newsletter}”" if newsletter else "this newsletter"


@transaction.atomic
def choose(recipient: Recipient, newsletters: Iterable[Newsletter], *, at: datetime) -> None:
    """Exactly these lists from now on; closed ones that somebody is still on may be kept or left."""
    chosen = {each.pk for each in newsletters}
    recipient.sign_ups.exclude(newsletter__in=chosen).delete()
    have = set(recipient.sign_ups.values_list("newsletter_id", flat=True))
    SignUp.objects.bulk_create(
        [SignUp(recipient=recipient, newsletter_id=key, since=at) for key in chosen - have], ignore_conflicts=True
    )
