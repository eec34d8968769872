"""Demo users, one for each role; only with DEBUG."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group

from accounts.models import User
from articles.models import Columnist
from subscriptions.billing import checkout
from subscriptions.fulfilment import purchases, sandbox_clock
from subscriptions.models import Entitlement, Plan, Price

PASSWORD = "demo-password"  # noqa: S105 - it is printed by dev.py run
AT_THE_DESK = ("editor", "columnist", "moderator", "publisher")
READERS = ("subscriber", "reader")
WRITES_AS = "tamsin-peverell"


def create_users(*, at: datetime) -> list[str]:
    """Create missing demo users and return their e-mail addresses."""
    create_offers()
    return [email for part in (*AT_THE_DESK, *READERS) if (email := _create_user(part, at))]


def _create_user(part: str, at: datetime) -> str | None:
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
        _give_access(user, at)
    return email


def _give_access(user: User, at: datetime) -> None:
    """Buy a subscription in the sandbox, which renews.

    With another provider create an entitlement instead.
    """
    price = Price.objects.listed().order_by("pk").first()
    if settings.GATEWAY != "sandbox" or price is None:
        Entitlement.objects.create(
            user=user, source=Entitlement.Source.COMPLIMENTARY, starts_at=at, note="Demo"
        )
        return
    quoted = checkout.quote(price, at=at)
    purchase = checkout.get_or_create_purchase(user, quoted, next_path="", at=at)
    page = checkout.open_subscription_page(purchase, quoted)
    sandbox_clock.sandbox().pay(page.session_id)
    purchases.complete(purchase, at=at)


def create_offers() -> None:
    plan = Plan.objects.order_by("pk").first()
    if plan is None or Price.objects.count() > 1:
        return
    plan.prices.create(amount=3900, currency="USD", interval=Price.Interval.YEAR)
    household = Plan.objects.create(
        name="Household", description="Every column, for everyone at home.", seats=4, position=1
    )
    household.prices.create(amount=699, currency="USD")
