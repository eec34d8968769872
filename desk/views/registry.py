"""Registry of support actions: what they apply to and which permission they need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from desk.forms.actions import ActForm, ExtendForm, GrantForm, RefundForm
from desk.support import actions
from desk.support.actions import Actor
from subscriptions.models import Entitlement, GroupSeat, InstitutionSeat, Payment, Subscription


@dataclass(frozen=True)
class SupportAction:
    """A support action.

    `applies_to` checks the target's present state; `run` runs it and returns what was done.
    """

    name: str
    label: str
    description: str
    target: type[Model]
    permission: str
    form: type[ActForm]
    applies_to: Callable[[Any], bool]
    run: Callable[[Actor, Any, dict[str, Any]], str]

    @property
    def needs_confirmation(self) -> bool:
        return issubclass(self.form, RefundForm)


# An overdue subscription has no paid period left, so it can only be ended at once.
RENEWING = (Subscription.Status.TRIALING, Subscription.Status.ACTIVE)

ACTIONS = {
    act.name: act
    for act in (
        SupportAction(
            "grant",
            "Give complimentary access",
            "The reader may read everything from now on, and nobody pays.",
            User,
            "subscriptions.add_entitlement",
            GrantForm,
            lambda reader: True,
            lambda actor, _, values: actions.grant(actor, values["until"]),
        ),
        SupportAction(
            "extend",
            "Extend",
            "Adds complimentary access from the end of this one, or from now if it has ended.",
            Entitlement,
            "subscriptions.add_entitlement",
            ExtendForm,
            lambda entitlement: entitlement.ends_at is not None,
            lambda actor, entitlement, values: actions.extend(actor, entitlement, values["days"]),
        ),
        SupportAction(
            "refund",
            "Refund",
            "Money goes back the way it came.",
            Payment,
            "subscriptions.change_payment",
            RefundForm,
            lambda payment: payment.is_good and payment.refunded < payment.amount,
            lambda actor, payment, values: actions.refund(
                actor, payment, values["amount"], ends_access=values.get("ends_access", False)
            ),
        ),
        SupportAction(
            "cancel",
            "Cancel at the period’s end",
            "No payment is taken any more; the reader reads on until the end of what is paid.",
            Subscription,
            "subscriptions.change_subscription",
            ActForm,
            lambda one: (
                one.status in RENEWING and one.ended_at is None and not one.cancel_at_period_end
            ),
            lambda actor, one, values: actions.cancel(actor, one),
        ),
        SupportAction(
            "cancel-now",
            "End now",
            "The subscription and access end at once. This refunds no money; refund the payment"
            " first.",
            Subscription,
            "subscriptions.change_subscription",
            ActForm,
            lambda one: actions.is_active_or_entitled(one, timezone.now()),
            lambda actor, one, values: actions.cancel_now(actor, one),
        ),
        SupportAction(
            "resume",
            "Resume",
            "The cancellation is taken back: the subscription renews as before.",
            Subscription,
            "subscriptions.change_subscription",
            ActForm,
            lambda one: one.is_running and one.cancel_at_period_end,
            lambda actor, one, values: actions.resume(actor, one),
        ),
        SupportAction(
            "free-group-seat",
            "Free the seat",
            "The access that came with the seat ends at once, and the group’s owner may give it to"
            " somebody else.",
            GroupSeat,
            "subscriptions.change_entitlement",
            ActForm,
            lambda seat: seat.removed_at is None,
            lambda actor, seat, values: actions.free_group_seat(actor, seat),
        ),
        SupportAction(
            "free-seat",
            "Free the seat",
            "The access that came with the seat ends at once, and somebody else may take it.",
            InstitutionSeat,
            "subscriptions.change_entitlement",
            ActForm,
            lambda seat: True,
            lambda actor, seat, values: actions.free_institution_seat(actor, seat),
        ),
    )
}


def possible_actions(who: User | AnonymousUser, target: Model) -> list[SupportAction]:
    fitting = (act for act in ACTIONS.values() if isinstance(target, act.target))
    return [act for act in fitting if who.has_perm(act.permission) and act.applies_to(target)]
