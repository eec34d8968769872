"""The demo's people, one for each part that is played on the site; only where DEBUG is on."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User
from articles.models import Columnist
from subscriptions.models import Entitlement

PASSWORD = "demo-password"  # noqa: S105 - it is printed by dev.py run
AT_THE_DESK = ("editor", "columnist", "moderator", "publisher")
READERS = ("subscriber", "reader")
WRITES_AS = "tamsin-peverell"


def invite(*, at: datetime) -> list[str]:
    """Make those of the demo's people who are not there yet; their addresses."""
    return [email for part in (*AT_THE_DESK, *READERS) if (email := _invite(part, at))]


def _invite(part: str, at: datetime) -> str | None:
    email = f"{part}@demo.example"
    if User.objects.filter(email=email).exists():
        return None
    staff = part in AT_THE_DESK
    user = User.objects.create_user(email, PASSWORD, name=f"Demo {part}", is_staff=staff)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if staff:
        user.groups.add(Group.objects.get(name=part))
    if part == "columnist":
        Columnist.objects.filter(slug=WRITES_AS, user=None).update(user=user)
    if part == "subscriber":
        Entitlement.objects.create(user=user, source=Entitlement.Source.SUBSCRIPTION, starts_at=at, note="Demo")
    return email
